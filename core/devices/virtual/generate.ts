import type { LogRecord, UserRecord } from '../zkteco/records.ts'
import { packLocal } from './local-time.ts'
import { createRandom, type Random } from './random.ts'

const FIRST_NAMES =
  'Achieng Akinyi Amina Barasa Brian Chebet Cherono Esther Faith Fatuma Grace Hassan Imani Jebet Juma Kamau Kevin Kibet Mercy Moraa Mwende Mutua Naliaka Njeri Nyambura Odhiambo Otieno Peter Ruth Salim Wanjiru Zawadi'.split(
    ' ',
  )
const LAST_NAMES =
  'Abdi Barasa Chepkoech Gathoni Kariuki Kiplagat Kimani Kipchoge Langat Maina Makau Mbugua Muthoni Mwangi Nafula Njoroge Nyaga Ochieng Okoth Omondi Ouma Rotich Simiyu Wafula Wairimu Wekesa'.split(
    ' ',
  )

const FIRST_PIN = 1001
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** A Monday: the log starts with this day, so that a seed gives the same bytes in any year. */
const FIRST_DAY = Date.UTC(2026, 0, 5)

/**
 * Made-up users with the ids 1001, 1002, …; the first is an administrator. Their uids have gaps and are not in
 * order, as on a terminal in use.
 */
export function generateUsers(count: number, seed: number): UserRecord[] {
  const random = createRandom(seed)
  const users = Array.from({ length: count }, (_, i): UserRecord => {
    const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`
    return {
      uid: i + 1 + Math.floor(i / 17),
      privilege: i === 0 ? 14 : 0,
      password: i === 0 ? '90210' : '',
      name: i === 0 ? 'Office' : name,
      card: random.int(20) === 0 ? 1_000_000 + random.int(9_000_000) : 0,
      group: 1,
      userId: String(FIRST_PIN + i),
    }
  })
  for (let i = 10; i < users.length; i += 10) swap(users, i, i - random.int(10))
  return users
}

function swap<T>(list: T[], a: number, b: number): void {
  const [first, second] = [list[a], list[b]]
  if (first === undefined || second === undefined) return
  list[a] = second
  list[b] = first
}

/**
 * A made-up log: school days from Monday 5 January 2026 on, arrivals around seven, leaving around four, in the order of happening.
 * Now and then a line of someone who is no longer among the users (uid 0).
 */
export function generateLogs(users: readonly UserRecord[], count: number, seed: number): LogRecord[] {
  const random = createRandom(seed ^ 0x5eed)
  const logs: LogRecord[] = []
  for (let day = FIRST_DAY; logs.length < count; day += DAY_MS) {
    const weekday = new Date(day).getUTCDay()
    if (weekday === 0 || weekday === 6) continue
    for (const start of [6.5, 15.5]) {
      const session = users
        .map(user => ({ user, at: day + start * 60 * MINUTE_MS + random.int(90 * 60) * 1000 }))
        .sort((a, b) => a.at - b.at)
      // without users every line is of someone unknown
      const presses = session.length > 0 ? session : [{ user: null, at: day + start * 60 * MINUTE_MS }]
      for (const { user, at } of presses) logs.push(generateLog(user, at, random))
    }
  }
  return logs.slice(0, count)
}

function generateLog(user: UserRecord | null, at: number, random: Random): LogRecord {
  const gone = user === null || random.int(200) === 0
  return {
    uid: gone ? 0 : user.uid,
    userId: gone ? String(900_001 + random.int(50)) : user.userId,
    verify: random.int(10) === 0 ? 2 : 1,
    state: random.int(8) === 0 ? 255 : 0,
    rawTime: packLocal(at),
    workCode: 0,
  }
}
