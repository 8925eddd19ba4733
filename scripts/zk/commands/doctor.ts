import type { FindingKind, Finding } from '../../../core/contract/devices.ts'
import { findings } from '../../../core/devices/doctor-rules.ts'
import type { DeviceSession } from '../../../core/ports.ts'
import { isAdministrator } from '../roles.ts'
import type { Task } from '../task.ts'
import { driftWords, readClock } from '../wall-time.ts'

const DAY_MS = 24 * 60 * 60_000

/** Looks at the terminal and reads its people and its punches whole; tells what is wrong and what to do. */
export async function doctor(session: DeviceSession, { request, output }: Task): Promise<void> {
  const { zone, address } = request
  const clock = await readClock(session, zone)
  const sizes = await session.sizes()
  const users = await session.users()
  const punches = await session.readLogs(output.progress('Reading punches'))
  const now = Date.now()
  const impossibleTimes = punches.filter(({ rawTime }) => {
    const at = zone.rawToAt(rawTime)
    return at === null || at > now + DAY_MS
  }).length
  const known = new Set(users.map(user => user.userId))
  const facts = {
    serial: session.info.serial,
    firmware: session.info.firmware,
    ...session.protocol,
    ...sizes,
    time: clock.time,
    driftSeconds: clock.driftSeconds,
    administrators: users.filter(user => isAdministrator(user.privilege)).length,
    punchesRead: punches.length,
    punchesOfPeopleNotOnIt: punches.filter(punch => !known.has(punch.userId)).length,
    impossibleTimes,
  }
  const found = findings({
    ...sizes,
    now,
    line: { kind: 'online' },
    host: address.host,
    hasCommKey: address.commKey !== 0,
    clockDriftMs: clock.driftSeconds === null ? null : clock.driftSeconds * 1000,
    impossibleTimes,
    admins: facts.administrators,
    // What only the office knows.
    clockSets: 0,
    logGap: 0,
    unknownUsers: 0,
    syncFailed: 0,
    serialSwaps: 0,
    foundAt: null,
    movedFrom: null,
  })
  await output.tell({ kind: 'facts', ...facts }, factWords(facts))
  if (clock.driftSeconds === null) {
    const words = `Its clock ${driftWords(null)}. Set it: sync-time.`
    await output.tell({ kind: 'clock_wrong', severity: 'act_now', details: {}, words }, `${LABELS.act_now}  ${words}`)
  }
  for (const finding of found) {
    const words = findingWords(finding)
    await output.tell({ ...finding, words }, `${LABELS[finding.severity]}  ${words}`)
  }
  if (found.length === 0 && clock.driftSeconds !== null) await output.say('Nothing is wrong with it.')
}

const LABELS: Readonly<Record<Finding['severity'], string>> = {
  act_now: 'ACT NOW    ',
  look_today: 'LOOK TODAY ',
  ok_to_wait: 'CAN WAIT   ',
}

function factWords(facts: {
  readonly serial: string
  readonly users: number
  readonly userCapacity: number
  readonly fingers: number
  readonly fingerCapacity: number
  readonly logs: number
  readonly logCapacity: number
  readonly administrators: number
  readonly punchesRead: number
  readonly punchesOfPeopleNotOnIt: number
  readonly time: string
  readonly driftSeconds: number | null
}): string {
  const { users, fingers, logs, administrators, punchesRead, punchesOfPeopleNotOnIt: strangers } = facts
  return [
    `${facts.serial}: clock ${facts.time.replace('T', ' ')} (${driftWords(facts.driftSeconds)})`,
    `people   ${users} of ${facts.userCapacity}, ${administrators} of them administrators`,
    `fingers  ${fingers} of ${facts.fingerCapacity}`,
    `punches  ${logs} of ${facts.logCapacity}; ${punchesRead} read whole, ${strangers} of people who are not on it`,
    '',
  ].join('\n')
}

type Details = Finding['details']

const WORDS: Readonly<Partial<Record<FindingKind, (details: Details) => string>>> = {
  clock_wrong: ({ seconds = 0 }) => `Its clock is ${driftWords(Number(seconds))}. Set it: sync-time.`,
  impossible_times: ({ punches = 0 }) =>
    `${punches} punches have times that cannot be. Its clock was wrong when they were made: set it, and check its battery.`,
  log_nearly_full: details =>
    `Its memory for punches is ${share(details)} full. Read them into Rollcall, then empty it there.`,
  users_nearly_full: details => `Its memory for people is ${share(details)} full. Remove who does not belong on it.`,
  fingers_nearly_full: details => `Its memory for fingers is ${share(details)} full. Keep one finger a person.`,
  no_administrator: () =>
    'It has no administrator: anyone can open its menu. Make one person administrator in its menu.',
  no_comm_key: () =>
    'It is read without a communication key: any computer on the network can. Set one in its menu (Comm.) and in Rollcall.',
}

function share({ percent = 0, used = 0, capacity = 0 }: Details): string {
  return `${percent} % (${used} of ${capacity})`
}

function findingWords({ kind, details }: Finding): string {
  return WORDS[kind]?.(details) ?? kind
}
