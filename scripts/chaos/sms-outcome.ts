import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { readIntegrity } from '../demo/database-facts.ts'
import { root } from '../setup/places.mjs'
import { scanForLeaks } from './leak-scan.ts'
import { readTexts } from './sms-facts.ts'
import type { Places } from './sms-places.ts'
import { countSms, smsFaults } from './sms-verdict.ts'
import type { SmsEvidence } from './sms-verdict.ts'

export type SmsRun = {
  readonly evidence: SmsEvidence
  readonly places: Places
  readonly asked: {
    readonly messages: number
    readonly kills: number
    readonly faults: number
    readonly seed: number
  }
  readonly apiKey: string
  /** The last program ended by itself when asked to. */
  readonly endedWell: boolean
  readonly seconds: number
}

/** Judges a campaign, shows it and writes it to `out/chaos/sms.json`. Its data is kept if anything is wrong. */
export function concludeSms({ evidence, places, asked, apiKey, endedWell, seconds }: SmsRun): number {
  const { check, danglingReferences } = readIntegrity(places.paths.database)
  const phones = evidence.plan.guardians.map(({ phone }) => phone)
  const leaks = scanForLeaks(places.school, { apiKey, phones, texts: readTexts(places.paths.database) })
  const faults = [
    ...smsFaults(evidence),
    ...(evidence.facts.messages.length >= asked.messages ? [] : ['fewer messages than were asked for']),
    ...(evidence.kills.length === asked.kills ? [] : ['fewer kills than were asked for']),
    ...(check === 'ok' ? [] : [`the database is damaged: ${check}`]),
    ...(danglingReferences === 0 ? [] : [`${danglingReferences} references in the database point nowhere`]),
    ...(endedWell ? [] : ['the last program did not end by itself when asked to']),
    ...leaks.map(({ what, where, times }) => `${what} in ${where}, ${times} times`),
  ]
  const figures = { ...countSms(evidence), integrity_check: check, leaks: leaks.length, seconds }
  const folder = join(root, 'out/chaos')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'sms.json')
  writeFileSync(path, `${JSON.stringify({ asked, ...figures, kills_in_order: evidence.kills, faults }, null, 2)}\n`)
  console.table(flat(figures))
  if (faults.length > 0) {
    const list = faults.map(text => `  - ${text}`).join('\n')
    console.log(`Does not add up:\n${list}\nThe data is kept in ${places.folder}`)
    return 1
  }
  rmSync(places.folder, { recursive: true, force: true })
  console.log(`No parent was told twice and nothing is lost. Figures are in ${relative(process.cwd(), path)}.`)
  return 0
}

/** A row for each figure, also for those inside of others. */
function flat(figures: Readonly<Record<string, unknown>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]): [string, string | number][] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([inner, count]) => [`${name}: ${inner}`, Number(count)])
        : [[name, typeof value === 'number' ? value : String(value)]],
    ),
  )
}
