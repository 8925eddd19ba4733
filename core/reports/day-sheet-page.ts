import type { DaySheet, SheetRow } from './day-sheet.ts'
import { both, ratePercent, totalRow } from './day-sheet.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { longDate, paper } from './paper.ts'

// The whole sheet with its totals and signatures fits one page up to so many streams; then it continues.
const rowsOnLastPage = 24
const rowsOnFullPage = 34

/** The head teacher's day sheet: A4 portrait, black and white. Returns a whole document. */
export function daySheetPage(sheet: DaySheet): string {
  const pages = paginate(sheet.rows)
  return paper(
    title(sheet),
    pages.map(
      (rows, i) => html`
        <section class="page">
          ${header(sheet)} ${table(rows, i === pages.length - 1 ? totalRow(sheet.rows) : null)}
          ${i === pages.length - 1 ? closing(sheet) : html``} ${footer(sheet, i + 1, pages.length)}
        </section>
      `,
    ),
  )
}

/** What the sheet is called on screen and in its file name. */
export function title(sheet: DaySheet): string {
  return `Day sheet ${sheet.session} ${longDate(sheet.day)}`
}

function paginate(rows: readonly SheetRow[]): SheetRow[][] {
  const pages: SheetRow[][] = []
  let rest = [...rows]
  while (rest.length > rowsOnLastPage) {
    pages.push(rest.slice(0, rowsOnFullPage))
    rest = rest.slice(rowsOnFullPage)
  }
  return [...pages, rest]
}

function header({ school, day, term, session, sessionText }: DaySheet): Html {
  const contact = [school.address, school.phone === '' ? '' : `Tel ${school.phone}`, school.code].filter(
    part => part !== '',
  )
  return html`
    <header>
      <h1>${school.name}</h1>
      <p class="contact">${contact.join(' · ')}</p>
      <h2>Daily attendance</h2>
      <p class="occasion">
        <b>${longDate(day)}</b>
        ${term === null ? html`` : html`<span>${term.name}, week ${term.week}, day ${term.dayOfTerm} of ${term.daysInTerm}</span>`}
        <span>Session ${session} (${sessionText})</span>
      </p>
    </header>
  `
}

function table(rows: readonly SheetRow[], total: SheetRow | null): Html {
  return html`
    <table>
      <thead>
        <tr>
          <th rowspan="2" class="text">Class</th>
          <th colspan="3">On roll</th>
          <th colspan="3">Present</th>
          <th rowspan="2">Late</th>
          <th colspan="3">Absent</th>
          <th rowspan="2">Rate %</th>
          <th rowspan="2">Not<br />marked</th>
          <th rowspan="2">Teacher<br />initials</th>
        </tr>
        <tr>
          <th>B</th>
          <th>G</th>
          <th>T</th>
          <th>B</th>
          <th>G</th>
          <th>T</th>
          <th>B</th>
          <th>G</th>
          <th>T</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(row => tableRow(row))}
      </tbody>
      ${
        total === null
          ? html``
          : html`<tfoot>
              ${tableRow(total)}
            </tfoot>`
      }
    </table>
  `
}

function tableRow(row: SheetRow): Html {
  const rate = ratePercent(both(row.present), both(row.absent))
  return html`
    <tr>
      <th class="text">${row.className}</th>
      <td>${row.onRoll.boys}</td>
      <td>${row.onRoll.girls}</td>
      <td class="sum">${both(row.onRoll)}</td>
      <td>${row.present.boys}</td>
      <td>${row.present.girls}</td>
      <td class="sum">${both(row.present)}</td>
      <td>${row.late}</td>
      <td>${row.absent.boys}</td>
      <td>${row.absent.girls}</td>
      <td class="sum">${both(row.absent)}</td>
      <td>${percent(rate)}</td>
      <td>${row.notMarked}</td>
      <td class="write"></td>
    </tr>
  `
}

function closing(sheet: DaySheet): Html {
  const { messages } = sheet
  const total = totalRow(sheet.rows)
  return html`
    <dl>
      ${sheet.reasons.length === 0 ? html`` : line('Absent, by reason', sheet.reasons.map(({ label, children }) => `${label} ${String(children)}`).join(' · '))}
      ${sheet.notExpected.length === 0 ? html`` : line('Not expected, not counted', notExpectedText(sheet))}
      ${sheet.manual === 0 ? html`` : line('Marked by hand', String(sheet.manual))}
      <div>
        <dt>Absent 3 or more days in a row</dt>
        <dd>${sheet.absentThreeDays}</dd>
      </div>
      <div>
        <dt>Same day last week</dt>
        <dd>${withUnit(sheet.sameDayLastWeek)}</dd>
      </div>
      <div>
        <dt>Term to date</dt>
        <dd>${withUnit(sheet.termToDate)}</dd>
      </div>
      <div>
        <dt>Target</dt>
        <dd>${sheet.targetPercent} %</dd>
      </div>
      <div>
        <dt>Messages to parents</dt>
        <dd>
          ${messages.written} written, ${messages.sent} sent, ${messages.waiting} waiting, ${messages.notSent} not sent,
          ${messages.uncertain} uncertain
        </dd>
      </div>
      <div>
        <dt>Terminals</dt>
        <dd>${sheet.terminals.map(({ name, text }) => `${name}: ${text}`).join(' · ')}</dd>
      </div>
      <div>
        <dt>Register complete</dt>
        <dd>
          <b>${sheet.complete ? 'YES' : 'NO'}</b>${sheet.complete ? '' : `, ${String(total.notMarked)} not marked`}
        </dd>
      </div>
    </dl>
    <div class="signatures">
      <p>Teacher on duty</p>
      <p>Deputy head</p>
      <p>Head teacher</p>
      <p>Date</p>
      <p class="stamp">Stamp</p>
    </div>
  `
}

function line(term: string, text: string): Html {
  return html`
    <div>
      <dt>${term}</dt>
      <dd>${text}</dd>
    </div>
  `
}

/** `Closed for floods: Grade 7 East 40, Grade 7 West 39`. */
function notExpectedText({ notExpected }: DaySheet): string {
  const whys = [...new Set(notExpected.map(({ why }) => why))]
  return whys
    .map(why => {
      const classes = notExpected.filter(one => one.why === why)
      return `${why}: ${classes.map(({ className, children }) => `${className} ${String(children)}`).join(', ')}`
    })
    .join(' · ')
}

function footer(sheet: DaySheet, page: number, pages: number): Html {
  return html`
    <footer>
      <p>
        B boys, G girls, T total. Attendance rate = present (late included) / (on roll - not marked) x 100. Not marked:
        not identified at a terminal or not come while the session is open; counted neither present nor absent.
      </p>
      <p class="line">
        <span>Prepared ${sheet.preparedAt} by ${sheet.preparedBy}. Terminals read to ${sheet.readTo}.</span>
        <span>Page ${page} of ${pages}</span>
      </p>
    </footer>
  `
}

function percent(rate: number | null): string {
  return rate === null ? '-' : rate.toFixed(1)
}

function withUnit(rate: number | null): string {
  return rate === null ? 'not recorded' : `${rate.toFixed(1)} %`
}
