import { createHash } from 'node:crypto'
import { generateUsers } from '../../../core/devices/virtual/generate.ts'
import { makeTemplate } from '../../../core/devices/virtual/templates.ts'
import { createZktecoDriver } from '../../../core/devices/zkteco/driver.ts'
import type { TemplateUpload } from '../../../core/ports.ts'
import type { Bench } from '../report.ts'
import { columns } from '../../columns.ts'
import { rounded } from '../report.ts'
import { startTerminalProcess } from '../terminal-process.ts'

const USERS = 1000
const FINGERS = [5, 6]
const SEED = 11
const BULK_WRITE = '110'
/** Flat out, and with a pause between frames closer to what a terminal needs. */
const PACES_MS = [0, 1] as const

function children(): TemplateUpload[] {
  return generateUsers(USERS + 1, SEED)
    .filter(user => user.privilege === 0)
    .map(({ uid, userId, name }) => ({
      user: { userId, name },
      fingers: FINGERS.map(finger => ({ finger, flag: 1, template: makeTemplate('10', SEED, { uid, finger }) })),
    }))
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What the terminal itself says it holds, against what was sent. */
function countRight(fingers: unknown, items: readonly TemplateUpload[]): number {
  const held = new Set(
    (fingers as { userId: string; finger: number; sha256: string }[]).map(
      one => `${one.userId}/${one.finger}/${one.sha256}`,
    ),
  )
  return items.flatMap(({ user, fingers }) =>
    fingers.filter(one => held.has(`${user.userId}/${one.finger}/${sha256(one.template)}`)),
  ).length
}

async function upload(items: readonly TemplateUpload[], paceMs: number, withoutBulk: boolean) {
  const without = withoutBulk ? ['--without', BULK_WRITE] : []
  const terminal = await startTerminalProcess(['--users', '1', '--pace', String(paceMs), ...without])
  try {
    const address = { host: '127.0.0.1', port: terminal.port, commKey: 0 }
    const session = await createZktecoDriver().connect(address, new AbortController().signal)
    const startedAt = performance.now()
    const { mode } = await session.putTemplates(items)
    const seconds = (performance.now() - startedAt) / 1000
    await session.close()
    const { fingers } = await terminal.ask('fingers', 'fingers')
    return { mode, s: rounded(seconds), templates_right: countRight(fingers, items) }
  } finally {
    await terminal.stop()
  }
}

/** Users with their fingers: many in one buffer, and one by one as for firmware that does not know how. */
export const measureUploads: Bench = async ({ say }) => {
  say(`Uploading ${USERS} users with ${FINGERS.length} templates each`)
  const items = children()
  const runs = []
  for (const paceMs of PACES_MS) {
    const bulk = await upload(items, paceMs, false)
    const single = await upload(items, paceMs, true)
    runs.push({ pace_ms: paceMs, bulk, single, ratio: rounded(single.s / bulk.s, 1) })
  }
  const [flatOut, ...paced] = runs
  return {
    figures: {
      users: USERS,
      templates: USERS * FINGERS.length,
      bulk_s: flatOut?.bulk.s,
      single_s: flatOut?.single.s,
      ratio: flatOut?.ratio,
      templates_right: flatOut?.bulk.templates_right,
      flat_out: flatOut,
      paced,
    },
    table: [
      `Uploading ${USERS} users with ${FINGERS.length} templates each, verified by reading everything back`,
      columns(
        ['', 'pause ms', 'seconds', 'templates right'],
        [
          ...runs.flatMap(({ pace_ms, bulk, single }) => [
            ['bulk', String(pace_ms), bulk.s.toFixed(2), String(bulk.templates_right)],
            ['one by one', String(pace_ms), single.s.toFixed(2), String(single.templates_right)],
          ]),
        ],
      ),
    ].join('\n'),
  }
}
