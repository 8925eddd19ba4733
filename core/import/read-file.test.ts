import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { asCsv, asXlsx } from '../testing/student-list.ts'
import { numberText } from './cell-text.ts'
import { limits } from './limits.ts'
import { readFile } from './read-file.ts'
import { unzip, zipStored } from './zip.ts'
import type { ZipFile } from './zip.ts'

const list = [
  ['Adm', 'Name', 'Phone'],
  ['001', 'Ng’ang’a, "Brian"', '0712345678'],
  ['002', 'Áine; O\u2019Brien', '0712 345 679'],
]
const expected = [
  ['Adm', 'Name', 'Phone'],
  ['001', 'Ng\'ang\'a, "Brian"', '0712345678'],
  ['002', "Áine; O'Brien", '0712 345 679'],
]
const rowsOf = async (bytes: Uint8Array) => (await readFile(bytes))[0]?.rows
const bytes = (text: string, encoding: BufferEncoding = 'utf8') => new Uint8Array(Buffer.from(text, encoding))

describe('separated values', () => {
  it.each([',', ';', '\t'])('with %j between them are read', async delimiter => {
    expect(await rowsOf(asCsv(list, delimiter))).toEqual(expected)
  })

  it.each([
    ['UTF-8 with its mark', () => bytes('\ufeffAdm,Name\n1,Áine')],
    ['UTF-16 with its mark', () => bytes('\ufeffAdm\tName\r\n1\tÁine', 'utf16le')],
    ['UTF-16 without it', () => bytes('Adm,Name\r\n1,Áine', 'utf16le')],
    ['UTF-16, the other way round', () => new Uint8Array(Buffer.from('\ufeffAdm,Name\n1,Áine', 'utf16le').swap16())],
    ['the old Windows letters', () => bytes('Adm,Name\n1,\xc1ine', 'latin1')],
  ])('in %s are read', async (_, make) => {
    expect(await rowsOf(make())).toEqual([
      ['Adm', 'Name'],
      ['1', 'Áine'],
    ])
  })

  it('may hold line breaks, quotes and the row that Excel begins with', async () => {
    expect(await rowsOf(bytes('sep=;\nAdm;Name\n1;"A ""B""\nC"\n'))).toEqual([
      ['sep=', ''],
      ['Adm', 'Name'],
      ['1', 'A "B" C'],
    ])
  })
})

describe('a workbook', () => {
  it('gives the same rows as separated values do', async () => {
    expect(await rowsOf(await asXlsx(list))).toEqual(expected)
  })

  it('of many rows loses none', async () => {
    const long = Array.from({ length: 3000 }, (_, i) => [
      `N${i}`,
      `Name ${i} & <Co>`,
      `0712${String(i).padStart(6, '0')}`,
    ])
    expect(await rowsOf(await asXlsx(long))).toEqual(long)
  })
})

describe('a number of a workbook', () => {
  it.each([
    ['712345678', '712345678'],
    ['712345678.0', '712345678'],
    ['2.54712345678E11', '254712345678'],
    ['2.54712E+11', '2.54712E+11'],
    ['254712000000', '2.54712E+11'],
    ['0.5', '0.5'],
    ['42097', '42097'],
  ])('%s is meant as %s', (raw, text) => expect(numberText(raw)).toBe(text))
})

describe('refused, with nothing unpacked:', () => {
  const part = (size: number): ZipFile => ({ bytes: Buffer.alloc(size), crc: 0 })
  const refused = (code: string, reason: string) => expect.objectContaining({ code, details: { reason } }) as Error

  it('a file that is too big', async () => {
    await expect(readFile(new Uint8Array(limits.bytes + 1))).rejects.toEqual(refused('file_too_big', 'bytes'))
  })

  it.each([
    ['a PDF', bytes('%PDF-1.7\n...'), 'not_a_table'],
    ['a workbook of before 2007', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0, 0, 0, 0]), 'old_workbook'],
    ['nothing', new Uint8Array(0), 'empty'],
    ['a program', bytes('a\0b\0\0\0c,d'), 'not_a_table'],
    ['an archive that is cut off', bytes('PK\u0003\u0004 and so on'), 'zip'],
  ])('%s', async (_, content, reason) => {
    await expect(readFile(content)).rejects.toEqual(refused('file_unreadable', reason))
  })

  it('an archive that is no workbook', async () => {
    const archive = zipStored(new Map([['a.xml', part(10)]]))
    await expect(readFile(archive)).rejects.toMatchObject({ code: 'file_unreadable' })
  })

  it('an archive whose parts are too much together', async () => {
    const archive = zipStored(new Map([['a.xml', part(1000)]]))
    await expect(unzip(archive, () => true, 999)).rejects.toEqual(refused('file_too_big', 'unpacked'))
  })

  it('an archive with a part larger than it says', async () => {
    const packed = deflateRawSync(Buffer.alloc(5_000_000))
    const archive = zipStored(new Map([['a.xml', { bytes: packed, crc: 0 }]]))
    const directory = archive.readUInt32LE(archive.length - 6)
    archive.writeUInt16LE(8, directory + 10)
    await expect(unzip(archive, () => true, limits.unpackedBytes)).rejects.toEqual(refused('file_unreadable', 'zip'))
  })

  it.each([
    ['a cell far down', 'A999999', 'rows'],
    ['a cell far out', 'ZZZ1', 'columns'],
  ])('a sheet with %s', async (_, place, reason) => {
    const files = await unzip(Buffer.from(await asXlsx([['x', 'y']])), () => true, limits.unpackedBytes)
    const altered = new Map(
      [...files].map(([name, file]) => {
        const xml = file.bytes.toString().replace(/r="B1"/, `r="${place}"`)
        return [name, name.startsWith('xl/worksheets') ? { ...file, bytes: Buffer.from(xml) } : file]
      }),
    )
    await expect(readFile(zipStored(altered))).rejects.toEqual(refused('file_too_big', reason))
  })

  it('more rows than a school can have', async () => {
    await expect(readFile(bytes('a,b\n'.repeat(limits.rows + 200)))).rejects.toEqual(refused('file_too_big', 'rows'))
  })
})
