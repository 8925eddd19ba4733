import type { PreparedDocument } from '../core/contract/reports.ts'
import { call } from './api.ts'
import { useToasts } from './stores/toasts.ts'
import { t } from './strings/t.ts'

/** Prints with the system's dialog, and says so. `text`: what was printed. */
export async function printPaper({ documentId, title }: PreparedDocument, text = title): Promise<void> {
  const { printed } = await call('reports.print', { documentId })
  if (printed) useToasts.getState().show({ tone: 'good', title: t.paper.printed, text })
}

/** Saves as PDF where the person says, and says where. */
export async function savePaper({ documentId }: PreparedDocument): Promise<void> {
  const { path } = await call('reports.savePdf', { documentId })
  if (path !== null) useToasts.getState().show({ tone: 'good', title: t.paper.saved, text: path })
}
