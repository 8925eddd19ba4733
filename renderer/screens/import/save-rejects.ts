import type { ImportId } from '../../../core/contract/common.ts'
import { call } from '../../api.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'

/** Saves the rows that do not come in where the person says, and tells where that is. */
export async function saveRejects(importId: ImportId): Promise<void> {
  try {
    const { path } = await call('import.rejects', { importId })
    if (path !== null) useToasts.getState().show({ tone: 'good', title: t.imports.check.rejectsSaved, text: path })
  } catch (error) {
    showError(error)
  }
}
