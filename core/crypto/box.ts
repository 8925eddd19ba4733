import type { KeyObject } from 'node:crypto'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { AppError } from '../contract/errors.ts'

// | offset | bytes | what |
// |---|---|---|
// | 0 | 1 | version of the format: 1 |
// | 1 | 12 | nonce |
// | 13 | 16 | tag |
// | 29 | … | what was sealed, encrypted |
//
// AES-256-GCM. The version and the owner are authenticated with it.

const version = 1
const nonceBytes = 12
const tagBytes = 16
const headBytes = 1 + nonceBytes + tagBytes

/** Seals bytes for an owner (`template:<student>:<finger>`); only under the same owner do they open again. */
export function seal(key: KeyObject, plain: Uint8Array, owner: string): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(bound(owner))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([Uint8Array.of(version), nonce, cipher.getAuthTag(), body])
}

/**
 * Opens what `seal` made. The caller overwrites the bytes when they are of no more use.
 * @throws AppError `template_unreadable`: another key, another owner, another format, or not as it was sealed
 */
export function openSealed(key: KeyObject, sealed: Uint8Array, owner: string): Buffer {
  if (sealed[0] !== version || sealed.length < headBytes)
    throw new AppError('template_unreadable', { reason: 'format' })
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(bound(owner))
  decipher.setAuthTag(sealed.subarray(1 + nonceBytes, headBytes))
  const plain = decipher.update(sealed.subarray(headBytes))
  try {
    decipher.final()
    return plain
  } catch (error) {
    plain.fill(0)
    throw new AppError('template_unreadable', { reason: 'not_authentic' }, { cause: error })
  }
}

function bound(owner: string): Buffer {
  return Buffer.from(`rollcall:${version}:${owner}`, 'utf8')
}
