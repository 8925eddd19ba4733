import { afterEach, describe, expect, it } from 'vitest'
import { schoolClass, sessionClose } from '../db/schema.ts'
import { createAlertOffice } from '../testing/alert-office.ts'
import type { AlertOffice } from '../testing/alert-office.ts'
import { createSmallSchool, schoolDay } from '../testing/small-school.ts'

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

describe('absence alerts of a morning', () => {
  it('go out with the close of the register, once every terminal is read, to the guardians of those who are missing', async () => {
    const office = twoMissing()
    await office.tick('08:29:59')
    expect([office.shown(), office.alerts()]).toEqual([[], []])
    await office.tick('08:30')
    expect(office.alerts()).toEqual([
      {
        body: 'Mwangaza: Child Number11 (Grade 7 East) has not arrived by 08:30 today, 12/05. If you know why, please call 0712345678.',
        state: 'queued',
        note: null,
        phone: '+254700000011',
      },
      expect.objectContaining({ state: 'queued', phone: '+254700000012' }),
    ])
    expect(office.shown()).toMatchObject([
      {
        day: schoolDay,
        session: 'AM',
        planName: 'Whole school',
        state: 'released',
        reasons: [],
        canRelease: false,
        students: 2,
        messages: 2,
        costMinor: 160,
        by: null,
        recallable: 0,
      },
    ])
    expect(office.woken.sending).toBe(1)
  })

  it('stay back while a terminal is unplugged, name it, and reach only the true absentees once it is read', async () => {
    const office = setUp()
    office.press([1, 2, 3, 4, 5, 6], '07:00')
    office.read('07:00', 2)
    office.read('08:30', 1)
    await office.tick('08:30')
    const held = {
      state: 'held',
      reasons: [{ code: 'terminal_not_read', terminals: ['Gate 2'] }],
      canRelease: true,
      students: 6,
      messages: 6,
      costMinor: 480,
    }
    expect([office.shown(), office.alerts()]).toMatchObject([[held], []])
    await office.tick('08:40')
    expect(office.alerts()).toEqual([])
    office.press([7, 8, 9, 10, 11], '07:45', 2)
    office.read('08:40')
    await office.tick('08:40:05')
    expect(phones(office)).toEqual([12])
    expect(office.shown()).toMatchObject([{ state: 'released', students: 1, messages: 1, by: null }])
  })

  it('are held from the very transaction that closes the register', async () => {
    const office = twoMissing()
    office.read('07:00', 2)
    office.clock.set(office.at('08:30'))
    await office.jobs.settle.run(new AbortController().signal)
    expect(office.db.select().from(sessionClose).all()).toMatchObject([{ session: 'AM', settled: false }])
    expect(codes(office)).toEqual(['held terminal_not_read'])
  })

  it('leave no trace when the terminal that was read late shows that everybody came', async () => {
    const office = setUp()
    office.press([1, 2, 3, 4, 5, 6], '07:00')
    office.read('08:30', 1)
    await office.tick('08:30')
    office.press([7, 8, 9, 10, 11, 12], '07:45', 2)
    office.read('08:40')
    await office.tick('08:40')
    expect([office.shown(), office.alerts()]).toEqual([[], []])
  })

  it('leave no trace where everybody came, even while a terminal is not read', async () => {
    const office = setUp({ students: 3 })
    office.press([1, 2, 3], '07:00')
    office.read('08:30', 1)
    await office.tick('08:30')
    expect(office.shown()).toEqual([])
  })

  it('wait for a clock that is off, and go when it is set', async () => {
    const office = twoMissing()
    office.drifts(2, -121)
    await office.tick('08:30')
    expect([codes(office), office.alerts()]).toEqual([['held clock_drift'], []])
    office.drifts(2, -120)
    await office.tick('08:31')
    expect(phones(office)).toEqual([11, 12])
  })

  it('do not speak of a child who has come by the time they go', async () => {
    const office = twoMissing()
    office.drifts(1, 500)
    await office.tick('08:30')
    office.press(11, '08:35')
    office.drifts(1, 0)
    await office.tick('08:36')
    expect(phones(office)).toEqual([12])
  })

  it('go on after the app ended while they were held', async () => {
    const office = twoMissing()
    office.read('07:00', 1)
    await office.tick('08:30')
    office.restart()
    await office.tick('08:50')
    expect(codes(office)).toEqual(['held terminal_not_read'])
    office.read('09:00')
    office.restart()
    await office.tick('09:00')
    expect(phones(office)).toEqual([11, 12])
    office.restart()
    await office.tick('09:01')
    expect(phones(office)).toEqual([11, 12])
  })

  it('are announced when anything about them is different, and not otherwise', async () => {
    const office = twoMissing()
    office.read('07:00', 1)
    const heard = () => office.events.splice(0).filter(({ name }) => name === 'messages.batches')
    heard()
    await office.tick('08:30')
    expect(heard()).toEqual([{ name: 'messages.batches', payload: { held: 1 } }])
    await office.tick('08:31')
    expect(heard()).toEqual([])
    office.press(11, '08:32')
    await office.tick('08:32')
    expect(heard()).toEqual([{ name: 'messages.batches', payload: { held: 1 } }])
    office.read('08:33')
    await office.tick('08:33')
    expect(heard()).toEqual([{ name: 'messages.batches', payload: { held: 0 } }])
  })
})

describe('absence alerts that nobody wants', () => {
  it('are not made while they are off, or have not begun, and are not made up for later', async () => {
    const office = twoMissing()
    office.policy({ absent: false })
    await office.tick('08:30')
    office.policy({ absent: true })
    await office.tick('08:31')
    expect([office.shown(), office.alerts()]).toEqual([[], []])
    const other = twoMissing()
    other.policy({ alertsFrom: wednesday })
    await other.tick('08:30')
    expect([other.shown(), other.alerts()]).toEqual([[], []])
  })

  it('are not made on a day on which nobody was recorded', async () => {
    const office = setUp()
    office.read('08:30')
    await office.tick('08:30')
    expect([office.shown(), office.alerts()]).toEqual([[], []])
  })

  it('expire when alerts are switched off while they are held', async () => {
    const office = twoMissing()
    office.read('07:00', 1)
    await office.tick('08:30')
    office.policy({ absent: false })
    office.read('08:40')
    await office.tick('08:40')
    expect([codes(office), office.alerts()]).toEqual([['expired alerts_off'], []])
  })
})

describe('a day without school', () => {
  it('has no absence alerts', async () => {
    const office = twoMissing()
    office.closeDay(schoolDay)
    await office.tick('08:30')
    expect([office.shown(), office.alerts()]).toEqual([[], []])
  })

  it('ends those that are held, which go on as soon as the closure is taken back', async () => {
    const office = twoMissing()
    office.read('07:00', 1)
    await office.tick('08:30')
    const { undoId } = office.closeDay(schoolDay)
    office.read('08:40')
    await office.tick('08:40')
    expect([codes(office), office.alerts()]).toEqual([['expired not_school_day'], []])
    office.undo(undoId)
    await office.tick('08:50')
    expect([codes(office), phones(office)]).toEqual([['released'], [11, 12]])
  })

  it('keeps the alerts of a class at home, and no others', async () => {
    const office = twoMissing()
    const [seven] = office.db.select().from(schoolClass).all()
    if (seven === undefined) throw new Error('no class')
    office.closeDay(schoolDay, { classId: seven.id, session: 'AM' })
    await office.tick('08:30')
    expect(office.alerts()).toEqual([])
    office.read('14:15')
    await office.tick('14:15')
    expect(phones(office)).toEqual([11, 12])
  })
})
