import type { DeviceLine, Finding } from '../contract/devices.ts'

/** What is known of a terminal when the doctor looks. Times are the school's, epoch ms. */
export type DoctorFacts = {
  readonly now: number
  readonly line: DeviceLine
  readonly host: string
  readonly hasCommKey: boolean
  /** As measured at the last connection, before it was corrected; null: unknown, or a day that does not exist. */
  readonly clockDriftMs: number | null
  /** How often its clock had to be set in the last week. */
  readonly clockSets: number
  /** Presses of the last month with a time that cannot be right. */
  readonly impossibleTimes: number
  /** Records that the terminal counts and no read and no event brought, for a minute or longer. */
  readonly logGap: number
  readonly logs: number | null
  readonly logCapacity: number | null
  readonly users: number | null
  readonly userCapacity: number | null
  readonly fingers: number | null
  readonly fingerCapacity: number | null
  /** Null: its users were not read yet. */
  readonly admins: number | null
  readonly unknownUsers: number
  readonly syncFailed: number
  /** How often in the last day right and wrong serial number took turns at its address. */
  readonly serialSwaps: number
  /** Where it was found instead, by a search; null: nowhere. */
  readonly foundAt: string | null
  /** Moved to its present address by itself in the last day; from where. */
  readonly movedFrom: string | null
}

/** How often one kind of line follows the other. */
export function swaps(kinds: readonly string[]): number {
  return kinds.filter((kind, i) => i > 0 && kind !== kinds[i - 1]).length
}

/** Share of a capacity from which it is worth a look, and from which it is urgent. */
const nearlyFull = 0.9
const full = 0.98
const clockOffMs = 60_000
/** A clock that has to be set this often in a week has a weak battery. */
const clockSetsTooMany = 3

const order = ['act_now', 'look_today', 'ok_to_wait'] as const

/** What is wrong with a terminal, the most urgent first. */
export function findings(facts: DoctorFacts): Finding[] {
  const all = [...lineFindings(facts), ...clockFindings(facts), ...logFindings(facts), ...peopleFindings(facts)]
  return all.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
}

function lineFindings({ line, now, host, foundAt, movedFrom, serialSwaps }: DoctorFacts): Finding[] {
  const found: Finding[] = []
  // Right, wrong, right: another terminal cannot have taken its place for good.
  const contested = serialSwaps >= 2
  if (line.kind === 'offline') {
    const minutes = Math.max(0, Math.floor((now - line.since) / 60_000))
    const details = { minutes, reason: line.reason, host }
    if (foundAt !== null) {
      found.push({
        kind: 'address_changed',
        severity: 'act_now',
        details: { from: host, to: foundAt },
        remedy: 'use_new_address',
      })
    } else if (line.reason === 'device_key_wrong') {
      found.push({ kind: 'key_wrong', severity: 'act_now', details, remedy: null })
    } else if (line.reason === 'device_secured') {
      found.push({ kind: 'secured_firmware', severity: 'act_now', details, remedy: null })
    } else if (line.reason === 'device_serial_changed') {
      found.push({
        kind: contested ? 'two_on_one_address' : 'serial_changed',
        severity: 'act_now',
        details,
        remedy: 'search',
      })
    } else {
      found.push({ kind: 'offline', severity: 'act_now', details, remedy: 'search' })
    }
  } else if (contested) {
    found.push({ kind: 'two_on_one_address', severity: 'act_now', details: { host }, remedy: 'search' })
  }
  if (movedFrom !== null && foundAt === null) {
    found.push({
      kind: 'address_changed',
      severity: 'ok_to_wait',
      details: { from: movedFrom, to: host },
      remedy: null,
    })
  }
  return found
}

function clockFindings({ clockDriftMs, clockSets, impossibleTimes }: DoctorFacts): Finding[] {
  const found: Finding[] = []
  const off = clockDriftMs !== null && Math.abs(clockDriftMs) > clockOffMs
  if (off || clockSets >= clockSetsTooMany) {
    found.push({
      kind: 'clock_wrong',
      severity: clockSets >= clockSetsTooMany ? 'look_today' : 'ok_to_wait',
      details: { seconds: Math.round((clockDriftMs ?? 0) / 1000), timesSet: clockSets },
      remedy: 'set_clock',
    })
  }
  if (impossibleTimes > 0) {
    found.push({
      kind: 'impossible_times',
      severity: 'look_today',
      details: { punches: impossibleTimes },
      remedy: null,
    })
  }
  return found
}

function logFindings({ logGap, logs, logCapacity }: DoctorFacts): Finding[] {
  const found: Finding[] = []
  if (logGap > 0)
    found.push({ kind: 'log_gap', severity: 'look_today', details: { missing: logGap }, remedy: 'read_now' })
  const log = fullness(logs, logCapacity)
  if (log) found.push({ kind: 'log_nearly_full', ...log, remedy: 'clear_log' })
  return found
}

function peopleFindings(facts: DoctorFacts): Finding[] {
  const found: Finding[] = []
  const users = fullness(facts.users, facts.userCapacity)
  const fingers = fullness(facts.fingers, facts.fingerCapacity)
  if (users) found.push({ kind: 'users_nearly_full', ...users, remedy: facts.unknownUsers > 0 ? 'open_adopt' : null })
  if (fingers) found.push({ kind: 'fingers_nearly_full', ...fingers, remedy: null })
  if (facts.admins === 0) found.push({ kind: 'no_administrator', severity: 'ok_to_wait', details: {}, remedy: null })
  if (!facts.hasCommKey) found.push({ kind: 'no_comm_key', severity: 'ok_to_wait', details: {}, remedy: null })
  if (facts.unknownUsers > 0) {
    const details = { users: facts.unknownUsers }
    found.push({ kind: 'unknown_users', severity: 'ok_to_wait', details, remedy: 'open_adopt' })
  }
  if (facts.syncFailed > 0) {
    found.push({
      kind: 'sync_failed',
      severity: 'look_today',
      details: { students: facts.syncFailed },
      remedy: 'sync_now',
    })
  }
  return found
}

function fullness(used: number | null, capacity: number | null): Pick<Finding, 'severity' | 'details'> | null {
  if (used === null || capacity === null || capacity <= 0 || used < capacity * nearlyFull) return null
  const details = { used, capacity, percent: Math.floor((100 * used) / capacity) }
  return { severity: used >= capacity * full ? 'act_now' : 'look_today', details }
}
