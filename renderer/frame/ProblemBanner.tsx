import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Problem } from '../../core/contract/app.ts'
import { momentText } from '../format.ts'
import { useToday, useZone } from '../stores/clock.ts'
import { useMay } from '../stores/session.ts'
import { errorSentence } from '../strings/errors.ts'
import { t } from '../strings/t.ts'

/** What the office must know now: what happened, what it means, and the next step. */
export function ProblemBanner({ problems }: { problems: readonly Problem[] }) {
  const [open, setOpen] = useState(false)
  const today = useToday()
  const zone = useZone()
  const mayTerminals = useMay('attendance:read')
  if (problems.length === 0) return null
  const shown = open ? problems : problems.slice(0, 1)
  return (
    <div
      role="alert"
      className="flex max-h-40 shrink-0 items-start gap-4 overflow-y-auto border-b border-line bg-absent-soft px-4 py-1.5"
    >
      <div className="min-w-0 flex-1">
        {shown.map(problem => {
          const { title, text, reference } = errorSentence(problem)
          return (
            <p key={`${problem.code} ${title} ${problem.since}`} className="flex items-baseline gap-2 py-0.5">
              <TriangleAlert aria-hidden size={15} className="shrink-0 translate-y-0.5 text-absent" />
              <span className="min-w-0">
                <strong className="font-semibold text-absent">{title}.</strong>{' '}
                {t.frame.problemSince(momentText(problem.since, today, zone))} {text}{' '}
                {reference !== null && <span className="text-ink-2">{t.common.reference(reference)} </span>}
                {problem.code.startsWith('device_') && mayTerminals && (
                  <Link href="/terminals" className="rounded-sm font-medium text-accent underline">
                    {t.strip.openTerminals}
                  </Link>
                )}
              </span>
            </p>
          )
        })}
      </div>
      {problems.length > 1 && (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="shrink-0 rounded-sm py-0.5 font-medium text-accent underline"
        >
          {open ? t.frame.hideDetails : t.frame.moreProblems(problems.length - 1)}
        </button>
      )}
    </div>
  )
}
