import { createHash } from 'node:crypto'
import { breathe } from '../breathe.ts'
import type { DeviceId, StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { DataKey } from '../crypto/data-key.ts'
import type { Db } from '../db/open.ts'
import { openTemplate } from '../enrollment/template-box.ts'
import type { HeldFinger } from '../enrollment/templates.repo.ts'
import { heldFingers, heldFingersAfter, removedFingers } from '../enrollment/templates.repo.ts'
import type { FingerTemplate } from '../ports.ts'
import type { WantedFinger } from './sync-rules.ts'

/** A finger as it goes to a terminal. The bytes are overwritten after use. */
export type OpenFinger = { readonly finger: number; readonly flag: number; readonly template: Uint8Array }

/** Fingers of students that were found on a terminal and that the office does not hold. */
export type ForeignTemplates = {
  readonly deviceId: DeviceId
  readonly templateVersion: string
  readonly templates: readonly (FingerTemplate & { readonly studentId: StudentId })[]
}

/** What the office holds of fingers, as the terminals need it. */
export type OfficeFingers = {
  /** Of a template version, by student; each with a mark that is the same for the same bytes. */
  held(templateVersion: string): Promise<Map<StudentId, WantedFinger[]>>
  /** Fingers that must not be on any terminal. */
  removed(): Map<StudentId, number[]>
  /** @throws AppError `keyring_unavailable`, `template_unreadable` */
  open(templateVersion: string, studentId: StudentId, fingers: readonly number[]): Promise<OpenFinger[]>
}

const opensAtOnce = 200

/** The same for the same template. */
export function markOf(template: Uint8Array): string {
  return createHash('sha256').update(template).digest('base64url').slice(0, 22)
}

export function createOfficeFingers(db: Db, dataKey: DataKey): OfficeFingers {
  /** By nonce and tag of the sealed template, which no two sealings share. */
  const marks = new Map<string, string>()

  async function wanted(row: HeldFinger): Promise<WantedFinger> {
    const { studentId, finger, sealed } = row
    const sealing = Buffer.from(sealed.subarray(0, 29)).toString('base64')
    const known = marks.get(sealing)
    if (known !== undefined) return { finger, mark: known }
    try {
      const template = openTemplate(await dataKey.get(), studentId, finger, sealed)
      const mark = markOf(template)
      template.fill(0)
      marks.set(sealing, mark)
      return { finger, mark }
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return { finger, mark: null, unreadable: error.code }
    }
  }

  return {
    async held(templateVersion) {
      const byStudent = new Map<StudentId, WantedFinger[]>()
      for (let after: HeldFinger | null = null; ;) {
        const rows: readonly HeldFinger[] = heldFingersAfter(db, templateVersion, after, opensAtOnce)
        for (const row of rows) {
          const one = await wanted(row)
          byStudent.set(row.studentId, [...(byStudent.get(row.studentId) ?? []), one])
        }
        after = rows.at(-1) ?? null
        if (rows.length < opensAtOnce) return byStudent
        await breathe()
      }
    },
    removed() {
      const byStudent = new Map<StudentId, number[]>()
      for (const { studentId, finger } of removedFingers(db)) {
        byStudent.set(studentId, [...(byStudent.get(studentId) ?? []), finger])
      }
      return byStudent
    },
    async open(templateVersion, studentId, fingers) {
      if (fingers.length === 0) return []
      const key = await dataKey.get()
      return heldFingers(db, templateVersion, studentId)
        .filter(({ finger }) => fingers.includes(finger))
        .map(({ finger, flag, sealed }) => ({ finger, flag, template: openTemplate(key, studentId, finger, sealed) }))
    },
  }
}
