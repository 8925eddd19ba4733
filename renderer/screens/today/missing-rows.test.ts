import { describe, expect, it } from 'vitest'
import type { NotInStream, NotInStudent } from '../../../core/contract/attendance.ts'
import type { StreamId, StudentId } from '../../../core/contract/common.ts'
import { isHandled } from '../../../core/contract/missing.ts'
import { itemsOf, nextToDo, placeOf, progressOf, runOf, stepFrom, withAhead } from './missing-rows.ts'

function child(id: string, more: Partial<NotInStudent> = {}): NotInStudent {
  return {
    studentId: id as StudentId,
    fullName: `Child ${id}`,
    admissionNumber: `A${id}`,
    mark: 'not_yet_in',
    lastSeenDay: null,
    gender: 'F',
    boarding: false,
    hasPhoto: false,
    guardian: null,
    absencesThisTerm: 0,
    daysInARow: 0,
    reason: null,
    lastCall: null,
    manual: false,
    exempt: false,
    ...more,
  }
}
const called = (outcome: 'reached' | 'no_answer') => ({ lastCall: { at: 0, by: '', outcome, note: '' } })
const sick = { reason: { code: 'sick', until: '2026-05-12', note: '' } }
const list = (...ids: string[]) => ids.map(id => child(id))
const at = (students: NotInStudent[], id: string) => placeOf(students, id as StudentId)
const none = { students: 0, handled: 0, matching: 0 }
const east: NotInStream = {
  streamId: 'e' as StreamId,
  className: 'Grade 7 East',
  students: list('1', '2'),
  unnamed: none,
}
const west: NotInStream = { streamId: 'w' as StreamId, className: 'Grade 8 West', students: list('3'), unnamed: none }

describe('the list of those not in', () => {
  it('is narrowed by class, name and number, and drops classes without anybody', () => {
    const lines = (filter: string) =>
      itemsOf([east, west], filter).map(item => (item.kind === 'class' ? item.className : item.student.admissionNumber))
    expect(lines('')).toEqual(['Grade 7 East', 'A1', 'A2', 'Grade 8 West', 'A3'])
    expect(lines('8 west')).toEqual(['Grade 8 West', 'A3'])
    expect(lines('child a2')).toEqual(['Grade 7 East', 'A2'])
    expect(lines('nobody')).toEqual([])
  })

  it('counts whoever has a reason, a mark by hand or somebody reached as handled', () => {
    expect(isHandled(child('1', sick))).toBe(true)
    expect(isHandled(child('1', { manual: true }))).toBe(true)
    expect(isHandled(child('1', called('reached')))).toBe(true)
    expect(isHandled(child('1', called('no_answer')))).toBe(false)
    expect(progressOf([{ ...east, students: [child('1', sick), child('2')] }, west])).toEqual({ handled: 1, total: 3 })
  })

  it('counts those whom the core does not name, and shows their class as long as it may hold whom one seeks', () => {
    const many = { ...west, students: [], unnamed: { students: 40, handled: 3, matching: 2 } }
    expect(progressOf([east, many])).toEqual({ handled: 3, total: 42 })
    const classes = (filter: string, stream = many) =>
      itemsOf([stream], filter).map(item => item.kind === 'class' && [item.n, item.unnamed])
    expect(classes('')).toEqual([[40, 40]])
    expect(classes('otieno')).toEqual([[2, 2]])
    expect(classes('otieno', { ...many, unnamed: { ...many.unnamed, matching: 0 } })).toEqual([])
  })

  it('shows what was just set before it has heard of it', () => {
    const ahead = new Map([['2' as StudentId, sick]])
    expect(withAhead([east], ahead)[0]?.students.map(({ reason }) => reason?.code)).toEqual([undefined, 'sick'])
  })
})

describe('moving in the list', () => {
  const students = list('1', '2', '3', '4')

  it('goes row by row or by a screen, and stops at both ends', () => {
    expect(stepFrom(students, null, 1)).toBe('1')
    expect(stepFrom(students, at(students, '2'), 1)).toBe('3')
    expect(stepFrom(students, at(students, '2'), -1)).toBe('1')
    expect(stepFrom(students, at(students, '1'), -1)).toBe('1')
    expect(stepFrom(students, at(students, '2'), 10)).toBe('4')
    expect(stepFrom([], at(students, '2'), 1)).toBeUndefined()
  })

  it('goes on where a child was who has come in meanwhile, also when its neighbours have', () => {
    const place = at(students, '2')
    expect(stepFrom(list('1', '3', '4'), place, 1)).toBe('3')
    expect(stepFrom(list('1', '4'), place, 1)).toBe('4')
    expect(stepFrom(list('1', '4'), place, -1)).toBe('1')
    expect(stepFrom(list('3', '4'), place, -1)).toBe('3')
    expect(stepFrom(list('1'), place, 1)).toBe('1')
  })

  it('leads to the next child that is not handled, round the end', () => {
    const some = [child('1'), child('2', sick), child('3'), child('4', called('no_answer'))]
    const after = (id: string, ...done: string[]) => {
      const place = at(some, id)
      return place && nextToDo(some, place, new Set(done as StudentId[]))
    }
    expect(after('1', '1')).toBe('3')
    expect(after('3', '3')).toBe('4')
    expect(after('4', '4')).toBe('1')
    expect(after('4', '1', '3', '4')).toBeUndefined()
  })

  it('marks a run in either direction', () => {
    const [two, four] = ['2', '4'] as StudentId[] as [StudentId, StudentId]
    expect(runOf(students, two, four)).toEqual(['2', '3', '4'])
    expect(runOf(students, four, two)).toEqual(['2', '3', '4'])
    expect(runOf(list('1', '4'), two, four)).toEqual(['4'])
  })
})
