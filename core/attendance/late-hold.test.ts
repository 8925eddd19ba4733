import { afterEach, describe, expect, it } from 'vitest'
import { deviceGroup, device, groupStream, stream } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { createDispatcher } from '../testing/message-office.ts'
import { createParentsOffice } from '../testing/parents-office.ts'
import type { ParentsOffice } from '../testing/parents-office.ts'

const opened: ParentsOffice[] = []
afterEach(() => {
  for (const office of opened.splice(0)) office.close()
})

const waiting = 'late queued waiting_for_terminal'

/** Two gates; the first is read all the time, the second not since half past seven. On time is until 08:00. */
async function unplugged(prepare: (office: ParentsOffice) => void = () => undefined) {
  const office = createParentsOffice({ students: 4, devices: 2 })
  opened.push(office)
  prepare(office)
  office.read('07:30', 2)
  office.read('08:19', 1)
  const { run, sent } = await createDispatcher(office)
  return {
    ...office,
    sent: async () => {
      await run()
      return sent.map(({ phone }) => `..${phone.slice(-2)}`)
    },
  }
}

describe('news that a child is late', () => {
  it('leaves at once when every terminal has been read since lateness began', async () => {
    const { read, live, told, sent } = await unplugged()
    read('08:01', 2)
    live(1, '08:20')
    expect(told()).toEqual(['late queued ..01'])
    expect(await sent()).toEqual(['..01'])
  })

  it('stays back while a terminal is not read, and goes once it is', async () => {
    const { live, told, sent, lookAt, read } = await unplugged()
    live(1, '08:20')
    expect(told()).toEqual([`${waiting} ..01`])
    await lookAt('08:25')
    expect(await sent()).toEqual([])
    read('08:00:59', 2)
    await lookAt('08:26')
    expect(await sent()).toEqual([])
    read('08:01', 2)
    await lookAt('08:27')
    expect(told()).toEqual(['late queued ..01'])
    expect(await sent()).toEqual(['..01'])
    await lookAt('08:28')
    expect(await sent()).toEqual(['..01'])
  })

  it('stays back too when the press was nobody’s until the office said whose it is', async () => {
    const { live, claim, told, sent, lookAt, read } = await unplugged()
    live(77, '08:20')
    expect(told()).toEqual([])
    claim(77, 1)
    expect(told()).toEqual([`${waiting} ..01`])
    expect(await sent()).toEqual([])
    read('08:25', 2)
    await lookAt('08:25')
    expect(await sent()).toEqual(['..01'])
  })

  it('is taken back when the terminal tells of an earlier press', async () => {
    const { live, press, told, sent, lookAt, read } = await unplugged()
    live(1, '08:20')
    press(1, '07:50', 2)
    read('08:30', 2)
    await lookAt('08:30')
    expect(told()).toEqual(['late cancelled earlier_punch ..01'])
    expect(await sent()).toEqual([])
  })

  it('is never sent when the terminal is read too late, and says why', async () => {
    const { live, told, sent, lookAt, read, clock, at } = await unplugged()
    live(1, '08:20')
    clock.set(at('09:04'))
    expect(await sent()).toEqual([])
    expect(told()).toEqual([`${waiting} ..01`])
    clock.set(at('09:05'))
    expect(await sent()).toEqual([])
    expect(told()).toEqual(['late expired terminal_not_read ..01'])
    read('09:10', 2)
    await lookAt('09:10')
    expect(await sent()).toEqual([])
  })

  it('is not kept back by a terminal at which the child cannot have been', async () => {
    const { live, told } = await unplugged(({ db, devices }) => {
      // The second gate belongs to nobody's group, and holds nobody.
      const [own] = db.select().from(deviceGroup).all()
      const [only] = db.select().from(stream).all()
      if (own === undefined || only === undefined) throw new Error('no group')
      db.insert(groupStream).values({ id: newId(), deviceGroupId: own.id, streamId: only.id }).run()
      const other = newId<typeof own.id>()
      db.insert(deviceGroup)
        .values({ ...own, id: other, name: 'Staff' })
        .run()
      db.$client.prepare('update device set device_group_id = ? where id = ?').run(other, devices[1])
      db.$client.prepare('delete from device_user where device_id = ?').run(devices[1])
      expect(db.select().from(device).all()).toHaveLength(2)
    })
    live(1, '08:20')
    expect(told()).toEqual(['late queued ..01'])
  })

  it('goes on waiting when it was held back by a person’s word and let go', async () => {
    const { live, mark, undo, told, sent, lookAt } = await unplugged()
    live(1, '08:20')
    const { undoId } = mark([1], 'present')
    expect(told()).toEqual(['late cancelled not_expected ..01'])
    undo(undoId)
    expect(told()).toEqual([`${waiting} ..01`])
    await lookAt('08:30')
    expect(await sent()).toEqual([])
  })

  it('waits beside the news of a brother who waits, not with one who does not', async () => {
    const { live, told, lookAt, read, sent, clock, at } = await unplugged(({ siblings }) => siblings(1, 2, 3))
    live(1, '08:20')
    live(2, '08:20')
    expect(told()).toEqual([`${waiting} ..01`])
    read('08:20', 2)
    live(3, '08:21')
    expect(told()).toEqual([`${waiting} ..01`, 'late queued ..01'])
    await lookAt('08:21')
    clock.set(at('08:24'))
    expect(await sent()).toHaveLength(2)
  })

  it('survives a restart of the job', async () => {
    const { live, told, lookAt, restartHold, read } = await unplugged()
    live(1, '08:20')
    await lookAt('08:21')
    restartHold()
    await lookAt('08:22')
    expect(told()).toEqual([`${waiting} ..01`])
    read('08:22', 2)
    restartHold()
    await lookAt('08:23')
    expect(told()).toEqual(['late queued ..01'])
  })
})

describe('the office', () => {
  it('hears how many wait for which terminal, and how many were never sent', async () => {
    const { live, lookAt, problems, sent, clock, at, read } = await unplugged()
    const shown = () => problems.list().map(({ code, details }) => ({ code, ...details }))
    live(1, '08:20')
    live(2, '08:20')
    await lookAt('08:20')
    expect(shown()).toEqual([])
    await lookAt('08:21')
    expect(shown()).toEqual([{ code: 'late_waiting', waiting: 2, notSent: 0, terminals: 'Gate 2' }])
    clock.set(at('09:05'))
    await sent()
    await lookAt('09:05')
    expect(shown()).toEqual([{ code: 'late_waiting', waiting: 0, notSent: 2, terminals: '' }])
    read('09:10')
    await lookAt('09:10')
    expect(shown()).toMatchObject([{ notSent: 2 }])
  })

  it('hears nothing any more once all have gone', async () => {
    const { live, lookAt, problems, read } = await unplugged()
    live(1, '08:20')
    await lookAt('08:22')
    expect(problems.list()).toHaveLength(1)
    read('08:23')
    await lookAt('08:23')
    expect(problems.list()).toEqual([])
  })
})
