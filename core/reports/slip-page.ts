import type { GatePass } from '../contract/morning.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import type { PaperHead } from './list-page.ts'
import { paper } from './paper.ts'

export type Slip = PaperHead & {
  readonly pass: GatePass
  readonly admissionNumber: string
  readonly moment: (at: number) => string
}

const style = `
.slips { padding: 0; }
.slip { height: 148.4mm; padding: 10mm 14mm 8mm; display: flex; flex-direction: column; border-bottom: 0.3mm dashed #000; }
.slip:last-child { border-bottom: 0; }
.slip .number { font-size: 15pt; font-weight: bold; }
.slip .top { display: flex; justify-content: space-between; align-items: baseline; gap: 6mm; margin-top: 2mm; }
.slip dl { margin-top: 3mm; font-size: 11pt; }
.slip dl > div { padding: 1mm 0; border-bottom: 0.2mm solid #000; }
.slip dt { width: 42mm; }
.slip .void { font-size: 15pt; font-weight: bold; letter-spacing: 0.1em; }
.slip .signed { display: grid; grid-template-columns: repeat(3, 1fr); gap: 6mm; margin-top: auto; padding-top: 12mm; }
.slip .signed p { border-top: 0.25mm solid #000; padding-top: 1mm; font-size: 9pt; }
.slip .small { margin-top: 2mm; font-size: 9pt; }
`

/** A leave-out slip, twice on one sheet of A4 to be cut in two: one for the gate, one for the office. */
export function slipPage(slip: Slip): { html: string; pages: number } {
  const copies = ['For the gate', 'For the office'].map(copy => half(slip, copy))
  const title = `Leave-out slip ${numberText(slip.pass.number)}`
  return { html: paper(title, [html`<section class="page slips">${copies}</section>`], style), pages: 1 }
}

function half({ school, pass, admissionNumber, moment, prepared }: Slip, copy: string): Html {
  const collector = [pass.collectedBy, pass.collectorId === '' ? '' : `ID ${pass.collectorId}`].filter(Boolean)
  const back = pass.expectedReturnAt === null ? 'Not today' : moment(pass.expectedReturnAt)
  return html`
    <div class="slip">
      <header>
        <h1>${school.name}</h1>
        <h2>Leave-out slip</h2>
      </header>
      <div class="top">
        <span class="number">No. ${numberText(pass.number)}</span>
        ${pass.cancelledAt === null ? html`` : html`<span class="void">CANCELLED</span>`}
        <span>${copy}</span>
      </div>
      <dl>
        ${line('Student', `${pass.fullName}, ${admissionNumber}`)}
        ${line('Class', `${pass.className}${pass.boarding ? ', boarder' : ''}`)} ${line('Reason', pass.reason)}
        ${line('Approved by', pass.approvedBy)}
        ${line('Collected by', collector.length === 0 ? 'Leaves alone' : collector.join(', '))}
        ${line('Written', `${moment(pass.issuedAt)} by ${pass.issuedBy}`)} ${line('Expected back', back)}
      </dl>
      <div class="signed">
        <p>Approved by</p>
        <p>Collected by</p>
        <p>Gate: time out, time in</p>
      </div>
      <p class="small">Press a finger on the terminal when leaving and when back. ${prepared}</p>
    </div>
  `
}

function line(name: string, value: string): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`
}

/** `0042`. */
export function numberText(number: number): string {
  return String(number).padStart(4, '0')
}
