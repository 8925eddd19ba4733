import { eq } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import { message, messageBatch } from '../db/schema.ts'
import { createAlertOffice } from '../testing/alert-office.ts'
import type { AlertOffice } from '../testing/alert-office.ts'
import { createSmallSchool } from '../testing/small-school.ts'
import { takeBack } from './outbox.repo.ts'

const opened: AlertOffice[] = []
afterEach(() => {
  for (const office of opened.splice(0)) office.close()
})

const wednesday = '2026-05-13'

function setUp({ students = 12, devices = 2 } = {}) {
  const office = createAlertOffice(createSmallSchool({ students, devices }))
  opened.push(office)
  return office
}

/** Twelve children of whom two are missing, with everything read. */
function twoMissing() {
  const office = setUp()
  office.press([1, 2, 3, 4, 5, 6, 7, 8, 9], '07:30')
  office.press(10, '08:10', 2)
  office.read('08:30')
  return office
}

const phones = (office: AlertOffice) => office.alerts().map(({ phone }) => Number(phone.slice(-3)))
const codes = (office: AlertOffice) =>
  office.shown().map(({ state, reasons }) => [state, ...reasons.map(({ code }) => code)].join(' '))

describe('a morning on which many are missing', () => {
  /** Nine of twenty. */
  async function nineOfTwenty() {
    const office = setUp({ students: 20 })
    office.press([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], '07:30')
    office.read('08:30')
    await office.tick('08:30')
    return office
  }

  it('waits for a person', async () => {
    const office = await nineOfTwenty()
    expect(office.alerts()).toEqual([])
    expect(office.shown()).toMatchObject([
      {
        state: 'held',
        reasons: [{ code: 'share_of_school', percent: 45, limit: 30 }],
        canRelease: true,
        students: 9,
        messages: 9,
      },
    ])
  })

  it('still waits for a person when children are marked by hand until the share is usual', async () => {
    const office = await nineOfTwenty()
    office.mark([12, 13, 14, 15, 16, 17], 'present')
    await office.tick('08:40')
    await office.tick('08:41')
    expect([codes(office), office.shown()[0]?.messages, office.alerts()]).toEqual([['held share_of_school'], 3, []])
  })

  it('says so of a class where the school as a whole is as usual', async () => {
    const office = await nineOfTwenty()
    office.policy({ absentShareSchool: 60, absentShareClass: 40 })
    await office.tick('08:31')
    // What has needed a word needs it still.
    expect(codes(office)).toEqual(['held share_of_class share_of_school'])
  })

  it('says nothing of shares while a terminal is not read, so that alerts go when it is', async () => {
    const office = setUp({ students: 20 })
    office.press([1, 2, 3], '07:30')
    office.read('08:30', 1)
    await office.tick('08:30')
    expect(codes(office)).toEqual(['held terminal_not_read'])
    office.press([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18], '07:40', 2)
    office.read('08:40', 2)
    await office.tick('08:40')
    expect(phones(office)).toEqual([19, 20])
  })
})

describe('yesterday', () => {
  it('is told to nobody: the office sees that its alerts were not sent', async () => {
    const office = twoMissing()
    office.read('08:00', 1, wednesday)
    office.read('08:00', 2, wednesday)
    await office.tick('08:00', wednesday)
    expect(office.alerts()).toEqual([])
    expect(
      office
        .shown()
        .map(({ day, session, state, canRelease, students, messages }) => [
          [day, session, state].join(' '),
          [canRelease, students, messages],
        ]),
    ).toEqual([
      ['2026-05-12 PM expired', [false, 2, 0]],
      ['2026-05-12 AM expired', [false, 2, 0]],
    ])
    expect(codes(office)).toEqual(['expired not_today', 'expired not_today'])
  })

  it('is told to nobody when its alerts were held until the end of the day', async () => {
    const office = twoMissing()
    office.read('07:00', 1)
    await office.tick('08:30')
    office.restart()
    office.read('07:00', 1, wednesday)
    office.read('07:00', 2, wednesday)
    await office.tick('07:00', wednesday)
    expect(office.alerts()).toEqual([])
    expect(codes(office)).toContain('expired not_today')
  })

  it('is not shown once it is more than a week ago, nor from before alerts began', async () => {
    const later = '2026-05-20'
    const office = twoMissing()
    office.clock.set(office.at('08:00', later))
    office.press(1, '07:30', 1, wednesday)
    office.read('08:00', 1, later)
    office.read('08:00', 2, later)
    await office.tick('08:00', later)
    expect([...new Set(office.shown().map(({ day }) => day))]).toEqual([wednesday])
    expect(
      office.db
        .select()
        .from(messageBatch)
        .all()
        .filter(({ day }) => day < wednesday),
    ).toEqual([])
    const begun = twoMissing()
    begun.policy({ alertsFrom: wednesday })
    begun.read('08:00', 1, wednesday)
    begun.read('08:00', 2, wednesday)
    await begun.tick('08:00', wednesday)
    expect(begun.shown()).toEqual([])
  })
})

