import clsx from 'clsx'
import { CircleCheck, CircleX, LogOut, Search } from 'lucide-react'
import { Dialog as Base } from 'radix-ui'
import { useEffect, useId, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useLocation } from 'wouter'
import type { SearchHit } from '../../core/contract/school.ts'
import { timeText } from '../format.ts'
import { useZone } from '../stores/clock.ts'
import { t } from '../strings/t.ts'
import { Avatar } from '../ui/Avatar.tsx'
import { Badge } from '../ui/Badge.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { inputLook } from '../ui/Field.tsx'
import { useFocusReturn } from '../ui/use-focus-return.ts'
import { useCall } from '../use-call.ts'
import { usePhotos } from '../use-photos.ts'

type Props = { open: boolean; onClose: () => void }

/** The core answers with no more than this. */
const mostHits = 20

/** Finds any student while a parent is on the phone: whether he or she is in, and since when, at once. */
export function SearchPalette({ open, onClose }: Props) {
  const focus = useFocusReturn()
  return (
    <Base.Root open={open} onOpenChange={next => !next && onClose()}>
      <Base.Portal>
        <Base.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Base.Content
          aria-describedby={undefined}
          onOpenAutoFocus={focus.remember}
          onCloseAutoFocus={focus.giveBack}
          className="fixed top-16 left-1/2 z-50 flex max-h-[80vh] w-[min(40rem,94vw)] -translate-x-1/2 flex-col rounded-md border border-line bg-surface shadow-float outline-none"
        >
          <Base.Title className="sr-only">{t.palette.title}</Base.Title>
          <Palette onChoose={onClose} />
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  )
}

function Palette({ onChoose }: { onChoose: () => void }) {
  const id = useId()
  const [, go] = useLocation()
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(0)
  /** Enter was pressed before the answer to what is typed was there. */
  const [hurried, setHurried] = useState(false)
  const search = typed.trim()
  const answer = useCall('search.find', search === '' ? null : { search }, {
    refreshOn: ['attendance.recorded', 'people.changed'],
  })
  const hits = answer.data ?? []
  const photos = usePhotos(hits.map(({ studentId }) => studentId))
  const at = Math.min(active, hits.length - 1)
  const current = answer.current && search !== ''

  function choose(hit: SearchHit): void {
    onChoose()
    go(`/students/${hit.studentId}`)
  }
  const chooseNow = useRef(choose)
  useEffect(() => {
    chooseNow.current = choose
  })
  const first = hits[0]
  useEffect(() => {
    if (!hurried || !current) return
    setHurried(false)
    if (first !== undefined) chooseNow.current(first)
  }, [hurried, current, first])

  function press(event: KeyboardEvent): void {
    const hit = hits[at]
    if (event.key === 'ArrowDown') setActive(Math.min(at + 1, hits.length - 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(at - 1, 0))
    else if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    else if (!current) setHurried(search !== '')
    else if (hit !== undefined) choose(hit)
    event.preventDefault()
  }

  return (
    <>
      <div className="relative border-b border-line p-2">
        <Search aria-hidden size={16} className="absolute top-4 left-4.5 text-ink-3" />
        <input
          type="text"
          role="combobox"
          aria-label={t.palette.field}
          aria-expanded={hits.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={hits[at] === undefined ? undefined : `${id}-${at}`}
          aria-autocomplete="list"
          placeholder={t.palette.field}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={typed}
          onChange={event => {
            setTyped(event.target.value)
            setActive(0)
            setHurried(false)
          }}
          onKeyDown={press}
          className={clsx(inputLook, 'w-full pl-8')}
        />
      </div>
      {answer.error !== null && <ErrorState error={answer.error} onRetry={answer.refetch} />}
      <ul id={`${id}-list`} role="listbox" aria-label={t.palette.results} className="min-h-0 overflow-y-auto">
        {hits.map((hit, n) => (
          <Hit
            key={hit.studentId}
            id={`${id}-${n}`}
            hit={hit}
            photo={photos[hit.studentId]}
            active={n === at}
            onChoose={() => choose(hit)}
          />
        ))}
      </ul>
      <p role="status" className="px-3 py-2 text-xs text-ink-3">
        {search === '' ? t.palette.hint : current ? t.palette.found(hits.length, hits.length < mostHits) : ''}
      </p>
    </>
  )
}

type HitProps = { id: string; hit: SearchHit; photo: string | undefined; active: boolean; onChoose: () => void }

function Hit({ id, hit, photo, active, onChoose }: HitProps) {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (active) row.current?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    <li
      ref={row}
      id={id}
      role="option"
      aria-selected={active}
      onClick={onChoose}
      className={clsx(
        'flex items-center gap-3 border-b border-line px-3 py-1.5',
        active ? 'bg-accent-soft shadow-[inset_3px_0_0_var(--accent)]' : 'hover:bg-sunken',
      )}
    >
      <Avatar name={hit.fullName} photo={photo} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">
          {hit.fullName} {!hit.active && <Badge tone="plain" label={t.students.left} />}
        </span>
        <span className="block truncate text-xs text-ink-3">
          {hit.className} · {hit.admissionNumber} · {t.palette.pin(hit.pin)}
          {hit.matched !== null && ` · ${t.palette.matched(hit.matched)}`}
        </span>
      </span>
      <WhereNow hit={hit} />
    </li>
  )
}

/** IN or NOT IN in words, with the time and the terminal of the last press today. */
function WhereNow({ hit: { active, inside, lastEvent } }: { hit: SearchHit }) {
  const zone = useZone()
  if (!active) return null
  const time = lastEvent === null ? null : timeText(lastEvent.at, zone)
  return (
    <span className="shrink-0 text-right">
      {inside ? (
        <Badge tone="present" icon={CircleCheck} label={t.palette.in(time)} />
      ) : lastEvent?.eventType === 'OUT' ? (
        <Badge tone="late" icon={LogOut} label={t.palette.out(time)} />
      ) : (
        <Badge tone="absent" icon={CircleX} label={t.palette.notIn} />
      )}
      {lastEvent !== null && <span className="block text-xs text-ink-3">{lastEvent.deviceName}</span>}
    </span>
  )
}
