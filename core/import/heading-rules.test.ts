import { describe, expect, it } from 'vitest'
import { guessColumns, headingRow, relationIn } from './heading-rules.ts'

describe('the columns of', () => {
  it.each([
    [
      ['Adm. No', 'Name of Student', 'Sex', 'Class', 'Parent', 'Parent Phone'],
      ['admissionNumber', 'fullName', 'gender', 'className', 'guardian1Name', 'guardian1Phone'],
    ],
    [
      ['S/No', 'ADM', 'NAMES', 'M/F', 'GRADE', 'STREAM', 'TEL', 'REMARKS'],
      [null, 'admissionNumber', 'fullName', 'gender', 'className', 'streamName', 'guardian1Phone', null],
    ],
    [
      ['Nambari ya usajili', 'Jina la mwanafunzi', 'Jinsia', 'Darasa', 'Mkondo', 'Jina la Mzazi', 'Simu ya mzazi'],
      ['admissionNumber', 'fullName', 'gender', 'className', 'streamName', 'guardian1Name', 'guardian1Phone'],
    ],
    [
      ['Surname', 'First Name', 'Other Names', 'Admission Number', 'Form', 'Gender', 'Date of Birth', 'UPI No.'],
      ['lastName', 'firstName', 'middleName', 'admissionNumber', 'className', 'gender', 'dateOfBirth', 'upi'],
    ],
    [
      ["Mother's Name", "Mother's Phone", 'Father Name', 'Father Tel', 'Date of Admission'],
      ['guardian1Name', 'guardian1Phone', 'guardian2Name', 'guardian2Phone', 'admittedOn'],
    ],
    [
      ['Parent 1 Contact', 'Parent 2 Contact', 'Guardian ID No', 'Email'],
      ['guardian1Phone', 'guardian2Phone', null, null],
    ],
    [
      ['Assessment No', 'Birth Cert No', 'Day/Boarder', 'Language'],
      ['assessmentNumber', 'birthCertificate', 'boarding', 'guardian1Language'],
    ],
    [
      ['Phone', 'Phone 2', ''],
      ['guardian1Phone', 'guardian2Phone', null],
    ],
  ])('%j are known', (headings, fields) => expect(guessColumns(headings)).toEqual(fields))

  it('no list hold the same field twice', () => {
    expect(guessColumns(['Name', 'Student Name', 'Names'])).toEqual(['fullName', null, null])
  })
})

describe('the row of headings', () => {
  it('is found under titles and blank rows', () => {
    expect(
      headingRow([['ST MARY ACADEMY'], [], ['Class list', '2026'], ['Adm No', 'Name', 'Sex'], ['1', 'B', 'M']]),
    ).toBe(3)
  })
  it('is the first with two texts when nothing in it is known', () => {
    expect(headingRow([['Title'], ['Foo', 'Bar'], ['1', '2']])).toBe(1)
  })
  it('is nowhere in a file without a table', () => expect(headingRow([['only'], ['one'], []])).toBeNull())
})

it.each([
  ["Mother's phone", 'mother'],
  ['Simu ya Baba', 'father'],
  ['Parent Phone', ''],
])('%j says the guardian is the %j', (heading, relation) => expect(relationIn(heading)).toBe(relation))
