import { ArrowRightLeft, Check, CircleDashed, Eye, LogOut, Pencil, RotateCcw } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { StudentId } from '../../../core/contract/common.ts'
import type { StudentDetail, StudentPrivate } from '../../../core/contract/school.ts'
import { call } from '../../api.ts'
import { dayText } from '../../format.ts'
import { useToday } from '../../stores/clock.ts'
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
import { usePhotos } from '../../use-photos.ts'
import { AlertCorrection } from '../messages/held/AlertCorrection.tsx'
import { AttendanceCalendar } from './AttendanceCalendar.tsx'
import { classText } from './class-text.ts'
import { Guardians } from './Guardians.tsx'
import { PhotoButton, removePhoto } from './PhotoButton.tsx'
import { StudentChanges } from './StudentChanges.tsx'
import { StudentFingers } from './StudentFingers.tsx'
import { StudentForm } from './StudentForm.tsx'

/** What can be done with the open student beside changing the record: the list does the same with many. */
export type StudentAction = 'move' | 'leave' | 'restore'

type Props = {
  studentId: StudentId
  onAction: (action: StudentAction, student: StudentDetail) => void
  /** Whether the keys of these actions mean this student; while others are marked in the list they mean those. */
  keysHere: boolean
  onClose: () => void
}

/** One student. Phones and the date of birth are masked until they are asked for, which is logged. */
export function StudentPanel({ studentId, onAction, keysHere, onClose }: Props) {
  const answer = useCall('students.get', { studentId }, { refreshOn: ['people.changed'], minGapMs: 250 })
  return (
    <SidePanel label={t.student.panel(answer.data?.fullName ?? '')} onClose={onClose}>
      <Answer state={answer} waiting={<Skeleton rows={8} />}>
        {student => <Details student={student} keysHere={keysHere} onAction={action => onAction(action, student)} />}
      </Answer>
    </SidePanel>
  )
}

type DetailsProps = { student: StudentDetail; keysHere: boolean; onAction: (action: StudentAction) => void }

function Details({ student, keysHere, onAction }: DetailsProps) {
  const mayChange = useMay('students:write')
  const mayAttendance = useMay('attendance:read')
  const mayAudit = useMay('audit:read')
  const today = useToday()
  const { opened, busy, reveal } = useReveal(student.id)
  const photo = usePhotos(student.hasPhoto ? [student.id] : [])[student.id]
  return (
    <>
      <header className="border-b border-line py-3 pr-12 pl-4">
        <div className="flex items-center gap-3">
          {mayChange ? (
            <PhotoButton student={student} photo={photo} />
          ) : (
            <Avatar name={student.fullName} photo={photo} large />
          )}
          <div className="min-w-0">
            <h2 className="text-base font-semibold break-words">{student.fullName}</h2>
            <p className="text-ink-2">
              {classText(student.className, student.streamName)}
              {!student.active && (
                <>
                  {' '}
                  <Badge tone="plain" label={t.students.left} />
                </>
              )}
            </p>
          </div>
        </div>
        {mayChange && <Actions student={student} keysHere={keysHere} onAction={onAction} />}
      </header>
      <AlertCorrection
        studentId={student.id}
        fullName={`${student.firstName} ${student.lastName}`}
        day={today}
        className="border-b border-line px-4 py-3"
      />
      <Section>
        <StudentFacts student={student} opened={opened} />
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
      <Section title={t.student.guardians}>
        <Guardians student={student} opened={opened} />
      </Section>
      {mayAttendance && (
        <Section title={t.student.attendance}>
          <AttendanceCalendar studentId={student.id} />
        </Section>
      )}
      <Section title={t.fingers.title}>
        <StudentFingers student={student} />
      </Section>
      <Section title={t.student.terminals}>
        <Terminals terminals={student.terminals} />
      </Section>
      {mayAudit && (
        <Section>
          <StudentChanges studentId={student.id} />
        </Section>
      )}
    </>
  )
}

function Actions({ student, keysHere, onAction }: DetailsProps) {
  const [editing, setEditing] = useState(false)
  const act = useRef(onAction)
  useEffect(() => {
    act.current = onAction
  })
  const { active } = student
  const keys = useMemo(() => {
    const { edit, move, leave, restore } = t.studentActions
    const own = active
      ? [
          { keys: 'M', label: move, run: () => act.current('move') },
          { keys: 'L', label: leave, run: () => act.current('leave') },
        ]
      : [{ keys: 'R', label: restore, run: () => act.current('restore') }]
    return [{ keys: 'E', label: edit, run: () => setEditing(true) }, ...(keysHere ? own : [])]
  }, [active, keysHere])
  useShortcuts(t.nav.students, keys)
  return (
    <div className="mt-2 -mr-8 flex flex-wrap gap-2">
      <Button icon={Pencil} label={t.studentActions.edit} keys="E" onClick={() => setEditing(true)} />
      {student.active ? (
        <>
          <Button icon={ArrowRightLeft} label={t.studentActions.move} keys="M" onClick={() => onAction('move')} />
          <Button icon={LogOut} label={t.studentActions.leave} keys="L" onClick={() => onAction('leave')} />
        </>
      ) : (
        <Button icon={RotateCcw} label={t.studentActions.restore} keys="R" onClick={() => onAction('restore')} />
      )}
      {student.hasPhoto && <Button look="quiet" label={t.photo.remove} onClick={() => removePhoto(student)} />}
      {editing && <StudentForm student={student} onClose={() => setEditing(false)} />}
    </div>
  )
}

function StudentFacts({ student, opened }: { student: StudentDetail; opened: StudentPrivate | null }) {
  const born = opened === null ? student.dateOfBirth : opened.dateOfBirth && dayText(opened.dateOfBirth)
  return (
    <Facts>
      <Fact name={t.student.admission}>{student.admissionNumber}</Fact>
      <Fact name={t.student.pin}>{student.pin}</Fact>
      <Fact name={t.students.columns.gender}>{t.students.genders[student.gender]}</Fact>
      <Fact name={t.student.born}>{born ?? t.student.notKnown}</Fact>
      <Fact name={t.student.admitted}>
        {student.admittedOn === null ? t.student.notKnown : dayText(student.admittedOn)}
      </Fact>
      <Fact name={t.student.lives}>{student.boarding ? t.student.boarding : t.student.dayScholar}</Fact>
      {student.exempt && <Fact name={t.student.marking}>{t.student.exempt}</Fact>}
      {student.leftOn !== null && <Fact name={t.student.lastDay}>{dayText(student.leftOn)}</Fact>}
      {student.leftWhy !== null && student.leftWhy !== '' && <Fact name={t.student.leftWhy}>{student.leftWhy}</Fact>}
      {student.upi !== null && <Fact name={t.studentForm.fields.upi}>{student.upi}</Fact>}
      {student.assessmentNumber !== null && (
        <Fact name={t.studentForm.fields.assessmentNumber}>{student.assessmentNumber}</Fact>
      )}
      {student.birthCertificate !== null && (
        <Fact name={t.studentForm.fields.birthCertificate}>{student.birthCertificate}</Fact>
      )}
    </Facts>
  )
}

function Terminals({ terminals }: Pick<StudentDetail, 'terminals'>) {
  if (terminals.length === 0) return <p className="text-ink-2">{t.student.noTerminals}</p>
  return (
    <ul>
      {terminals.map(({ name, hasUser }) => (
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

function Section({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <section className="border-b border-line px-4 py-3">
      {title !== undefined && <h3 className="mb-1 text-xs font-semibold text-ink-3">{title}</h3>}
      {children}
    </section>
  )
}
