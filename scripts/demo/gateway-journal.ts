import { existsSync, readFileSync } from 'node:fs'
import type { TakenMessage } from '../../core/simulation/sms-provider/desk.ts'

/** A message the stand-in for the provider took; phone and text are hashes. */
export type Accepted = Pick<TakenMessage, 'providerId' | 'phone' | 'body'>

/** Everything it took. A last line that a kill cut short was never answered and does not count. */
export function readJournal(file: string): Accepted[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line) as Accepted)
}

/** How many times somebody got a message he already had. */
export function duplicatesIn(journal: readonly Accepted[]): number {
  return journal.length - new Set(journal.map(textOf)).size
}

/** Which text to whom: the provider knows a message by nothing else until it has given it an id. */
export function textOf({ phone, body }: Pick<Accepted, 'phone' | 'body'>): string {
  return `${phone} ${body}`
}
