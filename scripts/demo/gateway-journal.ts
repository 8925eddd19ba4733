import { existsSync, readFileSync } from 'node:fs'

/** A message the simulated gateway took; phone and text are hashes. */
export type Accepted = { readonly id: string; readonly phone: string; readonly body: string }

/** Everything the gateway took. A last line that a kill cut short was never answered and does not count. */
export function readJournal(file: string): Accepted[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line) as Accepted)
}

/** How many times somebody got a message he already had. */
export function duplicatesIn(journal: readonly Accepted[]): number {
  const ids = new Set(journal.map(({ id }) => id))
  const texts = new Set(journal.map(({ phone, body }) => `${phone} ${body}`))
  return journal.length - Math.min(ids.size, texts.size)
}
