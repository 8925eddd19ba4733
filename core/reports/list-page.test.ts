import { describe, expect, it } from 'vitest'
import { listPage, longDay, pagesOf } from './list-page.ts'
import type { ListLine, PaperList } from './list-page.ts'

function listOf(rows: number, over: Partial<PaperList> = {}): PaperList {
  const lines = Array.from({ length: rows }, (_, i): ListLine => ({ kind: 'row', cells: [`row ${String(i + 1)};`] }))
  return {
    school: { name: 'Mwangaza', address: 'P.O. Box 1', phone: '020 1', code: 'MW' },
    occasion: ['Tuesday 12 May 2026'],
    prepared: 'Prepared 12/05 09:02.',
    title: 'List',
    intro: [],
    columns: [{ title: 'Name', mm: 184 }],
    lines,
    none: 'Nobody.',
    legend: 'Legend.',
    signatures: [],
    ...over,
  }
}
const pages = (list: PaperList) => listPage(list).split('<section class="page">').slice(1)

describe('a list on paper', () => {
  it('is one page up to 34 lines and numbers its pages', () => {
    expect(pagesOf(listOf(34))).toBe(1)
    expect(pagesOf(listOf(35))).toBe(2)
    const [first = '', second = ''] = pages(listOf(35))
    expect(first).toContain('Page 1 of 2')
    expect(second).toContain('Page 2 of 2')
    expect(second).toContain('row 35;')
    expect(second).toContain('<h1>Mwangaza</h1>')
  })

  it('keeps room for the introduction on the first page and for signatures on the last', () => {
    expect(pagesOf(listOf(33, { intro: ['a', 'b'] }))).toBe(2)
    expect(pagesOf(listOf(30, { signatures: ['Head'] }))).toBe(1)
    const [first = '', second = ''] = pages(listOf(31, { signatures: ['Head'] }))
    expect(first).not.toContain('Head')
    expect(second).toContain('Head')
  })

  it('leaves no heading alone at the foot, and says on the next page whose rows go on', () => {
    const rows = (n: number): ListLine[] => Array.from({ length: n }, () => ({ kind: 'row', cells: ['x'] }))
    const lines: ListLine[] = [...rows(33), { kind: 'section', text: 'East' }, ...rows(50)]
    const [first = '', second = '', third = ''] = pages(listOf(0, { lines }))
    expect(first).not.toContain('East')
    expect(second).toContain('>East<')
    expect(third).toContain('East, continued')
    expect(second).not.toContain('continued')
  })

  it('says so when there is nothing to list', () => {
    expect(pages(listOf(0))).toHaveLength(1)
    expect(pages(listOf(0))[0]).toContain('Nobody.')
  })

  it('shows names as they are written', () => {
    const lines: ListLine[] = [{ kind: 'row', cells: ['<i>N’Gugi</i>'] }]
    expect(listPage(listOf(0, { lines }))).toContain('&lt;i&gt;N’Gugi&lt;/i&gt;')
  })
})

describe('a day on paper', () => {
  it('is short', () => {
    expect(longDay('2026-05-12')).toBe('Tue 12 May 2026')
  })
})
