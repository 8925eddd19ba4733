import { AppError } from '../../contract/errors.ts'
import { CMD } from './commands.ts'
import { prepareTable } from './read-table.ts'
import { readFreeSizes, readOption } from './readings.ts'
import type { UserWidth } from './records.ts'
import type { Talk } from './session.ts'
import type { ReadingOptions } from './whole-tables.ts'

/** What was learnt on a line about the terminal's firmware; each read may correct it. */
export type Firmware = {
  /** Width of its user records: 72 is the colour-screen family, 28 the black-and-white one. */
  userWidth: UserWidth
  /** False while there was no user to see it from. */
  certain: boolean
  templateVersion: string
}

/**
 * Finds out which family this is by what the terminal sends, never by its name: the size of its user table over the
 * number of users. Without users, by whether it has text ids (`~SSR`); old firmware that knows no table request is
 * black and white. Templates are of version 9 where the option is empty (vendor's manual).
 */
export async function lookAtFirmware(talk: Talk, options: ReadingOptions): Promise<Firmware> {
  const templateVersion = (await readOption(talk, '~ZKFPVersion')) ?? '9'
  const { users } = await readFreeSizes(talk)
  const bytes = users > 0 ? await userTableBytes(talk, options) : null
  const width = bytes === null ? null : (bytes - 4) / users
  if (width === 72 || width === 28) return { userWidth: width, certain: true, templateVersion }
  const textIds = await readOption(talk, '~SSR')
  const isOld = users > 0 && bytes === null
  return { userWidth: textIds === '0' || (textIds === null && isOld) ? 28 : 72, certain: false, templateVersion }
}

/** Size of the user table with its header, without reading more of it than a small one that comes whole; null: not told. */
async function userTableBytes(talk: Talk, options: ReadingOptions): Promise<number | null> {
  const prepared = await prepareTable(talk, 'users', options).catch((error: unknown) => {
    // Busy with something else: a person must still be able to look at it and restart it.
    if (error instanceof AppError && error.code === 'device_refused') return { kind: 'empty' as const }
    throw error
  })
  switch (prepared.kind) {
    case 'whole':
      return prepared.bytes.length
    case 'ranges':
      return await talk.borrow(CMD.FREE_DATA, () => Promise.resolve(prepared.size))
    case 'empty':
    case 'unknown':
      return null
  }
}
