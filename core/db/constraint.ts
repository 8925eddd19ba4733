/**
 * Which constraint of the database refused a change: `unique`, `foreign_key` or another one; null when the error is
 * of another kind. Found behind the database layer's own wrapping.
 */
export function refusedConstraint(error: unknown): 'unique' | 'foreign_key' | 'other' | null {
  if (!(error instanceof Error)) return null
  if (!('code' in error) || typeof error.code !== 'string') return refusedConstraint(error.cause)
  if (/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(error.code)) return 'unique'
  if (error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY') return 'foreign_key'
  return error.code.startsWith('SQLITE_CONSTRAINT') ? 'other' : null
}
