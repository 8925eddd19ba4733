import { html } from './html.ts'
import type { Html } from './html.ts'
import type { Day } from '../contract/common.ts'
import { longDate, paper } from './paper.ts'

/** `mm`: of the 184 there are between the margins. `write`: left empty for a pen. */
export type ListColumn = { readonly title: string; readonly mm: number; readonly align?: 'number' | 'write' | 'tick' }
export type ListLine =
  { readonly kind: 'section'; readonly text: string } | { readonly kind: 'row'; readonly cells: readonly string[] }

/** What is printed over and under every list. */
export type PaperHead = {
  readonly school: { readonly name: string; readonly address: string; readonly phone: string; readonly code: string }
  /** Day, term and week. */
  readonly occasion: readonly string[]
  /** `Prepared 12/05 09:02 by Grace. Terminals read to 12/05 09:01.` */
  readonly prepared: string
}

export type PaperList = PaperHead & {
  readonly title: string
  /** Between the head and the first line: totals in words. */
  readonly intro: readonly string[]
  readonly columns: readonly ListColumn[]
  readonly lines: readonly ListLine[]
  /** Says so where there are no lines. */
  readonly none: string
  /** How the numbers are made, what signs mean: on every page. */
  readonly legend: string
  readonly signatures: readonly string[]
}

/** As many lines of one height as fit a page under a head of two rows. */
const linesOnPage = 34
const linesOfSignatures = 4

const style = `
.list { table-layout: fixed; }
.list tbody tr { height: 6.2mm; }
.list td { text-align: left; padding: 0 1mm; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.list td.number { text-align: right; }
.list th { text-align: left; }
.list th.number { text-align: right; }
.list tr.section td { font-weight: bold; border-left-color: #fff; border-right-color: #fff; vertical-align: bottom; }
.list .box { display: block; width: 3.8mm; height: 3.8mm; border: 0.35mm solid #000; margin: 0 auto; }
.intro { margin-bottom: 2.5mm; }
.none { margin-top: 6mm; text-align: center; }
.signed { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 6mm; margin-top: auto; padding-top: 13mm; }
.signed p { border-top: 0.25mm solid #000; padding-top: 1mm; font-size: 9pt; }
.page > footer:last-child { margin-top: auto; padding-top: 4mm; }
.page > .signed + footer:last-child { margin-top: 4mm; }
`

/** A list on as many pages of A4 as it needs: the head and the titles of the columns on each, no row cut in two. */
export function listPage(list: PaperList): string {
  const pages = paginate(list)
  return paper(
    list.title,
    pages.map(
      (lines, i) => html`
        <section class="page">
          ${header(list)}
          ${i > 0 || list.intro.length === 0 ? html`` : html`<div class="intro">${list.intro.map(text => html`<p>${text}</p>`)}</div>`}
          ${lines.length === 0 ? html`<p class="none">${list.none}</p>` : table(list.columns, lines)}
          ${i < pages.length - 1 || list.signatures.length === 0 ? html`` : signatures(list.signatures)}
          ${footer(list, i + 1, pages.length)}
        </section>
      `,
    ),
    style,
  )
}

/** How many pages `listPage` makes. */
export function pagesOf(list: PaperList): number {
  return paginate(list).length
}

function paginate({ lines, intro, signatures: signed }: PaperList): ListLine[][] {
  const pages: ListLine[][] = []
  const room = (rest: number) => linesOnPage - (pages.length === 0 ? intro.length : 0) - (rest === 0 ? closing : 0)
  const closing = signed.length === 0 ? 0 : linesOfSignatures
  let page: ListLine[] = []
  let section: ListLine | null = null
  for (const [i, line] of lines.entries()) {
    const rest = lines.length - 1 - i
    // A heading never stands alone at the foot, and the last page keeps its room for signatures.
    const needed = line.kind === 'section' ? 2 : 1
    if (page.length + needed > room(rest) && page.length > 0) {
      pages.push(page)
      page = line.kind === 'row' && section !== null ? [continued(section)] : []
    }
    if (line.kind === 'section') section = line
    page.push(line)
  }
  return [...pages, page]
}

function continued(section: ListLine): ListLine {
  if (section.kind === 'row') return section
  // What is to be counted stands at the beginning only.
  const [name = ''] = section.text.split(' · ')
  return { ...section, text: `${name}, continued` }
}

function header({ school, title, occasion }: PaperList): Html {
  const contact = [school.address, school.phone === '' ? '' : `Tel ${school.phone}`, school.code].filter(
    part => part !== '',
  )
  return html`
    <header>
      <h1>${school.name}</h1>
      <p class="contact">${contact.join(' · ')}</p>
      <h2>${title}</h2>
      <p class="occasion">
        ${occasion.map((text, i) => (i === 0 ? html`<b>${text}</b>` : html`<span>${text}</span>`))}
      </p>
    </header>
  `
}

function table(columns: readonly ListColumn[], lines: readonly ListLine[]): Html {
  return html`
    <table class="list">
      <colgroup>
        ${columns.map(({ mm }) => html`<col width="${Math.round((mm * 96) / 25.4)}" />`)}
      </colgroup>
      <thead>
        <tr>
          ${columns.map(({ title, align }) => html`<th class="${align ?? 'text'}">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${lines.map(line => tableLine(columns, line))}
      </tbody>
    </table>
  `
}

function tableLine(columns: readonly ListColumn[], line: ListLine): Html {
  if (line.kind === 'section') {
    return html`<tr class="section">
      <td colspan="${columns.length}">${line.text}</td>
    </tr>`
  }
  const cells = columns.map(({ align }, i) =>
    align === 'tick'
      ? html`<td><span class="box"></span></td>`
      : html`<td class="${align ?? 'text'}">${line.cells[i] ?? ''}</td>`,
  )
  return html`<tr>
    ${cells}
  </tr>`
}

function signatures(names: readonly string[]): Html {
  return html`<div class="signed">${names.map(name => html`<p>${name}</p>`)}</div>`
}

function footer({ legend, prepared }: PaperList, page: number, pages: number): Html {
  return html`
    <footer>
      <p>${legend}</p>
      <p class="line">
        <span>${prepared}</span>
        <span>Page ${page} of ${pages}</span>
      </p>
    </footer>
  `
}

/** `1 student`, `12 students`. */
export function studentsText(n: number): string {
  return n === 1 ? '1 student' : `${String(n)} students`
}

/** `Tue 12 May 2026`. */
export function longDay(day: Day): string {
  const [weekday = '', date = '', month = '', year = ''] = longDate(day).split(' ')
  return `${weekday.slice(0, 3)} ${date} ${month.slice(0, 3)} ${year}`
}
