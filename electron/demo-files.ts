import { closeSync, existsSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** What the demo school keeps in the data folder; nothing of a real school is among it. */
export const demoFiles = {
  database: 'simulation.db',
  backups: 'simulation-backups',
  journal: 'gateway-journal.jsonl',
  key: 'demo-key',
} as const

/** Its presence says that this computer serves a real school from now on. */
const mark = 'demo-left'

/** Each demo begins on an empty day. */
export function forgetDay(dataFolder: string): void {
  const { database, backups, journal } = demoFiles
  for (const name of [database, `${database}-wal`, `${database}-shm`, journal, backups]) {
    rmSync(join(dataFolder, name), { force: true, recursive: true })
  }
}

/** Deletes all that the demo has kept, its key too. */
export function forgetDemo(dataFolder: string): void {
  forgetDay(dataFolder)
  rmSync(join(dataFolder, demoFiles.key), { force: true })
}

export function isDemoLeft(dataFolder: string): boolean {
  return existsSync(join(dataFolder, mark))
}

/** On the disk when it returns. @throws Error of the file system */
export function keepDemoLeft(dataFolder: string): void {
  const file = openSync(join(dataFolder, mark), 'w')
  try {
    writeSync(file, 'The demo school was left. Rollcall starts as a real school.\n')
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
