import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { PunchSource } from '../contract/attendance.ts'
import type { DeviceId } from '../contract/common.ts'
import { attendanceRecord, punch, sessionClose, sessionMark, student } from '../db/schema.ts'
import type { RawPunch } from '../ports.ts'
import { writeSetting } from '../settings/settings.repo.ts'
import { createSmallSchool, schoolDay } from '../testing/small-school.ts'
import { createRecordPunches } from './record-punches.ts'
import { createSettleSessions } from './settle-sessions.job.ts'

/** A press as the world knows it: who, where (index of a terminal), and when. */
type Press = { readonly pin: string; readonly gate: number; readonly at: number; readonly state: number }
type Batch = { readonly gate: number; readonly source: PunchSource; readonly presses: readonly Press[] }

const yesterday = '2026-05-11'
const studentCount = 4
const gateCount = 3

// One database for all runs, each undone after it: making one takes longer than a run.
const school = createSmallSchool({ students: studentCount, devices: gateCount })
afterAll(() => school.close())
const { at } = school
const evening = at('23:59')

/** Times around what matters: 30 minutes after one another, the minute of lateness, lunch, the ends, midnight, 04:00. */
const moments = [
  ...['00:00', '03:59:59', '04:00', '05:30', '07:30', '07:30:02', '07:59:59', '08:00', '08:00:59', '08:01', '08:29:59'],
  ...['08:30', '12:39:59', '12:40', '12:45', '13:15', '13:45', '14:00:59', '14:01', '15:59:59', '16:00', '23:30'],
]
const aMoment = fc.oneof(
  fc.constantFrom(...moments).map(clock => [clock, 0] as const),
  // Exactly 30 minutes, and a second to either side, after one of them.
  fc.tuple(fc.constantFrom(...moments.slice(3, -1)), fc.constantFrom(1799, 1800, 1801)),
)

const aPress: fc.Arbitrary<Press> = fc.record({
  pin: fc.constantFrom('1', '2', '3', '4', '999', '01'),
  gate: fc.nat(gateCount - 1),
  at: fc
    .tuple(aMoment, fc.constantFrom(yesterday, schoolDay))
    .map(([[clock, seconds], day]) => at(clock, day) + seconds * 1000),
  state: fc.constantFrom(0, 1, 2, 3, 4, 5, 255),
})

function pressKey({ pin, gate, at: moment }: Press): string {
  return `${moment} ${pin} ${gate}`
}

const aWorld = fc.uniqueArray(aPress, { maxLength: 40, selector: pressKey })

/** Any order, cut into portions of one terminal each, some of them twice, live or read back. */
function deliveries(world: readonly Press[]): fc.Arbitrary<Batch[]> {
  if (world.length === 0) return fc.constant([])
  return fc
    .tuple(
      fc.shuffledSubarray([...world], { minLength: world.length }),
      fc.array(fc.constantFrom(...world), { maxLength: 10 }),
      fc.array(fc.tuple(fc.boolean(), fc.constantFrom<PunchSource>('live', 'backlog')), {
        minLength: 50,
        maxLength: 50,
      }),
    )
    .map(([shuffled, repeats, choices]) => {
      const batches: { gate: number; source: PunchSource; presses: Press[] }[] = []
      for (const [i, press] of [...shuffled, ...repeats].entries()) {
        const [goOn, source] = choices[i] ?? [false, 'live']
        const last = batches.at(-1)
        if (goOn && last?.gate === press.gate) last.presses.push(press)
        else batches.push({ gate: press.gate, source, presses: [press] })
      }
      return batches
    })
}

type Register = Readonly<Record<'punches' | 'records' | 'marks' | 'closed', readonly string[]>>

type Office = {
  take(batch: Batch): void
  tick(now: number, coveredUntil: number | null): Promise<void>
  /** All that the day's paper depends on, without what may differ: ids, and how a punch came. */
  register(): Register
}

