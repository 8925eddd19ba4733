import { eq } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { AttendanceRecordId } from '../contract/common.ts'
import { guardian, message, messageCause } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { defaultSettings } from '../settings/settings.ts'
import { at, createDispatcher, createMessageOffice, day } from '../testing/message-office.ts'
import { causesOfDay } from './outbox.repo.ts'
import { queueMessages } from './queue-messages.ts'
import type { MessageCause } from './queue-messages.ts'
import { cancelQueued, holdCause, releaseCause } from './take-back.ts'

const three = [
  { first: 'Brian', last: 'Otieno' },
  { first: 'Faith', last: 'Otieno' },
  { first: 'Amos', last: 'Otieno' },
]

describe('a message is queued', () => {
  it('in the guardian’s language, in characters that fit one part', () => {
    const office = createMessageOffice({
      guardians: [
        { of: [0], language: 'sw' },
        { of: [0], receives: false },
      ],
    })
    expect(queueMessages(office.db, office, office.settings, [office.late()])).toBe(1)
    expect(office.rows()).toEqual([
      {
        kind: 'late',
        channel: 'sms',
        phone: '+254700000000',
        state: 'queued',
        note: null,
        body: "Mwangaza Sch: Brian Ng'ang'a (Grade 7 East) amechelewa; amefika 08:47 leo, 12/05.",
      },
    ])
  })

  it('once for a cause, however often that is seen', () => {
    const office = createMessageOffice()
    queueMessages(office.db, office, office.settings, [office.late(), office.late()])
    expect(queueMessages(office.db, office, office.settings, [office.late(0, at(8, 40))])).toBe(0)
    expect(office.rows()).toHaveLength(1)
  })

  it('for each of two departures on one day, once each', () => {
    const office = createMessageOffice()
    office.now.at = at(16, 1)
    const leave = (when: number): MessageCause => ({ ...office.late(0, when), kind: 'departure' })
    queueMessages(office.db, office, office.settings, [leave(at(15, 30)), leave(at(16, 0)), leave(at(16, 0))])
    expect(office.rows()).toHaveLength(2)
  })

  it('not when the school’s policy leaves the kind out', () => {
    const office = createMessageOffice()
    const cause: MessageCause = { ...office.late(), kind: 'arrival' }
    expect(queueMessages(office.db, office, defaultSettings, [cause])).toBe(0)
  })

  it.each([
    ['old news', at(9, 33), at(8, 47), 'late_not_sent'],
    ['the evening', at(19, 0), at(18, 50), 'quiet_hours'],
    ['the night', at(5, 59), at(5, 50), 'quiet_hours'],
  ])('for %s as a row that says why it is not sent', (_, now, when, note) => {
    const office = createMessageOffice()
    office.now.at = now
    queueMessages(office.db, office, office.settings, [office.late(0, when)])
    expect(office.rows()).toMatchObject([{ state: 'expired', note }])
  })
})

describe('a guardian who cannot be reached', () => {
  it('gets nothing, and the one after gets his own', () => {
    const office = createMessageOffice({ guardians: [{ of: [0] }, { of: [0] }] })
    const [first] = office.guardians
    office.db
      .update(guardian)
      .set({ blocked: 'opted_out', blockedAt: 1 })
      .where(eq(guardian.phone, office.phone(0)))
      .run()
    expect(first).toBeDefined()
    queueMessages(office.db, office, office.settings, [office.late()])
    expect(office.rows()).toMatchObject([{ phone: office.phone(1), state: 'queued' }])
  })

  it('leaves a row that says so when there is nobody else, once', () => {
    const office = createMessageOffice()
    office.db.update(guardian).set({ blocked: 'inactive', blockedAt: 1 }).run()
    queueMessages(office.db, office, office.settings, [office.late()])
    queueMessages(office.db, office, office.settings, [office.late()])
    expect(office.rows()).toMatchObject([{ phone: '', state: 'rejected', note: 'no_reachable_guardian' }])
  })

  it('gets an email where the school wants that', () => {
    const office = createMessageOffice({
      guardians: [
        { of: [0], email: 'g@example.org' },
        { of: [0], email: 'h@example.org' },
      ],
    })
    office.db
      .update(guardian)
      .set({ blocked: 'inactive', blockedAt: 1 })
      .where(eq(guardian.phone, office.phone(0)))
      .run()
    const emailAccount = { ...defaultSettings.emailAccount, enabled: true, when: 'no_phone' as const }
    queueMessages(office.db, office, { ...office.settings, emailAccount }, [office.late()])
    expect(office.rows().map(({ channel, phone }) => [channel, phone])).toEqual([
      ['email', 'g@example.org'],
      ['sms', office.phone(1)],
    ])
  })
})

