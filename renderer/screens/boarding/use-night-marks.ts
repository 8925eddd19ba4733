import { useCallback, useEffect, useRef, useState } from 'react'
import type { StudentId } from '../../../core/contract/common.ts'
import type { NightRoll } from '../../../core/contract/morning.ts'
import { call } from '../../api.ts'
import { showError } from '../../stores/toasts.ts'

type Word = { state: 'in' | 'away' | null; note: string }

/**
 * Marks boarders one key after the other: each shows at once, and is taken back when the core refuses it. `settled`: all
 * marks so far are written down.
 */
export function useNightMarks(roll: NightRoll) {
  const [pending, setPending] = useState<ReadonlyMap<StudentId, Word>>(new Map())
  const last = useRef<Promise<unknown>>(Promise.resolve())
  const waiting = useRef(0)
  const { id } = roll
  // What the core says now holds all that was written down.
  useEffect(() => {
    if (waiting.current === 0) setPending(new Map())
  }, [roll])
  const mark = useCallback(
    (studentIds: StudentId[], word: Word) => {
      setPending(now => new Map([...now, ...studentIds.map(studentId => [studentId, word] as const)]))
      waiting.current += 1
      // In the order of the keys, so that the last word stands.
      const sent = last.current
        .then(() => call('boarding.nightMark', { nightRollId: id, studentIds, ...word }))
        .catch((error: unknown) => {
          setPending(now => new Map([...now].filter(([studentId]) => !studentIds.includes(studentId))))
          showError(error)
        })
        .finally(() => {
          waiting.current -= 1
        })
      last.current = sent
    },
    [id],
  )
  const settled = useCallback(() => last.current, [])
  return { pending, mark, settled }
}
