import { join } from 'node:path'

/** Where a messages campaign keeps its files. */
export type Places = ReturnType<typeof placesIn>

export function placesIn(folder: string) {
  const school = join(folder, 'school')
  return {
    folder,
    /** Everything that the program leaves behind; searched at the end. */
    school,
    paths: { database: join(school, 'school.db'), backups: join(school, 'backups') },
    logs: join(school, 'logs'),
    crashes: join(school, 'crashes'),
    output: join(school, 'output.txt'),
    presses: join(school, 'terminal.txt'),
    told: join(school, 'told.json'),
    journal: join(folder, 'provider-journal.jsonl'),
    keyring: join(folder, 'keyring.key'),
    codeCache: join(folder, 'code'),
  }
}
