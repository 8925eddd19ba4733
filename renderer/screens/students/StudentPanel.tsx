import { Check, CircleDashed, Eye } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { StudentId } from '../../../core/contract/common.ts'
import type { GuardianView, StudentDetail, StudentPrivate } from '../../../core/contract/school.ts'
import { call } from '../../api.ts'
import { dayText, phoneText } from '../../format.ts'
import { useMay } from '../../stores/session.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Avatar } from '../../ui/Avatar.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { SidePanel } from '../../ui/SidePanel.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { StudentFingers } from './StudentFingers.tsx'
import { StudentHistory } from './StudentHistory.tsx'

type Props = { studentId: StudentId; onClose: () => void }

/** One student, to read. Phones and the date of birth are masked until they are asked for, which is logged. */
export function StudentPanel({ studentId, onClose }: Props) {
  const answer = useCall('students.get', { studentId })
  return (
    <SidePanel label={t.student.panel(answer.data?.fullName ?? '')} onClose={onClose}>
      <Answer state={answer} waiting={<Skeleton rows={8} />}>
        {student => <Details student={student} />}
      </Answer>
    </SidePanel>
  )
}

function Details({ student }: { student: StudentDetail }) {
  const mayAttendance = useMay('attendance:read')
  const { opened, busy, reveal } = useReveal(student.id)
  const born = opened === null ? student.dateOfBirth : opened.dateOfBirth && dayText(opened.dateOfBirth)
  return (
    <>
      <header className="flex items-center gap-3 border-b border-line py-3 pr-12 pl-4">
        <Avatar name={student.fullName} large />
        <div className="min-w-0">
          <h2 className="text-base font-semibold break-words">{student.fullName}</h2>
          <p className="text-ink-2">
            {student.className.endsWith(student.streamName)
              ? student.className
              : `${student.className} ${student.streamName}`}
            {!student.active && (
              <>
                {' '}
                <Badge tone="plain" label={t.students.left} />
              </>
            )}
          </p>
        </div>
      </header>
      <Section>
        <Facts>
          <Fact name={t.student.admission}>{student.admissionNumber}</Fact>
          <Fact name={t.student.pin}>{student.pin}</Fact>
          <Fact name={t.students.columns.gender}>{t.students.genders[student.gender]}</Fact>
          <Fact name={t.student.born}>{born ?? t.student.notKnown}</Fact>
          <Fact name={t.student.admitted}>
            {student.admittedOn === null ? t.student.notKnown : dayText(student.admittedOn)}
          </Fact>
          <Fact name={t.student.lives}>{student.boarding ? t.student.boarding : t.student.dayScholar}</Fact>
        </Facts>
        {opened === null ? (
          <Button
            icon={Eye}
            label={t.student.reveal}
            hint={t.student.revealHint}
            keys="V"
            busy={busy}
            className="mt-3 w-full"
            onClick={reveal}
          />
        ) : (
          <p role="status" className="mt-3 text-xs text-ink-3">
            {t.student.revealed}
          </p>
        )}
      </Section>
      <Section title={t.fingers.title}>
        <StudentFingers student={student} />
      </Section>
      <Section title={t.student.guardians}>
        {student.guardiansList.length === 0 && <p className="text-ink-2">{t.student.noGuardians}</p>}
        {student.guardiansList.map(guardian => (
          <Guardian
            key={guardian.id}
            guardian={guardian}
            phone={opened?.phones.find(one => one.guardianId === guardian.id)?.phone ?? guardian.phone}
          />
        ))}
      </Section>
      {mayAttendance && (
        <Section title={t.student.attendance}>
          <StudentHistory studentId={student.id} />
        </Section>
      )}
      <Section title={t.student.terminals}>
        {student.terminals.length === 0 && <p className="text-ink-2">{t.student.noTerminals}</p>}
        <ul>
          {student.terminals.map(({ name, hasUser }) => (
            <li key={name} className="flex justify-between gap-2 py-0.5">
              {name}
              {hasUser ? (
                <Badge bare tone="present" icon={Check} label={t.student.knows} />
              ) : (
                <Badge bare tone="unknown" icon={CircleDashed} label={t.student.knowsNot} />
              )}
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}

function useReveal(studentId: StudentId) {
  const [opened, setOpened] = useState<StudentPrivate | null>(null)
  const [busy, setBusy] = useState(false)
  const reveal = useMemo(
    () => () => {
      setBusy(true)
      call('students.reveal', { studentId })
        .then(setOpened, showError)
        .finally(() => setBusy(false))
    },
    [studentId],
  )
  const keys = useMemo(
    () => (opened === null ? [{ keys: 'V', label: t.student.reveal, run: reveal }] : []),
    [opened, reveal],
  )
  useShortcuts(t.nav.students, keys)
  return { opened, busy, reveal }
}

function Guardian({ guardian, phone }: { guardian: GuardianView; phone: string }) {
  return (
    <div className="py-1.5">
      <p className="flex justify-between gap-2">
        <span className="font-medium">{guardian.fullName}</span>
        <span className="inline-block text-ink-3 first-letter:uppercase">{guardian.relation}</span>
      </p>
      <p className="flex justify-between gap-2">
        <span>{phoneText(phone)}</span>
        <span className="text-xs text-ink-3">
          {t.student.language[guardian.language]},{' '}
          {guardian.receivesMessages ? t.student.receives : t.student.receivesNot}
        </span>
      </p>
      {guardian.siblings.length > 0 && (
        <p className="text-xs text-ink-3">
          {t.student.siblings}:{' '}
          {guardian.siblings.map((sibling, n) => (
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
    </div>
  )
}

function Section({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className="border-b border-line px-4 py-3">
      {title !== undefined && <h3 className="mb-1 text-xs font-semibold text-ink-3">{title}</h3>}
      {children}
    </section>
  )
}
