import { useState } from 'react'
import type { ReactNode } from 'react'
import type { StudentId } from '../../../core/contract/common.ts'
import { call } from '../../api.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { LeaveDialog } from './LeaveDialog.tsx'
import { MoveDialog } from './MoveDialog.tsx'
import type { Those } from './MoveDialog.tsx'
import type { StudentAction } from './StudentPanel.tsx'

type Person = { id: StudentId; fullName: string; active: boolean }

/** Moving, leaving and coming back, for one student or many; `dialog` is what stands over the window meanwhile. */
export function useStudentActions(onDone: () => void): {
  act: (action: StudentAction, people: readonly Person[]) => void
  dialog: ReactNode
} {
  const [open, setOpen] = useState<{ action: 'move' | 'leave'; those: Those } | null>(null)
  const close = () => setOpen(null)

  function act(action: StudentAction, people: readonly Person[]): void {
    const those = thoseOf(people.filter(({ active }) => active === (action !== 'restore')))
    if (those.studentIds.length === 0) {
      const [title, text] = action === 'restore' ? t.studentActions.nobodyLeft : t.studentActions.nobodyHere
      useToasts.getState().show({ tone: 'plain', title, text })
    } else if (action === 'restore') restore(those, onDone)
    else setOpen({ action, those })
  }

  const dialog =
    open === null ? null : open.action === 'move' ? (
      <MoveDialog those={open.those} onClose={close} onDone={onDone} />
    ) : (
      <LeaveDialog those={open.those} onClose={close} onDone={onDone} />
    )
  return { act, dialog }
}

function thoseOf(people: readonly Person[]): Those {
  const [first] = people
  return {
    studentIds: people.map(({ id }) => id),
    name: people.length === 1 && first !== undefined ? first.fullName : t.common.student(people.length),
  }
}

function restore({ studentIds, name }: Those, onDone: () => void): void {
  call('students.restore', { studentIds }).then(({ undoId }) => {
    showDone(t.studentActions.restored(name), undoId)
    onDone()
  }, showError)
}
