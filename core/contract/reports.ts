import type { Day, SessionName } from './common.ts'
import { day, sessionName } from './common.ts'
import { z } from './z.ts'

export const daySheetRequest = z.strictObject({ day, session: sessionName })
export const documentRef = z.strictObject({ documentId: z.uuid() })

/**
 * A page made ready: the window shows `app://ui/documents/<id>` in a frame, prints it or saves it as PDF. `pages`: how
 * many sheets; left out: one.
 */
export type PreparedDocument = { documentId: string; title: string; fileName: string; pages?: number }

export type ReportDay = { day: Day; sessions: { session: SessionName; state: 'open' | 'closed' }[] }