describe('children of one guardian', () => {
  it('share a text while it costs one part, and each child’s cause is kept', () => {
    const office = createMessageOffice({ children: three, guardians: [{ of: [0, 1, 2] }] })
    const absent = (i: number): MessageCause => ({ ...office.late(i, at(8, 20)), kind: 'absent' })
    queueMessages(office.db, office, office.settings, [absent(0), absent(1)])
    office.now.at += 30_000
    queueMessages(office.db, office, office.settings, [absent(2)])
    expect(office.rows()).toMatchObject([
      {
        body:
          'Mwangaza Sch: Brian (Grade 7 East), Faith (Grade 7 East) and Amos (Grade 7 East) Otieno ' +
          'have not arrived by 08:20 today, 12/05.',
      },
    ])
    expect(office.db.select().from(messageCause).all()).toHaveLength(3)
  })

  it('get a second text where one would cost two parts', () => {
    const children = three.map(({ first }, i) => ({ first, last: `Namelong${i}barasa` }))
    const office = createMessageOffice({ children, guardians: [{ of: [0, 1, 2] }] })
    queueMessages(office.db, office, office.settings, [office.late(0), office.late(1), office.late(2)])
    expect(office.db.select({ segments: message.segments }).from(message).all()).toEqual([
      { segments: 1 },
      { segments: 1 },
    ])
  })

  it('wait a little for each other; an only child waits for nobody', () => {
    const office = createMessageOffice({ children: three, guardians: [{ of: [0, 1] }, { of: [2] }] })
    queueMessages(office.db, office, office.settings, [office.late(0), office.late(2)])
    expect(office.db.select({ notBefore: message.notBefore }).from(message).orderBy(message.id).all()).toEqual([
      { notBefore: office.now.at + 120_000 },
      { notBefore: null },
    ])
  })

  it('get texts of their own once the first has left', async () => {
    const office = createMessageOffice({ children: three, guardians: [{ of: [0, 1] }], policy: { mergeSeconds: 60 } })
    queueMessages(office.db, office, office.settings, [office.late(0)])
    office.now.at += 60_000
    const { run, sent } = await createDispatcher(office)
    await run()
    queueMessages(office.db, office, office.settings, [office.late(1)])
    expect(sent).toHaveLength(1)
    expect(office.rows()).toMatchObject([{ state: 'submitted' }, { state: 'queued' }])
  })

  it('are told apart again when the cause of one falls away', () => {
    const office = createMessageOffice({ children: three, guardians: [{ of: [0, 1] }] })
    const [first, second] = office.students
    if (first === undefined || second === undefined) throw new Error('no children')
    queueMessages(office.db, office, office.settings, [office.late(0), office.late(1)])
    expect(cancelQueued(office.db, { kind: 'late', studentId: first, day }, office.now.at)).toBe(1)
    expect(office.rows().map(({ state, body }) => [state, body])).toEqual([
      ['queued', 'Mwangaza Sch: Faith Otieno (Grade 7 East) came late today, 12/05; arrived at 08:47.'],
      ['cancelled', 'Mwangaza Sch: Brian Otieno (Grade 7 East) came late today, 12/05; arrived at 08:47.'],
    ])
    queueMessages(office.db, office, office.settings, [office.late(0)])
    expect(office.rows().map(({ state }) => state)).toEqual(['queued', 'queued'])
  })
})

describe('what has not left yet', () => {
  it('can be taken back, and goes once when its cause is back', async () => {
    const office = createMessageOffice()
    const [studentId] = office.students
    if (studentId === undefined) throw new Error('no child')
    queueMessages(office.db, office, office.settings, [office.late()])
    expect(cancelQueued(office.db, { kind: 'late', studentId, day }, at(8, 49))).toBe(1)
    expect(office.rows()).toMatchObject([{ state: 'cancelled', note: 'earlier_punch' }])
    const { run, sent } = await createDispatcher(office)
    await run()
    expect(sent).toEqual([])
    expect(cancelQueued(office.db, { kind: 'late', studentId, day }, at(8, 50))).toBe(0)
    queueMessages(office.db, office, office.settings, [office.late()])
    await run()
    await run()
    expect(sent).toHaveLength(1)
  })

  it('is taken back for one record only where a child can leave several times', () => {
    const office = createMessageOffice()
    const [studentId] = office.students
    if (studentId === undefined) throw new Error('no child')
    office.now.at = at(16, 1)
    const record = newId<AttendanceRecordId>()
    const leave = (when: number): MessageCause => ({ ...office.late(0, when), kind: 'departure' })
    queueMessages(office.db, office, office.settings, [
      { ...leave(at(15, 30)), attendanceRecordId: record },
      leave(at(16, 0)),
    ])
    cancelQueued(office.db, { kind: 'departure', studentId, day, attendanceRecordId: record }, office.now.at)
    expect(office.rows().map(({ state }) => state)).toEqual(['cancelled', 'queued'])
  })

  it('is held back and let go by a person’s word', () => {
    const office = createMessageOffice()
    queueMessages(office.db, office, office.settings, [office.late()])
    const [cause] = causesOfDay(office.db, 'late', day)
    if (cause === undefined) throw new Error('no cause')
    expect(holdCause(office.db, cause.dedupeKey, 'not_expected', office.now.at)).toBe(true)
    expect(office.rows()).toMatchObject([{ state: 'cancelled', note: 'not_expected' }])
    // That the cause is seen again is not the person's word.
    expect(queueMessages(office.db, office, office.settings, [office.late()])).toBe(0)
    expect(office.rows()).toMatchObject([{ state: 'cancelled', note: 'not_expected' }])
    expect(releaseCause(office.db, cause.dedupeKey, office.now.at)).toBe(true)
    expect(office.rows()).toMatchObject([{ state: 'queued', note: null }])
  })
})
