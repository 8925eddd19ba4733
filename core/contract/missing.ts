import type { NotInStudent } from './attendance.ts'

// How the list of the missing is worked through, for the core and the window alike.

/** Nothing more to do about the child: it is known why it is away, or somebody at home knows. */
export function isHandled({ reason, lastCall, manual }: Handled): boolean {
  return reason !== null || manual || lastCall?.outcome === 'reached' || lastCall?.outcome === 'message_left'
}

type Handled = {
  readonly reason: unknown
  readonly manual: boolean
  readonly lastCall: Pick<NonNullable<NotInStudent['lastCall']>, 'outcome'> | null
}

/** Makes what tells whether class, name and admission number hold every word that is sought. */
export function wordsSought(
  search: string,
): (className: string, student: Pick<NotInStudent, 'fullName' | 'admissionNumber'>) => boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return (className, { fullName, admissionNumber }) => {
    const text = `${className} ${fullName} ${admissionNumber}`.toLowerCase()
    return words.every(word => text.includes(word))
  }
}
