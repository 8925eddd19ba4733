import type { UndoId } from './common.ts'
import { undoId } from './common.ts'
import { z } from './z.ts'

export const undoRef = z.strictObject({ undoId })

/** What can be taken back; the window has a sentence for each. */
export type UndoWhat =
  | 'student_add'
  | 'student_edit'
  | 'students_move'
  | 'students_deactivate'
  | 'students_restore'
  | 'student_photo'
  | 'guardian_save'
  | 'guardian_link'
  | 'guardian_unlink'
  | 'class_add'
  | 'class_edit'
  | 'class_remove'
  | 'stream_add'
  | 'stream_edit'
  | 'stream_remove'
  | 'classes_preset'
  | 'import'
  | 'rollover'
  | 'calendar_save'
  | 'sessions_save'
  | 'closure_add'
  | 'closure_cancel'
  | 'absence_explain'
  | 'mark_set'
  | 'call_log'
  | 'pass_cancel'
  | 'template_save'
  | 'template_reset'

/** A step that can still be taken back, newest first. `count`: how many students, days or rows it touched. */
export type UndoStep = { undoId: UndoId; at: number; by: string; what: UndoWhat; subject: string; count: number }
