import { ArrowUp, Pencil, UserMinus, UserPlus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { Link } from 'wouter'
import type { GuardianId } from '../../../core/contract/common.ts'
import type { GuardianView, StudentDetail, StudentPrivate } from '../../../core/contract/school.ts'
import { call } from '../../api.ts'
import { phoneText } from '../../format.ts'
import { useMay } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError } from '../../stores/toasts.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { GuardianForm } from './GuardianForm.tsx'

type Props = { student: StudentDetail; opened: StudentPrivate | null }

/** Who is called and who gets the messages, in the order of calling. */
export function Guardians({ student, opened }: Props) {
  const mayChange = useMay('students:write')
  const [open, setOpen] = useState<'new' | GuardianView | null>(null)
  const keys = useMemo(
    () => (mayChange ? [{ keys: 'G', label: t.guardians.add, run: () => setOpen('new') }] : []),
    [mayChange],
  )
  useShortcuts(t.nav.students, keys)
  const list = student.guardiansList

  function unlink(guardian: GuardianView): void {
    call('guardians.unlink', { studentId: student.id, guardianId: guardian.id }).then(
      ({ undoId }) => showDone(t.guardians.unlinked(guardian.fullName, student.fullName), undoId),
      showError,
    )
  }

  function callFirst(guardian: GuardianView): void {
    const rest = list.map(({ id }) => id).filter(id => id !== guardian.id)
    call('guardians.order', { studentId: student.id, guardianIds: [guardian.id, ...rest] }).then(
      ({ undoId }) => showDone(t.guardians.orderChanged(guardian.fullName), undoId),
      showError,
    )
  }

  return (
    <>
      {list.length === 0 && <p className="text-ink-2">{t.student.noGuardians}</p>}
      <ul>
        {list.map((guardian, n) => (
          <Guardian
            key={guardian.id}
            guardian={guardian}
            phone={phoneOf(guardian, opened)}
            {...(mayChange && {
              onEdit: () => setOpen({ ...guardian, phone: phoneOf(guardian, opened) }),
              onUnlink: () => unlink(guardian),
              ...(n > 0 && { onFirst: () => callFirst(guardian) }),
            })}
          />
        ))}
      </ul>
      {mayChange && (
        <Button
          icon={UserPlus}
          label={t.guardians.add}
          keys="G"
          className="mt-2 w-full"
          onClick={() => setOpen('new')}
        />
      )}
      {open !== null && (
        <GuardianForm student={student} {...(open !== 'new' && { guardian: open })} onClose={() => setOpen(null)} />
      )}
    </>
  )
}

function phoneOf({ id, phone }: { id: GuardianId; phone: string }, opened: StudentPrivate | null): string {
  return opened?.phones.find(({ guardianId }) => guardianId === id)?.phone ?? phone
}

type RowProps = {
  guardian: GuardianView
  phone: string
  onEdit?: () => void
  onUnlink?: () => void
  onFirst?: () => void
}

function Guardian({ guardian, phone, onEdit, onUnlink, onFirst }: RowProps) {
  const { fullName, relation, language, receivesMessages, siblings } = guardian
  return (
    <li className="border-b border-line py-1.5 last:border-0">
      <div className="flex items-center justify-between gap-2">
        <p className="min-w-0">
          <span className="font-medium">{fullName}</span>{' '}
          <span className="inline-block text-ink-3 first-letter:uppercase">{relation}</span>
        </p>
        <span className="-my-1 flex shrink-0">
          {onFirst !== undefined && (
            <Button look="quiet" iconOnly icon={ArrowUp} label={t.guardians.callFirst(fullName)} onClick={onFirst} />
          )}
          {onEdit !== undefined && (
            <Button look="quiet" iconOnly icon={Pencil} label={t.guardians.edit(fullName)} onClick={onEdit} />
          )}
          {onUnlink !== undefined && (
            <Button look="quiet" iconOnly icon={UserMinus} label={t.guardians.unlink(fullName)} onClick={onUnlink} />
          )}
        </span>
      </div>
      <p className="flex justify-between gap-2">
        <span>{phoneText(phone)}</span>
        <span className="text-xs text-ink-3">
          {t.student.language[language]}, {receivesMessages ? t.student.receives : t.student.receivesNot}
        </span>
      </p>
      {siblings.length > 0 && (
        <p className="text-xs text-ink-3">
          {t.student.siblings}:{' '}
          {siblings.map((sibling, n) => (
            <span key={sibling.studentId}>
              {n > 0 && ', '}
              <Link href={`/students/${sibling.studentId}`} className="rounded-sm text-accent underline">
                {sibling.fullName}
              </Link>{' '}
              ({sibling.className})
            </span>
          ))}
        </p>
      )}
    </li>
  )
}
