import Papa from 'papaparse'
import writeXlsxFile from 'write-excel-file/node'
import type { ImportFault } from '../contract/imports.ts'

/** A list of students as an office keeps it: the row of headings first. */
export type StudentList = string[][]

export const listHeadings = [
  'Adm No',
  'Student Name',
  'Sex',
  'Class',
  'Stream',
  'Day/Boarder',
  'D.O.B',
  'Parent Name',
  'Parent Phone',
  'Relationship',
  'Language',
  'Date of Admission',
  'UPI',
] as const
const at = Object.fromEntries(listHeadings.map((heading, i) => [heading, i]))

const first = ['BRIAN', 'Faith', 'Kevin', 'Mercy', 'Dennis', 'Joy', 'Samuel', 'Esther', 'Victor', 'Grace']
const middle = ['Ochieng', 'Wanjiku', 'Kiprop', 'Achieng', 'Mutua', 'Njeri', 'Kamau']
const last = ['OTIENO', "NG'ANG'A", 'Kiptoo', 'Odhiambo', 'Mwangi', 'Wafula', 'Chebet', "O'Brien", 'Muthoni']
const parents = ['Mary', 'Peter', 'Jane', 'John', 'Lucy', 'James', 'Rose', 'David', 'Agnes', 'Joseph']
const classes = ['Grade 7', 'GRADE SEVEN', '8', 'Gr. 8', 'Grade IX', 'G9']
const streams = ['East', 'WEST', 'N']
const sexes = ['M', 'F', 'Boy', 'Girl', 'male', 'Msichana']

/** Lists without a fault; every tenth child is the brother or sister of the one before. */
export function plainList(rows: number): StudentList {
  const of = (list: readonly string[], n: number) => list[n % list.length] ?? ''
  const children = Array.from({ length: rows }, (_, i) => {
    const family = i % 10 === 9 ? i - 1 : i
    return [
      `${2024 + (i % 3)}/${String(i + 1).padStart(4, '0')}`,
      `${of(first, i)} ${of(middle, i)} ${of(last, i)}`,
      of(sexes, i),
      of(classes, i),
      of(streams, Math.floor(i / 6)),
      i % 4 === 0 ? 'Boarder' : 'Day',
      `${String((i % 28) + 1).padStart(2, '0')}/${String((i % 12) + 1).padStart(2, '0')}/2012`,
      `${of(parents, family)} ${of(last, family)}`,
      `07${String(10_000_000 + family * 37).padStart(8, '0')}`,
      i % 2 === 0 ? 'Mother' : 'Father',
      i % 5 === 0 ? 'Kiswahili' : 'English',
      '2026-01-12',
      i % 3 === 0 ? `UPI${i}` : '',
    ]
  })
  return [[...listHeadings], ...children]
}

type Heading = (typeof listHeadings)[number]
type Planted = readonly [ImportFault, Heading, string]

/** Every kind of fault that rejects a row, and the ways it is met with. `left`: the number of a student who has left. */
function faultsToPlant(list: StudentList, left: string): Planted[] {
  return [
    ['admission_missing', 'Adm No', ''],
    ['admission_missing', 'Adm No', '  '],
    ['admission_twice', 'Adm No', cell(list, 1, 'Adm No')],
    ['admission_twice', 'Adm No', cell(list, 2, 'Adm No')],
    ['admission_too_long', 'Adm No', '9'.repeat(51)],
    ['admission_is_date', 'Adm No', 'Mar-24'],
    ['name_missing', 'Student Name', ''],
    ['name_missing', 'Student Name', '-'],
    ['name_one_word', 'Student Name', 'Brian'],
    ['name_one_word', 'Student Name', 'OTIENO,'],
    ['text_too_long', 'Student Name', `Brian ${'o'.repeat(61)}`],
    ['gender_missing', 'Sex', ''],
    ['gender_unknown', 'Sex', 'X'],
    ['gender_unknown', 'Sex', '3'],
    ['class_missing', 'Class', ''],
    ['class_unknown', 'Class', 'Form 2'],
    ['class_unknown', 'Class', 'Grade 71'],
    ['class_unknown', 'Stream', 'South'],
    ['boarding_unknown', 'Day/Boarder', 'sometimes'],
    ['birth_unreadable', 'D.O.B', '31/02/2012'],
    ['birth_unreadable', 'D.O.B', 'twelve'],
    ['birth_future', 'D.O.B', '01/01/2031'],
    ['phone_excel_lost_digits', 'Parent Phone', '2.54712E+11'],
    ['phone_excel_lost_digits', 'Parent Phone', '7.12346e8'],
    ['phone_landline', 'Parent Phone', '0202345678'],
    ['phone_length', 'Parent Phone', '07123456'],
    ['phone_length', 'Parent Phone', '07123456789'],
    ['phone_unreadable', 'Parent Phone', 'ask the aunt'],
    ['phone_unreadable', 'Parent Phone', '07l23456o8'],
    ['phone_foreign', 'Parent Phone', '+255 712 345 678'],
    ['phone_without_name', 'Parent Name', ''],
    ['guardian_name_differs', 'Parent Phone', cell(list, 3, 'Parent Phone')],
    ['guardian_name_differs', 'Parent Phone', `+254${cell(list, 4, 'Parent Phone').slice(1)}`],
    ['language_unknown', 'Language', 'French'],
    ['date_unreadable', 'Date of Admission', 'last year'],
    ['date_unreadable', 'Date of Admission', '2026-13-01'],
    ['left_school', 'Adm No', left],
  ]
}

/**
 * A list with 37 faults, one to a row, of every kind that rejects a row.
 * @returns the list, and what is wrong with which row as a spreadsheet numbers it
 */
export function faultyList(rows: number, left: string): { list: StudentList; planted: Map<number, ImportFault> } {
  const list = plainList(rows)
  const planted = new Map<number, ImportFault>()
  for (const [i, [fault, heading, value]] of faultsToPlant(list, left).entries()) {
    // Away from families and from the rows that others are compared with.
    const index = 21 + i * 20
    const row = list[index]
    if (row === undefined) throw new Error('the list is too short')
    row[at[heading] ?? -1] = value
    if (fault === 'guardian_name_differs') row[at['Parent Name'] ?? -1] = 'Zipporah Xulu'
    planted.set(index + 1, fault)
  }
  return { list, planted }
}

function cell(list: StudentList, row: number, heading: Heading): string {
  return list[row]?.[at[heading] ?? -1] ?? ''
}

/** Puts a value into a row of a list, counted from 1 without the headings. */
export function put(list: StudentList, row: number, heading: Heading, value: string): void {
  const cells = list[row]
  if (cells !== undefined) cells[at[heading] ?? -1] = value
}

export async function asXlsx(list: StudentList): Promise<Uint8Array<ArrayBuffer>> {
  const rows = list.map(row => row.map(value => (value === '' ? null : { value, type: String })))
  return new Uint8Array(await writeXlsxFile(rows, { sheet: 'Students' }).toBuffer())
}

export function asCsv(list: StudentList, delimiter = ','): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(Papa.unparse(list, { delimiter }))
}
