import { html } from '../reports/html.ts'
import { longDate, paper } from '../reports/paper.ts'

/** The page with the recovery code, to be printed once and locked away: A4 portrait. Returns a whole document. */
export function recoveryPage(facts: {
  readonly schoolName: string
  readonly code: string
  /** `YYYY-MM-DD`. */
  readonly day: string
  readonly by: string
  readonly coversKey: boolean
}): string {
  const groups = facts.code.split('-')
  const half = Math.ceil(groups.length / 2)
  return paper(recoveryTitle, [
    html`
      <section class="page">
        <header>
          <h1>${facts.schoolName}</h1>
          <h2>Recovery code</h2>
          <p class="occasion">${longDate(facts.day)}</p>
        </header>
        <table>
          <tbody>
            ${[groups.slice(0, half), groups.slice(half)].map(
              row =>
                html`<tr>
                  ${row.map(group => html`<th scope="col"><b>${group}</b></th>`)}
                </tr>`,
            )}
          </tbody>
        </table>
        <dl>
          <div>
            <dt>What it is for</dt>
            <dd>
              It sets a new password for an administrator when every password is lost: on the sign-in screen choose “Use
              the recovery code”.
            </dd>
          </div>
          <div>
            <dt>Fingerprints</dt>
            <dd>
              ${
                facts.coversKey
                  ? 'On a new computer it also opens the fingerprints that are kept in this database.'
                  : 'It does not open the fingerprints. Print a new code once the first finger is enrolled.'
              }
            </dd>
          </div>
          <div>
            <dt>Where to keep it</dt>
            <dd>In the safe, away from the computer. Whoever has it can open the school’s data.</dd>
          </div>
          <div>
            <dt>How long it is good</dt>
            <dd>For one use. A code that is printed later replaces it.</dd>
          </div>
          <div>
            <dt>Printed for</dt>
            <dd>${facts.by}</dd>
          </div>
        </dl>
      </section>
    `,
  ])
}

export const recoveryTitle = 'Recovery code'
