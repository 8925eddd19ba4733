import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import type { DeviceId, StudentId } from '../contract/common.ts'
import { device, groupStream, student } from '../db/schema.ts'
import { newId } from '../ids.ts'
import type { DeviceSession } from '../ports.ts'
import { createSmallSchool } from '../testing/small-school.ts'
import { createLane } from './sync-lane.ts'
import { markWaiting, syncItems } from './sync.repo.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A terminal that holds all of the students, as they are called, and no finger. */
function setUp(children: number) {
  const school = createSmallSchool({ students: children, devices: 1 })
  closing.push(() => school.close())
  const { db, clock, students } = school
  const [deviceId] = school.devices as [DeviceId]
  const [place] = db.select({ id: device.deviceGroupId }).from(device).all()
  const [one] = db.select({ streamId: student.streamId }).from(student).all()
  if (place === undefined || one === undefined) throw new Error('the school is not there')
  db.insert(groupStream).values({ id: newId(), deviceGroupId: place.id, streamId: one.streamId }).run()
  const session: Pick<DeviceSession, 'users' | 'sizes' | 'protocol'> = {
    users: () =>
      Promise.resolve(
        students.map((_, i) => ({
          uid: i + 1,
          userId: String(i + 1),
          name: `Child Number${i + 1}`,
          privilege: 0,
          card: 0,
        })),
      ),
    sizes: () =>
      Promise.resolve({ users: children, fingers: 0, logs: 0, userCapacity: 0, fingerCapacity: 0, logCapacity: 0 }),
    protocol: { family: 'tft', templateVersion: '10' } as DeviceSession['protocol'],
  }
  const lane = createLane({
    db,
    clock,
    log: { info: () => undefined, warn: () => undefined, error: (_, error) => expect.unreachable(String(error)) },
    deviceId,
    onLine: job => job(session as DeviceSession),
    office: { held: () => Promise.resolve(new Map()), removed: () => new Map(), open: () => Promise.resolve([]) },
    busyHours: () => false,
    onUsers: () => undefined,
    onForeignTemplates: () => Promise.resolve(),
    onRun: () => undefined,
  })
  const written = () => new Map(syncItems(db, deviceId).map(({ studentId, state }) => [studentId, state]))
  return { db, clock, students, lane, written }
}

it('a student who changes while the others are written down stays waiting', async () => {
  const { db, clock, students, lane, written } = setUp(120)
  await lane.run(new AbortController().signal)
  expect([...new Set(written().values())]).toEqual(['no_finger'])
  expect(written().size).toBe(120)

  markWaiting(db, students, clock.now())
  const run = lane.run(new AbortController().signal)
  const waiting = () => [...written()].filter(([, state]) => state === 'waiting').map(([id]) => id)
  while (waiting().length === 120) await nextTurn()
  const changed = waiting()[0] as StudentId
  markWaiting(db, [changed], clock.now())
  lane.startOver(changed)
  await run
  expect(waiting()).toEqual([changed])

  await lane.run(new AbortController().signal)
  expect(waiting()).toEqual([])
})
