import { afterEach, describe, expect, it } from 'vitest'
import { createParentsOffice } from '../testing/parents-office.ts'
import type { ParentsOffice } from '../testing/parents-office.ts'

const opened: ParentsOffice[] = []
afterEach(() => {
  for (const office of opened.splice(0)) office.close()
})

/** Twelve children of whom 11 and 12 are missing at the close of the morning, with their alerts queued. */
async function twoMissing(prepare: (office: ParentsOffice) => void = () => undefined) {
  const office = createParentsOffice()
  opened.push(office)
  prepare(office)
  office.press([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], '07:30')
  office.read('08:30')
  await office.tick('08:30')
  return office
}

const out = ['sending', 'submitted', 'delivered', 'uncertain', 'held_provider'] as const

describe('a child that comes after its absence alert', () => {
  it('takes it back while it is queued, and is late like any other', async () => {
    const office = await twoMissing()
    office.live(11, '08:47')
    expect(office.told()).toEqual(['absent cancelled earlier_punch ..11', 'absent queued ..12', 'late queued ..11'])
  })

  it.each(out)('is told of as arrived, once, and not as late, when the alert is %s', async state => {
    const office = await twoMissing()
    office.become(state)
    office.live(11, '08:47')
    office.live(11, '12:45')
    office.live(11, '13:50')
    expect(office.told()).toEqual([`absent ${state} ..11`, `absent ${state} ..12`, 'arrived_after queued ..11'])
    expect(office.bodies('arrived_after')).toEqual([
      'Mwangaza: Child Number11 (Grade 7 East) has arrived at school, at 08:47 today, 12/05.',
    ])
  })

  it.each(['undelivered', 'rejected', 'expired'] as const)(
    'is late like any other when the alert was %s',
    async state => {
      const office = await twoMissing()
      office.become(state)
      office.live(11, '08:47')
      expect(office.told().at(-1)).toBe('late queued ..11')
    },
  )

  it('is told of although the school wants neither lateness nor arrivals told', async () => {
    const office = await twoMissing(({ policy }) => policy({ late: false, arrival: false }))
    office.become('submitted')
    office.live(11, '08:47')
    expect(office.told().at(-1)).toBe('arrived_after queued ..11')
  })

  it('is told of with the hour of a press that comes to light much later', async () => {
    const office = await twoMissing()
    office.become('delivered')
    office.clock.set(office.at('13:30'))
    office.press(11, '07:31', 2)
    expect([office.told().at(-1), office.bodies('arrived_after')]).toEqual([
      'arrived_after queued ..11',
      ['Mwangaza: Child Number11 (Grade 7 East) has arrived at school, at 07:31 today, 12/05.'],
    ])
  })

  it('comes back from lunch after the alert of the afternoon', async () => {
    const office = await twoMissing()
    office.become('delivered')
    office.live(1, '12:45')
    office.read('14:15')
    await office.tick('14:15')
    const told = office.told().filter(line => line.endsWith('..01'))
    expect(told).toEqual(['absent queued ..01'])
    office.become('delivered')
    office.live(1, '14:40')
    expect(office.told().filter(line => line.endsWith('..01'))).toEqual([
      'absent delivered ..01',
      'arrived_after queued ..01',
    ])
    // Not the hour at which it came in the morning.
    expect(office.bodies('arrived_after')).toEqual([expect.stringContaining('at 14:40 today')])
  })

  it('is told of once for several who were missing in one text', async () => {
    const office = await twoMissing(({ siblings }) => siblings(11, 12))
    office.become('submitted')
    office.live(11, '08:46')
    office.live(12, '08:47')
    expect(office.told()).toEqual(['absent submitted ..11', 'arrived_after queued ..11'])
    expect(office.bodies('arrived_after')).toEqual([
      'Mwangaza: Child Number11 (Grade 7 East) and Child Number12 (Grade 7 East) have arrived at school, at 08:46, 08:47 today, 12/05.',
    ])
  })

  it('is told of apart when a brother or sister comes much later', async () => {
    const office = await twoMissing(({ siblings }) => siblings(11, 12))
    office.become('submitted')
    office.live(11, '08:46')
    office.become('submitted')
    office.live(12, '09:30')
    expect(office.told().slice(1)).toEqual(['arrived_after submitted ..11', 'arrived_after queued ..11'])
    const [alert] = office.ids()
    expect(alert && office.rowOf(alert).corrected).toBe(true)
  })

  it('is not told of to those who were not told that it was missing', async () => {
    const office = await twoMissing(({ siblings }) => siblings(11, 12))
    office.become('submitted')
    office.live(11, '08:46')
    const [alert] = office.ids()
    expect(alert && office.rowOf(alert).corrected).toBe(false)
    expect(() => office.correct(11)).toThrow('nothing_to_correct')
    expect(office.correct(12)).toEqual({ messages: 1 })
    expect(alert && office.rowOf(alert).corrected).toBe(true)
  })
})

describe('an alert that has not left yet', () => {
  it.each([
    ['present by hand', (office: ParentsOffice) => office.mark([11], 'present')],
    ['late by hand', (office: ParentsOffice) => office.mark([11], 'late')],
    ['explained', (office: ParentsOffice) => office.explain(11, 'medical')],
  ])('is held back when the child is %s, and goes again when that is taken back', async (_, say) => {
    const office = await twoMissing()
    const { undoId } = say(office)
    expect(office.told()).toEqual(['absent cancelled not_expected ..11', 'absent queued ..12'])
    office.undo(undoId)
    expect(office.told()).toEqual(['absent queued ..11', 'absent queued ..12'])
  })

  it('is held back by a closure, and goes again when the school is open after all', async () => {
    const office = await twoMissing()
    const { undoId } = office.closeDay('2026-05-12')
    expect(office.told()).toEqual(['absent cancelled not_expected ..11', 'absent cancelled not_expected ..12'])
    office.undo(undoId)
    expect(office.told()).toEqual(['absent queued ..11', 'absent queued ..12'])
  })

  it('is held back by a gate pass', async () => {
    const office = await twoMissing()
    office.issuePass(11)
    expect(office.told()).toEqual(['absent cancelled not_expected ..11', 'absent queued ..12'])
  })

  it('is not touched by a reason of which parents are told', async () => {
    const office = await twoMissing()
    office.explain(11, 'unknown')
    expect(office.told()).toEqual(['absent queued ..11', 'absent queued ..12'])
  })

  it('leaves the text of brothers and sisters who are still missing', async () => {
    const office = await twoMissing(({ siblings }) => siblings(11, 12))
    office.mark([11], 'present')
    expect(office.told()).toEqual(['absent queued ..11', 'absent cancelled not_expected ..11'])
    expect(office.alerts()[0]?.body).toContain('Child Number12 (Grade 7 East) has not arrived')
  })

  it('that the provider did not take is not tried again once the child has come', async () => {
    const office = await twoMissing()
    office.become('uncertain')
    office.live(11, '08:47')
    const [alert] = office.ids()
    if (alert === undefined) throw new Error('no alert')
    office.resolve(alert, 'send_again')
    expect(office.told()[0]).toBe('absent cancelled earlier_punch ..11')
  })
})
