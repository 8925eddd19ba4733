import type { Day } from '../contract/common.ts'
import { html, styleElement } from './html.ts'
import type { Html } from './html.ts'

// Made for cheap black-and-white laser printers: no greys, thin rules, nothing under 9 points.
const style = `
@page { size: A4 portrait; margin: 0; }
* { box-sizing: border-box; margin: 0; padding: 0; }
html { background: #fff; color: #000; font: 9.5pt/1.35 'Liberation Sans', Arial, Helvetica, sans-serif; }
.page { width: 210mm; height: 296.8mm; padding: 12mm 13mm 10mm; display: flex; flex-direction: column; break-after: page; overflow: hidden; }
.page:last-child { break-after: auto; }
h1 { font-size: 15pt; line-height: 1.15; text-transform: uppercase; letter-spacing: 0.02em; }
h2 { font-size: 11.5pt; margin-top: 3.5mm; text-transform: uppercase; letter-spacing: 0.04em; }
header { text-align: center; margin-bottom: 4mm; }
.contact { margin-top: 0.8mm; }
.occasion { display: flex; justify-content: center; gap: 6mm; margin-top: 1mm; font-size: 10pt; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { border: 0.25mm solid #000; padding: 0.75mm 1mm; text-align: center; font-weight: normal; }
thead th { font-weight: bold; font-size: 9pt; line-height: 1.15; vertical-align: bottom; }
td { text-align: right; padding-right: 1.8mm; }
th.text { text-align: left; white-space: nowrap; }
td.sum { font-weight: bold; }
tfoot th, tfoot td { font-weight: bold; border-top: 0.6mm solid #000; }
td.write { width: 19mm; }
tr { break-inside: avoid; }
dl { margin-top: 4.5mm; }
dl > div { display: flex; gap: 3mm; padding: 0.6mm 0; }
dt { width: 52mm; flex: none; }
dd { font-variant-numeric: tabular-nums; }
.signatures { display: grid; grid-template-columns: repeat(4, 1fr) 30mm; gap: 5mm; margin-top: auto; padding-top: 14mm; }
.signatures p { border-top: 0.25mm solid #000; padding-top: 1mm; font-size: 9pt; }
.signatures .stamp { border: 0.25mm dashed #000; height: 22mm; margin-top: -17mm; padding: 1mm; }
footer { margin-top: 5mm; font-size: 9pt; line-height: 1.25; }
footer .line { display: flex; justify-content: space-between; margin-top: 1mm; }
`

/**
 * A whole document for paper: each section is one page of A4. It has no scripts. `ownStyle`: what only this kind of page
 * needs beside the common style.
 */
export function paper(title: string, pages: readonly Html[], ownStyle = ''): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        ${styleElement(style + ownStyle)}
      </head>
      <body>
        ${pages}
      </body>
    </html>`.html
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** `Tuesday 12 May 2026`. */
export function longDate(day: Day): string {
  const date = new Date(`${day}T00:00:00Z`)
  return `${weekdays[date.getUTCDay()] ?? ''} ${String(date.getUTCDate())} ${months[date.getUTCMonth()] ?? ''} ${String(date.getUTCFullYear())}`
}
