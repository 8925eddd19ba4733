import { afterEach, expect, it } from 'vitest'
import type { Gate } from '../testing/terminal-hall.ts'
import { openHall, until } from '../testing/terminal-hall.ts'
import { addGuardian, linkGuardian } from '../school/guardians.repo.ts'
import { createZone } from '../zone.ts'

// The real core with its jobs, the real driver, virtual terminals over TCP.

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const wednesday = '2026-05-13'
const zone = createZone('Africa/Nairobi')

it(
  'a gate that is unplugged at the cut-off keeps every absence alert at home until it is read',
  { timeout: 60_000 },
  async () => {
    const users = [1, 2, 3, 4].map(pin => ({
      uid: pin,
      userId: String(pin),
      name: '',
      privilege: 0,
      password: '',
      card: 0,
      group: 1,
    }))
    const gates = ['Gate 1', 'Gate 2'].map(name => ({ name, users }))
    const hall = await openHall({ children: 4, gates })
    closing.push(() => hall.close())
    const { clock, db, schoolId, desk, sent } = hall
    const [gate1, gate2] = hall.gates as [Gate, Gate]
    if (schoolId === null) throw new Error('there is no school')
    hall.children.forEach((studentId, i) => {
      const phone = `+25470000000${i + 1}`
      const guardianId = addGuardian(db, { schoolId, fullName: `Parent ${i + 1}`, phone, at: 0 })
      linkGuardian(db, { studentId, guardianId })
    })
    // With the first account alerts begin on the next school day.
    await hall.openAccount()
    await hall.line(gate1, 'online')
    await hall.line(gate2, 'online')
    // A terminal that is being written to takes no presses.
    const { deviceGroupId, streamId } = hall
    await hall.holdFingers(4)
    await desk.call('sync.assign', { deviceGroupId, streamId, assigned: true })
    await until('the terminals know the children', () =>
      [gate1, gate2].every(({ terminal }) => terminal.isEnabled() && terminal.fingers().length === 8),
    )
    const time = (hour: number, minute: number) => {
      clock.at = zone.atOf(wednesday, hour * 60 + minute)
    }
    const batches = () => desk.call('messages.batches', {})

    time(6, 55)
    gate1.terminal.punch('1')
    gate2.terminal.punch('2')
    await until('both are known', async () => (await desk.call('attendance.feed', { limit: 10 })).length === 2)
    time(7, 0)
    gate2.served.unplug()
    await hall.line(gate2, 'offline')
    time(7, 30)
    expect(gate2.terminal.punch('3')).not.toHaveProperty('refused')
    time(8, 21)
    const held = [{ state: 'held', reasons: [{ code: 'terminal_not_read', terminals: ['Gate 2'] }], canRelease: true }]
    await until('alerts are held for Gate 2 only', async () => {
      const [batch] = await batches()
      return JSON.stringify(batch?.reasons) === JSON.stringify(held[0]?.reasons)
    })
    expect(await batches()).toMatchObject([{ ...held[0], students: 2, messages: 2 }])
    expect(sent).toEqual([])

    time(8, 40)
    gate2.served.plug()
    await until('the alert is sent', () => sent.length > 0, 20)
    expect(sent).toMatchObject([{ phone: '+254700000004' }])
    expect(sent[0]?.body).toContain('has not arrived by 08:20 today, 13/05')
    expect(await batches()).toMatchObject([{ state: 'released', by: null, students: 1, messages: 1 }])
  },
)
