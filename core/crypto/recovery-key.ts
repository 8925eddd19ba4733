import type { KeyObject } from 'node:crypto'
import { createSecretKey, scrypt } from 'node:crypto'
import { openSealed, seal } from './box.ts'

// The code has 120 random bits, so that the derivation need not be slow; it is so all the same.
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const keyBytes = 32

/**
 * The data key, sealed with a key that is made of a recovery code.
 * @param id of the code's row: the same code gives another key in another row
 */
export async function wrapWithCode(dataKey: KeyObject, code: string, id: string): Promise<Buffer> {
  const secret = dataKey.export()
  try {
    return seal(await keyOfCode(code, id), secret, ownerOf(id))
  } finally {
    secret.fill(0)
  }
}

/**
 * The data key again.
 * @throws AppError `template_unreadable` when the code is another one
 */
export async function unwrapWithCode(wrapped: Uint8Array, code: string, id: string): Promise<KeyObject> {
  const secret = openSealed(await keyOfCode(code, id), wrapped, ownerOf(id))
  try {
    return createSecretKey(secret)
  } finally {
    secret.fill(0)
  }
}

const ownerOf = (id: string): string => `recovery:${id}`

function keyOfCode(code: string, id: string): Promise<KeyObject> {
  return new Promise((resolve, reject) => {
    scrypt(code, id, keyBytes, cost, (error, bytes) => {
      if (error) reject(error)
      else {
        resolve(createSecretKey(bytes))
        bytes.fill(0)
      }
    })
  })
}
