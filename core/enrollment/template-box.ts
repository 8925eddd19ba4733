import type { KeyObject } from 'node:crypto'
import type { StudentId } from '../contract/common.ts'
import type { Finger } from '../contract/enrollment.ts'
import { openSealed, seal } from '../crypto/box.ts'

/** Seals a template for this student and finger, and for no other. */
export function sealTemplate(key: KeyObject, studentId: StudentId, finger: Finger, template: Uint8Array): Buffer {
  return seal(key, template, ownerOf(studentId, finger))
}

/**
 * Opens a sealed template. The caller overwrites the bytes when they are of no more use.
 * @throws AppError `template_unreadable`
 */
export function openTemplate(key: KeyObject, studentId: StudentId, finger: Finger, sealed: Uint8Array): Buffer {
  return openSealed(key, sealed, ownerOf(studentId, finger))
}

function ownerOf(studentId: StudentId, finger: Finger): string {
  return `template:${studentId}:${finger}`
}