function openOffice(dayStartsAtMinute: number): Office {
  const { db, devices, clock, zone } = school
  clock.set(evening)
  writeSetting(db, 'dayStartsAtMinute', dayStartsAtMinute, 0)
  const record = createRecordPunches(school)
  let covered: number | null = null
  const job = createSettleSessions(school, () => new Map(devices.map(id => [id, covered])))
  const gateOf = (id: DeviceId) => devices.indexOf(id)
  const pins = new Map(
    db
      .select()
      .from(student)
      .all()
      .map(({ id, pin }) => [id, pin]),
  )
  const keys = new Map<string, string>()
  const raw = ({ pin, at: moment, state }: Press): RawPunch => ({ ...school.press(pin, moment), state })
  return {
    take({ gate, source, presses }) {
      const device = devices[gate]
      if (device) record(device, presses.map(raw), source)
    },
    async tick(now, coveredUntil) {
      clock.set(now)
      covered = coveredUntil
      await job.run(new AbortController().signal)
    },
    register() {
      for (const row of db.select().from(punch).all()) {
        keys.set(row.id, `${gateOf(row.deviceId)} ${row.pin} ${zone.rawToAt(row.rawTime) ?? ''}`)
      }
      return {
        punches: [...keys.values()].sort(),
        records: db
          .select()
          .from(attendanceRecord)
          .all()
          .map(row => `${keys.get(row.punchId) ?? '?'} ${row.day} ${row.eventType} ${pins.get(row.studentId) ?? '?'}`)
          .sort(),
        marks: db
          .select()
          .from(sessionMark)
          .all()
          .map(row => `${row.day} ${row.session} ${pins.get(row.studentId) ?? '?'} ${row.mark} ${row.arrivedAt ?? '-'}`)
          .sort(),
        closed: db
          .select()
          .from(sessionClose)
          .all()
          .map(row => `${row.day} ${row.session} ${row.closedAt} ${row.settled}`)
          .sort(),
      }
    },
  }
}

async function registerAfter(dayStartsAtMinute: number, work: (office: Office) => Promise<void>): Promise<Register> {
  school.db.$client.exec('begin')
  try {
    const office = openOffice(dayStartsAtMinute)
    await work(office)
    return office.register()
  } finally {
    school.db.$client.exec('rollback')
  }
}

const dayStarts = fc.constantFrom(0, 240)

describe('the register', () => {
  it('is the same whatever the order, portions, repeats and sources in which punches come', async () => {
    const cases = aWorld.chain(world => fc.tuple(fc.constant(world), deliveries(world), deliveries(world), dayStarts))
    await fc.assert(
      fc.asyncProperty(cases, async ([world, oneWay, otherWay, dayStart]) => {
        const inTheEvening = (batches: Batch[]) =>
          registerAfter(dayStart, async office => {
            for (const batch of batches) office.take(batch)
            await office.tick(evening, evening)
          })
        const [one, other] = [await inTheEvening(oneWay), await inTheEvening(otherWay)]
        expect(one).toEqual(other)
        expect(one.punches).toHaveLength(world.length)
      }),
      { numRuns: 100 },
    )
  }, 60_000)

  it('is the same when a day is lived through live as when it is read back in the evening', async () => {
    const cases = aWorld.chain(world => fc.tuple(fc.constant(world), deliveries(world), dayStarts))
    await fc.assert(
      fc.asyncProperty(cases, async ([world, batches, dayStart]) => {
        const lived = await registerAfter(dayStart, async office => {
          for (const press of [...world].sort((a, b) => a.at - b.at)) {
            await office.tick(press.at, press.at)
            office.take({ gate: press.gate, source: 'live', presses: [press] })
          }
          await office.tick(evening, evening)
        })
        const readBack = await registerAfter(dayStart, async office => {
          await office.tick(evening, null)
          for (const batch of batches) {
            office.take(batch)
            await office.tick(evening, null)
          }
          await office.tick(evening, evening)
        })
        expect(readBack).toEqual(lived)
      }),
      { numRuns: 100 },
    )
  }, 60_000)
})
