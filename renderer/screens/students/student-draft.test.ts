import { describe, expect, it } from 'vitest'
import type { StreamId, StudentId } from '../../../core/contract/common.ts'
import { blankStudent, isComplete, newStudent, studentChange, studentProblem } from './student-draft.ts'

const today = '2026-05-12'
const stream = '01890000-0000-7000-8000-000000000001' as StreamId
const id = '01890000-0000-7000-8000-000000000002' as StudentId
const filled = {
  ...blankStudent(stream, today),
  admissionNumber: ' 0234 ',
  firstName: 'Amina',
  lastName: 'Otieno',
  gender: 'F',
} as const

describe('the form of a student', () => {
  it('asks for the number, both names, the sex and the class, and for nothing else', () => {
    const blank = blankStudent('', '')
    const missing = (Object.keys(blank) as (keyof typeof blank)[]).filter(field => studentProblem(blank, field, today))
    expect(missing).toEqual(['admissionNumber', 'firstName', 'lastName', 'gender', 'streamId'])
    expect(isComplete(filled, today)).toBe(true)
  })

  it('refuses a birth that is still to come', () => {
    expect(isComplete({ ...filled, dateOfBirth: '2026-05-13' }, today)).toBe(false)
  })

  it('sends empty fields as nothing, and text without the spaces around it', () => {
    expect(newStudent(filled)).toMatchObject({
      admissionNumber: '0234',
      middleName: null,
      dateOfBirth: null,
      upi: null,
    })
  })

  it('sends only what was changed', () => {
    expect(studentChange(id, filled, { ...filled, lastName: 'Okello', upi: 'X1' })).toEqual({
      studentId: id,
      lastName: 'Okello',
      upi: 'X1',
    })
    expect(studentChange(id, filled, { ...filled, firstName: ' Amina ' })).toBeNull()
  })

  it('leaves a date of birth alone that was not opened, and can empty one that was', () => {
    const masked = { ...filled, dateOfBirth: null }
    expect(studentChange(id, masked, masked)).toBeNull()
    expect(studentChange(id, masked, { ...masked, dateOfBirth: '' })).toEqual({ studentId: id, dateOfBirth: null })
  })
})
