import { afterEach, describe, expect, it } from 'vitest'
import { eq } from 'drizzle-orm'
import { deviceLog, enrollment, punch } from '../db/schema.ts'
import type { Gate, GateSetup, Hall } from '../testing/terminal-hall.ts'
import { childName, openHall, templateOf, until } from '../testing/terminal-hall.ts'
import { packLocal } from './virtual/local-time.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function hall(...args: Parameters<typeof openHall>): Promise<Hall> {
  const it = await openHall(...args)
  closing.push(() => it.close())
  return it
}

function user(uid: number, userId: string, name: string) {
  return { uid, userId, name, privilege: 0, password: '', card: 0, group: 1 }
}
const fullName = (pin: number) => Object.values(childName(pin)).join(' ')
/** Presses at 7:40 in the morning of these days of May, by this user. */
const morning = (userId: string, ...days: number[]) =>
  days.map(day => ({
    uid: 1,
    userId,
    verify: 1,
    state: 0,
    workCode: 0,
    rawTime: packLocal(Date.UTC(2026, 4, day, 7, 40)),
  }))

function pressesOf(it: Hall, pin: string) {
  return it.db.select().from(punch).where(eq(punch.pin, pin)).all()
}

/** Children 1 to 3; the terminal was in use before: it knows child 1 as 501, and calls somebody else number 2. */
async function oldTerminal(more: Partial<GateSetup> = {}): Promise<{ it: Hall; main: Gate }> {
  const users = [user(1, '501', fullName(1)), user(2, '2', 'Caroline Chebet'), user(3, '3', fullName(3))]
  const logs = [...morning('501', 4, 5, 6, 7, 8), ...morning('2', 11), ...morning('3', 11)]
  const fingers = [{ uid: 1, finger: 6, flag: 1, template: templateOf(77, 6) }]
  const it = await hall({ children: 3, gates: [{ name: 'Main', users, logs, fingers, ...more }] })
  const [main] = it.gates as [Gate]
  await it.line(main, 'online')
  await until('the log is read', () => it.db.select().from(punch).all().length === logs.length)
  return { it, main }
}