describe('alerts that were held too long', () => {
  it('expire four hours after the close', async () => {
    const office = twoMissing()
    office.read('07:00', 1)
    await office.tick('08:30')
    await office.tick('12:29:59')
    expect(codes(office)).toEqual(['held terminal_not_read'])
    office.read('12:30')
    await office.tick('12:30')
    expect([codes(office), office.alerts()]).toEqual([['expired'], []])
  })

  it('expire with the session', async () => {
    const office = twoMissing()
    await office.tick('08:00')
    office.read('14:00')
    await office.tick('16:00')
    expect([codes(office), office.alerts()]).toEqual([['expired terminal_not_read', 'expired'], []])
  })
})

/** Takes the alert of a child back. */
function withdraw(office: AlertOffice, pin: number, note: string): void {
  const own = eq(message.phone, `+2547${String(pin).padStart(8, '0')}`)
  const [alert] = office.db.select().from(message).where(own).all()
  if (alert === undefined) throw new Error('nothing was queued')
  takeBack(office.db, alert.id, note, office.clock.now())
}

describe('the afternoon', () => {
  it('does not tell again of a child whose guardians know since the morning', async () => {
    const office = twoMissing()
    await office.tick('08:30')
    // Home for lunch.
    office.press(10, '12:50')
    office.read('14:15')
    await office.tick('14:15')
    expect(phones(office)).toEqual([11, 12, 10])
    expect(office.alerts().at(-1)?.body).toContain('has not arrived by 14:15')
  })

  it('does not tell of a child that left early, as its guardians know, unless it came back and left with the others', async () => {
    const office = twoMissing()
    await office.tick('08:30')
    for (const pin of [9, 10]) office.press(pin, '10:15')
    expect(office.db.select().from(message).where(eq(message.kind, 'left_early')).all()).toHaveLength(2)
    office.press(10, '11:00')
    office.press(10, '12:50')
    office.read('14:15')
    await office.tick('14:15')
    expect(phones(office)).toEqual([11, 12, 10])
  })

  it.each(['earlier_punch', 'not_expected'] as const)(
    'tells of a child whose alert of the morning was taken back before it left (%s), as a part of its own batch',
    async note => {
      const office = twoMissing()
      await office.tick('08:30')
      withdraw(office, 11, note)
      office.read('14:15')
      await office.tick('14:15')
      expect(office.alerts()).toHaveLength(2)
      expect(office.alerts()[0]).toMatchObject({ state: 'queued', note: null })
      expect(office.alerts()[0]?.body).toContain('by 14:15')
      expect(office.shown().map(({ session, students, messages }) => [session, students, messages])).toEqual([
        ['PM', 1, 1],
        ['AM', 1, 1],
      ])
    },
  )

  it('tells nothing of a child whose alert of the morning a person has cancelled', async () => {
    const office = twoMissing()
    await office.tick('08:30')
    withdraw(office, 11, 'by_hand')
    office.read('14:15')
    await office.tick('14:15')
    expect(office.shown().map(({ session }) => session)).toEqual(['AM'])
  })
})

describe('a school of more than 1,500', () => {
  it('waits for the marks, which are written in portions after the close', async () => {
    const office = setUp({ students: 1501, devices: 1 })
    office.press(
      Array.from({ length: 1499 }, (_, i) => i + 1),
      '07:30',
    )
    office.read('08:30')
    office.clock.set(office.at('08:30'))
    await office.jobs.settle.run(new AbortController().signal)
    await office.jobs.alerts.run(new AbortController().signal)
    expect([office.shown(), office.alerts()]).toMatchObject([[{ state: 'held', reasons: [], canRelease: false }], []])
    await office.tick('08:31')
    expect(office.alerts()).toHaveLength(2)
  })
})
