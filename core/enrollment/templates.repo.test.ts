import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deviceGroup, enrollment, groupStream, student, syncItem } from '../db/schema.ts'
import { saveDeviceFacts } from '../devices/devices.repo.ts'
import { newId } from '../ids.ts'
import { createSmallSchool } from '../testing/small-school.ts'
import type { SmallSchool } from '../testing/small-school.ts'
import { studentFingers } from './student-fingers.ts'
import { eraseFinger, heldFingers, heldFingersAfter, removedFingers, saveFinger } from './templates.repo.ts'
import type { HeldFinger, SealedFinger } from './templates.repo.ts'

let school: SmallSchool
beforeEach(() => {
  school = createSmallSchool({ students: 2, devices: 2 })
})
afterEach(() => school.close())

function finger(draft: Partial<SealedFinger> & { at: number }): SealedFinger {
  const { students, devices } = school
  const [studentId] = students
  const [deviceId] = devices
  if (studentId === undefined || deviceId === undefined) throw new Error('no school')
  const sealed = Uint8Array.of(draft.at)
  return { studentId, deviceId, finger: 6, flag: 1, sealed, templateVersion: '10', quality: 90, by: null, ...draft }
}
const other = () => school.devices[1] as SealedFinger['deviceId']
const child = () => school.students[0] as SealedFinger['studentId']
const held = (version: string) => heldFingers(school.db, version).map(({ finger, sealed }) => [finger, ...sealed])

describe('the fingers the school holds', () => {
  it('are one template for each finger and version: the newest, wherever it was pressed', () => {
    saveFinger(school.db, finger({ at: 1 }))
    saveFinger(school.db, finger({ at: 2, finger: 2 }))
    saveFinger(school.db, finger({ at: 3, deviceId: other() }))
    expect(held('10')).toEqual([
      [2, 2],
      [6, 3],
    ])
    saveFinger(school.db, finger({ at: 4 }))
    expect(held('10')).toEqual([
      [2, 2],
      [6, 4],
    ])
    const erased = school.db
      .select()
      .from(enrollment)
      .all()
      .filter(({ active }) => !active)
    expect(erased).toMatchObject([{ deviceId: other(), sealed: null }])
  })

  it('of one version stay when the same finger is enrolled in another', () => {
    saveFinger(school.db, finger({ at: 1 }))
    saveFinger(school.db, finger({ at: 2, deviceId: other(), templateVersion: '9' }))
    expect([held('10'), held('9'), held('8')]).toEqual([[[6, 1]], [[6, 2]], []])
  })

  it('are removed in every version, and told apart from fingers never held', () => {
    saveFinger(school.db, finger({ at: 1 }))
    saveFinger(school.db, finger({ at: 2, deviceId: other(), templateVersion: '9' }))
    saveFinger(school.db, finger({ at: 3, finger: 2 }))
    expect(removedFingers(school.db)).toEqual([])
    expect(eraseFinger(school.db, child(), 6, 4)).toBe(2)
    expect(removedFingers(school.db)).toEqual([{ studentId: child(), finger: 6 }])
    expect([held('10'), held('9')]).toEqual([[[2, 3]], []])
    saveFinger(school.db, finger({ at: 5 }))
    expect(removedFingers(school.db)).toEqual([])
  })

  it('can be asked of one student', () => {
    const [, second] = school.students
    saveFinger(school.db, finger({ at: 1 }))
    saveFinger(school.db, finger({ at: 2, ...(second && { studentId: second }) }))
    expect(heldFingers(school.db, '10', child())).toHaveLength(1)
    expect(heldFingers(school.db, '10')).toHaveLength(2)
  })
})

describe('the fingers a part at a time', () => {
  it('are the same as all at once, whatever the size of the parts', () => {
    const [first, second] = school.students as [SealedFinger['studentId'], SealedFinger['studentId']]
    for (const [at, studentId] of [second, first, second, first, second].entries()) {
      saveFinger(school.db, finger({ at, studentId, finger: 9 - at }))
    }
    const all = heldFingers(school.db, '10')
    expect(all).toHaveLength(5)
    for (const size of [1, 2, 5, 9]) {
      const parts: HeldFinger[] = []
      for (let after: HeldFinger | null = null; parts.length < 9;) {
        const part: readonly HeldFinger[] = heldFingersAfter(school.db, '10', after, size)
        if (part.length === 0) break
        parts.push(...part)
        after = part.at(-1) ?? null
      }
      expect(parts).toEqual(all)
    }
  })
})

describe('where a finger is', () => {
  const states = () =>
    studentFingers(school.db, child()).map(({ terminals }) => terminals.map(({ name, state }) => [name, state]))

  it('is where it was pressed, and waits for the terminals of the child’s class', () => {
    saveFinger(school.db, finger({ at: 1 }))
    expect(states()).toEqual([[['Gate 1', 'there']]])
    const [group] = school.db.select().from(deviceGroup).all()
    const [row] = school.db.select().from(student).all()
    if (!group || !row) throw new Error('no school')
    school.db.insert(groupStream).values({ id: newId(), deviceGroupId: group.id, streamId: row.streamId }).run()
    expect(states()).toEqual([
      [
        ['Gate 1', 'there'],
        ['Gate 2', 'waiting'],
      ],
    ])
  })

  it('follows the comparison with the terminal, and another template version', () => {
    saveFinger(school.db, finger({ at: 1 }))
    const item = { studentId: child(), fingers: 1, at: 1 }
    school.db
      .insert(syncItem)
      .values({ ...item, id: newId(), deviceId: other(), state: 'in_step' })
      .run()
    expect(states()).toEqual([
      [
        ['Gate 1', 'there'],
        ['Gate 2', 'there'],
      ],
    ])
    saveDeviceFacts(school.db, other(), { templateVersion: '9' })
    expect(states()).toEqual([
      [
        ['Gate 1', 'there'],
        ['Gate 2', 'other_version'],
      ],
    ])
  })
})
