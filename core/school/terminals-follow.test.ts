import { afterEach, expect, it } from 'vitest'
import type { StudentId } from '../contract/common.ts'
import { addStream } from './school.repo.ts'
import { schoolClass } from '../db/schema.ts'
import type { Gate, Hall } from '../testing/terminal-hall.ts'
import { openHall, until } from '../testing/terminal-hall.ts'

// The real core, the real driver, a virtual terminal over TCP.

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function namesOn({ terminal }: Gate): string[] {
  return terminal
    .users()
    .map(({ userId, name }) => `${userId} ${name}`)
    .sort()
}

async function shows(gate: Gate, names: readonly string[]): Promise<void> {
  await until(`the terminal shows ${names.join(', ')}`, () => namesOn(gate).join() === names.join())
}

async function open(): Promise<{ hall: Hall; gate: Gate; first: StudentId; second: StudentId }> {
  const hall = await openHall({ children: 2, gates: [{ name: 'Main' }] })
  closing.push(() => hall.close())
  const [gate] = hall.gates
  const [first, second] = hall.children
  if (!gate || !first || !second) throw new Error('the hall is not furnished')
  for (const [studentId, firstName] of [
    [first, 'Brian'],
    [second, 'Amina'],
  ] as const) {
    await hall.desk.call('students.edit', { studentId, firstName, lastName: 'Otieno' })
  }
  await hall.line(gate, 'online')
  const { deviceGroupId, streamId } = hall
  await hall.desk.call('sync.assign', { deviceGroupId, streamId, assigned: true })
  await shows(gate, ['1 Brian Otieno', '2 Amina Otieno'])
  return { hall, gate, first, second }
}

it(
  'a terminal follows names, leavers, moves to classes it does not serve, and what is taken back',
  { timeout: 60_000 },
  async () => {
    const { hall, gate, first, second } = await open()
    const { desk, db } = hall
    const renamed = await desk.call('students.edit', { studentId: first, firstName: 'Bryan' })
    await shows(gate, ['1 Bryan Otieno', '2 Amina Otieno'])
    await desk.call('undo.run', { undoId: renamed.undoId })
    await shows(gate, ['1 Brian Otieno', '2 Amina Otieno'])

    const gone = await desk.call('students.deactivate', { studentIds: [second], leftOn: '2026-05-12' })
    await shows(gate, ['1 Brian Otieno'])
    await desk.call('undo.run', { undoId: gone.undoId })
    await shows(gate, ['1 Brian Otieno', '2 Amina Otieno'])

    const [seven] = db.select({ id: schoolClass.id }).from(schoolClass).all()
    if (!seven) throw new Error('no class')
    const elsewhere = addStream(db, { classId: seven.id, name: 'Elsewhere' })
    await desk.call('students.move', { studentIds: [first, second], streamId: elsewhere })
    await shows(gate, [])
    expect(await desk.call('students.get', { studentId: first })).toMatchObject({
      streamName: 'Elsewhere',
      active: true,
    })
  },
)