describe('users that a terminal knew before', () => {
  it('are listed with whom they may be; who has our PIN and name is known already', async () => {
    const { it, main } = await oldTerminal()
    expect(pressesOf(it, '3')).toMatchObject([{ studentId: it.children[2] }])
    expect(pressesOf(it, '2')).toMatchObject([{ studentId: null }])
    await until('fingers were counted', async () => (await it.desk.call('sync.unknown', {}))[0]?.fingers === 1)
    expect(await it.desk.call('sync.unknown', {})).toEqual([
      {
        deviceId: main.id,
        deviceName: 'Main',
        pin: '501',
        name: fullName(1),
        admin: false,
        fingers: 1,
        punches: 5,
        suggestions: [{ studentId: it.children[0], fullName: fullName(1), className: 'Grade 7 East', why: 'name' }],
      },
      {
        deviceId: main.id,
        deviceName: 'Main',
        pin: '2',
        name: 'Caroline Chebet',
        admin: false,
        fingers: 0,
        punches: 1,
        suggestions: [{ studentId: it.children[1], fullName: fullName(2), className: 'Grade 7 East', why: 'pin' }],
      },
    ])
  })

  it('are a student from the moment a person says so: past presses, fingers and all', async () => {
    const { it, main } = await oldTerminal()
    const [studentId] = it.children
    if (studentId === undefined) throw new Error('no child')
    const asked = { deviceId: main.id, pin: '501', studentId }
    expect(await it.desk.call('sync.adopt', asked)).toEqual({ punchesApplied: 5 })
    expect(pressesOf(it, '501').every(row => row.studentId === studentId)).toBe(true)
    const days = await it.desk.call('attendance.student', { studentId, fromDay: '2026-05-04', toDay: '2026-05-08' })
    const mornings = days.map(({ marks }) => marks.find(({ session }) => session === 'AM')?.mark)
    expect(mornings).toEqual(['present', 'present', 'present', 'present', 'present'])
    await until('a next press is the student’s', () => 'recorded' in main.terminal.punch('501'))
    await until('recorded', () => pressesOf(it, '501').length === 6)
    expect(pressesOf(it, '501').every(row => row.studentId === studentId)).toBe(true)

    await until(
      'the finger is in the office',
      async () => (await it.desk.call('enrollment.fingers', { studentId })).length === 1,
    )
    expect((await it.desk.call('sync.unknown', {})).map(({ pin }) => pin)).toEqual(['2'])
    expect(await it.desk.call('sync.adopt', asked)).toEqual({ punchesApplied: 0 })
    await expect(
      it.desk.call('sync.adopt', { ...asked, studentId: it.children[1] ?? studentId }),
    ).rejects.toMatchObject({
      code: 'already_adopted',
    })
  })

  it('are not overwritten by a sync, and a student whose number is taken is told of', async () => {
    const { it, main } = await oldTerminal()
    await it.desk.call('sync.assign', { deviceGroupId: it.deviceGroupId, streamId: it.streamId, assigned: true })
    await until('compared', async () => (await it.desk.call('sync.matrix', {})).totals.failed === 1)
    expect(main.terminal.users().find(({ userId }) => userId === '2')?.name).toBe('Caroline Chebet')
    // A person says that it is the student after all, who had another name then.
    const [, second] = it.children
    if (second === undefined) throw new Error('no child')
    await it.desk.call('sync.adopt', { deviceId: main.id, pin: '2', studentId: second })
    await until('renamed', () => main.terminal.users().find(({ userId }) => userId === '2')?.name === fullName(2))
    expect(pressesOf(it, '2').every(row => row.studentId === second)).toBe(true)
  })

  it('give their fingers to the other terminals', async () => {
    const users = [user(1, '501', fullName(1))]
    const fingers = [{ uid: 1, finger: 6, flag: 1, template: templateOf(77, 6) }]
    const it = await hall({ children: 1, gates: [{ name: 'Main', users, fingers }, { name: 'Back' }] })
    const [main, back] = it.gates as [Gate, Gate]
    for (const gate of [main, back]) await it.line(gate, 'online')
    const [studentId] = it.children
    if (studentId === undefined) throw new Error('no child')
    await it.desk.call('sync.assign', { deviceGroupId: it.deviceGroupId, streamId: it.streamId, assigned: true })
    await until('a user of our own is at both', () => back.terminal.users().length === 1)
    await it.desk.call('sync.adopt', { deviceId: main.id, pin: '501', studentId })
    await until('the finger is at the back', () => back.terminal.fingers().length === 1)
    expect(Buffer.from(back.terminal.fingers()[0]?.template ?? []).equals(templateOf(77, 6))).toBe(true)
    expect(back.terminal.users().map(({ userId }) => userId)).toEqual(['1'])
  })

  it('give each finger once, however many terminals hold it, in one line of the log', async () => {
    const users = [1, 2].map(pin => user(pin, String(pin), fullName(pin)))
    const fingers = [1, 2].map(uid => ({ uid, finger: 6, flag: 1, template: templateOf(uid, 6) }))
    const it = await hall({ children: 2, gates: ['Main', 'Back'].map(name => ({ name, users, fingers })) })
    for (const gate of it.gates) await it.line(gate, 'online')
    const counted = async () => {
      const plans = await it.desk.call('sync.plan', {})
      return plans.every(({ lastRun }) => lastRun?.running === false)
    }
    await until('both were compared', counted)
    const held = it.db.select({ of: enrollment.studentId, quality: enrollment.quality }).from(enrollment).all()
    expect(held.map(({ quality }) => quality)).toEqual([0, 0])
    expect(new Set(held.map(one => one.of))).toEqual(new Set(it.children))
    const kept = it.db.select().from(deviceLog).where(eq(deviceLog.what, 'fingers_kept')).all()
    expect(kept.map(({ details }) => details)).toEqual([{ fingers: 2 }])
  })

  it('are removed only with the word, and never when they are a student', async () => {
    const { it, main } = await oldTerminal()
    const remove = (pin: string, word = 'DELETE') =>
      it.desk.call('sync.removeUnknown', { deviceId: main.id, pin, word: word as 'DELETE' })
    await expect(remove('2', 'delete')).rejects.toMatchObject({ code: 'invalid_input' })
    await expect(remove('3')).rejects.toMatchObject({ code: 'not_found' })
    await remove('2')
    expect(main.terminal.users().map(({ userId }) => userId)).toEqual(['501', '3'])
    expect((await it.desk.call('sync.unknown', {})).map(({ pin }) => pin)).toEqual(['501'])
  })

  it('are not removed when they manage the terminal, and are no unknown people to its doctor', async () => {
    const janitor = { ...user(9, '900', 'Peter Kariuki'), privilege: 14 }
    const users = [user(3, '3', fullName(3)), janitor, user(10, '901', 'Test finger')]
    const { it, main } = await oldTerminal({ users, fingers: [] })
    // Who can be removed comes first.
    const listed = [
      { pin: '901', admin: false },
      { pin: '900', admin: true },
    ]
    expect(await it.desk.call('sync.unknown', {})).toMatchObject(listed)
    const remove = it.desk.call('sync.removeUnknown', { deviceId: main.id, pin: '900', word: 'DELETE' })
    await expect(remove).rejects.toMatchObject({ code: 'device_admin' })
    expect(main.terminal.users().map(({ userId }) => userId)).toEqual(['3', '900', '901'])
    await it.desk.call('sync.removeUnknown', { deviceId: main.id, pin: '901', word: 'DELETE' })
    const findings = (await it.desk.call('devices.doctor', {})).flatMap(report =>
      report.findings.map(({ kind }) => kind),
    )
    expect(findings).not.toContain('unknown_users')
    expect(findings).not.toContain('no_administrator')
  })
})
