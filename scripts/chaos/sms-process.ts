// The school's program in a process of its own, so that it can be killed: node sms-process.ts FILE (see SmsProcessFile).
// It is loaded at once and begins when something is written to its standard input.
import { once } from 'node:events'
import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { createApp } from '../../core/app.ts'
import type { App } from '../../core/app.ts'
import { createRecordPunches } from '../../core/attendance/record-punches.ts'
import type { DeviceId } from '../../core/contract/common.ts'
import { AppError } from '../../core/contract/errors.ts'
import type { PauseCode } from '../../core/contract/messages.ts'
import type { Db } from '../../core/db/open.ts'
import { createAfricasTalking } from '../../core/notifications/gateways/africastalking/gateways.ts'
import { createDeliveryReports } from '../../core/notifications/gateways/dlr.ts'
import type { Clock, Paths, RawPunch } from '../../core/ports.ts'
import { createSimulatedClock } from '../../core/simulation/clock.ts'
import type { ClockSegment } from '../../core/simulation/clock.ts'
import { createDemoKeyring } from '../../core/simulation/keyring.ts'
import { createLog } from '../../electron/log.ts'
import { cheapPasswords, officeUser } from './sms-school.ts'

/** What the program is told. No key: that it has from its database, as a school's has. */
export type SmsProcessFile = {
  readonly paths: Paths
  readonly logs: string
  readonly keyring: string
  /** Goes on over all kills. */
  readonly clock: ClockSegment
  readonly origin: string
  readonly deviceId: DeviceId
  /** The terminal's own memory: a press a line, `PIN RAWTIME`. */
  readonly presses: string
}

/** Written to standard output once messages can leave. */
export const readyWord = 'ready'

const lookForPressesMs = 40
/** Somebody sees that the queue stands still, looks into it, and lets it go on. */
const officeReactsAfterMs = 150
const officeLooksEveryMs = 100
const mendedByOffice: readonly PauseCode[] = ['key_refused', 'sender_refused', 'no_money']
const window = 1

if (process.argv[1] === import.meta.filename) {
  await once(process.stdin, 'data')
  process.stdin.destroy()
  await run(process.argv[2] ?? '')
}

async function run(file: string): Promise<void> {
  const told = JSON.parse(readFileSync(file, 'utf8')) as SmsProcessFile
  const clock = createSimulatedClock([told.clock])
  const opened: Db[] = []
  const app = createApp(
    {
      clock,
      log: createLog(told.logs),
      paths: told.paths,
      deviceDriver: { connect: () => Promise.reject(new AppError('device_offline')) },
      sms: createAfricasTalking({ origin: told.origin, timeouts: { connectMs: 1000, replyMs: 1200 } }),
      deliveryReports: createDeliveryReports({ origin: told.origin }),
      mailer: { send: () => Promise.resolve({ kind: 'unreachable', reason: 'no_mail_here' }) },
      pages: {
        keep: () => '',
        print: () => Promise.resolve(false),
        savePdf: () => Promise.resolve(null),
        saveFile: () => Promise.resolve(null),
      },
      keyring: createDemoKeyring(told.keyring),
      simulation: null,
    },
    {
      passwordCost: cheapPasswords,
      messages: { perSecond: 60 },
      reports: { everyMs: 250 },
      prepare: db => opened.push(db),
    },
  )
  const stopping = new AbortController()
  process.once('SIGTERM', () => stopping.abort())
  app.start()
  process.stdout.write(`${readyWord}\n`)
  const [db] = opened
  await Promise.all([
    ...(db === undefined ? [] : [recordPresses(db, clock, told, stopping.signal)]),
    watchQueue(app, stopping.signal),
  ])
  await app.stop()
}

/** As a terminal's line does: all of its memory first, then each press as it comes. */
async function recordPresses(db: Db, clock: Clock, told: SmsProcessFile, signal: AbortSignal): Promise<void> {
  const record = createRecordPunches({ db, clock, emit: () => undefined, terminals: () => [] })
  let from = 0
  while (!signal.aborted) {
    const { punches, next } = pressesFrom(told.presses, from)
    record(told.deviceId, punches, from === 0 ? 'backlog' : 'live')
    from = next
    await waited(lookForPressesMs, signal)
  }
}

/** Whole lines only: the last one may just be being written. */
function pressesFrom(file: string, from: number): { readonly punches: RawPunch[]; readonly next: number } {
  if (!existsSync(file)) return { punches: [], next: from }
  const handle = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(handle).size - from))
    const text = bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, from)).toString('latin1')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    const punches = whole
      .split('\n')
      .slice(0, -1)
      .map((line): RawPunch => {
        const [userId = '', rawTime = ''] = line.split(' ')
        return { userId, uid: null, rawTime: Number(rawTime), verify: 1, state: 0 }
      })
    return { punches, next: from + whole.length }
  } finally {
    closeSync(handle)
  }
}

/** The office: lets the queue go on after a refusal of the account, as a person does. */
async function watchQueue(app: App, signal: AbortSignal): Promise<void> {
  must(await app.call(window, 'session.signIn', officeUser))
  while (!signal.aborted) {
    await waited(officeLooksEveryMs, signal)
    const { paused } = must(await app.call(window, 'messages.account', {})) as {
      readonly paused: { readonly code: PauseCode } | null
    }
    if (paused === null || !mendedByOffice.includes(paused.code)) continue
    await waited(officeReactsAfterMs, signal)
    must(await app.call(window, 'messages.resume', {}))
  }
}

function must(result: Awaited<ReturnType<App['call']>>): unknown {
  if (!result.ok) throw new AppError(result.error.code, result.error.details)
  return result.value
}

async function waited(ms: number, signal: AbortSignal): Promise<void> {
  // Ends early, and not with an error, when the program is to end.
  await pause(ms, undefined, { signal }).catch(() => undefined)
}
