import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { addUser, findUser } from '../access/access.repo.ts'
import { calendarUseCases } from '../calendar/calendar.use-cases.ts'
import { sessionsUseCases } from '../calendar/sessions.use-cases.ts'
import type { CalendarDates, SessionPlan } from '../contract/calendar.ts'
import type { ClosureId, Day, DeviceId, SessionName, StudentId, UndoId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import { sessionMark } from '../db/schema.ts'
import { newId } from '../ids.ts'
import { plansByLevel, plansForAll } from '../settings/session-presets.ts'
import { defaultSettings } from '../settings/settings.ts'
import { createMixedSchool } from '../testing/mixed-school.ts'
import type { PlainFacts } from '../testing/plain-register.ts'
import { plainRegister } from '../testing/plain-register.ts'
import { undoUseCases } from '../undo/undo.use-cases.ts'
import type { Caller } from '../use-case.ts'
import { byHandUseCases } from './by-hand.use-cases.ts'
import { createRecalculateJob } from './recalculate.job.ts'
import { recalculateAfterUndo } from './recalculate-after-undo.ts'
import { createRecordPunches } from './record-punches.ts'
import { createSettleSessions } from './settle-sessions.job.ts'

const days = ['2026-05-11', '2026-05-12', '2026-05-13']
const [, , today = ''] = days

// One database for all runs, each undone after it: making one takes longer than a run.
const school = createMixedSchool()
afterAll(() => school.close())
const { db, at, clock, children, students } = school
const [gate] = school.devices as [DeviceId]
const secretary = { username: 'secretary', fullName: 'Secretary', role: 'school_admin' } as const
addUser(db, { ...secretary, passwordHash: '', at: 0 })
const user = { ...secretary, id: findUser(db, 'secretary')?.id ?? newId() }
const nameOf = new Map<string, string>(students.map((id, i) => [id, children[i]?.name ?? '']))

// ── what may happen ──────────────────────────────────────────────────────────────────────────

type Op =
  | { readonly kind: 'press'; readonly child: number; readonly day: Day; readonly minute: number }
  | {
      readonly kind: 'close'
      readonly from: Day
      readonly to: Day
      readonly half: SessionName | null
      readonly place: number
    }
  | { readonly kind: 'reopen'; readonly which: number }
  | { readonly kind: 'dates'; readonly dates: CalendarDates }
  | { readonly kind: 'plans'; readonly plans: SessionPlan[] }
  | {
      readonly kind: 'mark'
      readonly who: readonly number[]
      readonly day: Day
      readonly session: SessionName
      readonly mark: 'present' | 'late' | 'absent'
      readonly minute: number | null
    }
  | {
      readonly kind: 'explain'
      readonly who: readonly number[]
      readonly from: Day
      readonly to: Day
      readonly half: SessionName | null
      readonly code: string
    }
  | { readonly kind: 'undo'; readonly back: number }
  | { readonly kind: 'later'; readonly minutes: number; readonly read: boolean }

const aDay = fc.constantFrom(...days)
const aSpan = fc.tuple(aDay, aDay).map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }))
const aSession = fc.constantFrom<SessionName>('AM', 'PM')
const aHalf = fc.constantFrom<SessionName | null>('AM', 'PM', null)
const aChild = fc.nat(children.length - 1)
const someChildren = fc.uniqueArray(aChild, { minLength: 1, maxLength: 4 })
/** Around lateness, closes and ends of all the plans, lunch, and half an hour after one another. */
const aMinute = fc.constantFrom(
  400,
  450,
  479,
  480,
  481,
  500,
  509,
  510,
  511,
  540,
  545,
  719,
  720,
  759,
  760,
  770,
  800,
  830,
  840,
  841,
  870,
)

const { terms, halfTerms, holidays, schoolWeekdays, dayStartsAtMinute } = defaultSettings
const usual: CalendarDates = {
  terms: [...terms],
  halfTerms: [...halfTerms],
  holidays: [...holidays],
  schoolWeekdays: [...schoolWeekdays],
  dayStartsAtMinute,
}
const termFromTuesday = terms.map(term => (term.name === 'Term 2' ? { ...term, from: '2026-05-12' } : term))
const someDates = fc.constantFrom<CalendarDates>(
  usual,
  { ...usual, holidays: [...holidays, { day: '2026-05-12', name: 'Idd' }] },
  { ...usual, halfTerms: [...halfTerms, { from: '2026-05-11', to: '2026-05-12' }] },
  { ...usual, schoolWeekdays: [1, 2, 4, 5] },
  { ...usual, terms: termFromTuesday },
)

const boarders = plansByLevel.map((plan): SessionPlan => ({ ...plan, id: `${plan.id}_day`, boarding: 'day' }))
const shifted = plansForAll.map(plan => ({ ...plan, AM: { opens: 360, onTimeUntil: 450, closes: 545, ends: 760 } }))
const tuesdayMorning = plansForAll.map((plan): SessionPlan => ({ ...plan, id: 'tuesday', weekdays: [2], PM: null }))
const somePlans = fc.constantFrom<SessionPlan[]>(plansForAll, plansByLevel, boarders, shifted, [
  ...tuesdayMorning,
  ...plansForAll,
])

const anOp: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('press' as const), child: aChild, day: aDay, minute: aMinute }),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({ kind: fc.constant('close' as const), span: aSpan, half: aHalf, place: fc.nat(5) })
      .map(({ span, ...op }) => ({ ...op, ...span })),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const), which: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('dates' as const), dates: someDates }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('plans' as const), plans: somePlans }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('mark' as const),
      who: someChildren,
      day: aDay,
      session: aSession,
      mark: fc.constantFrom('present' as const, 'late' as const, 'absent' as const),
      minute: fc.option(fc.constantFrom(470, 505)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .record({
        kind: fc.constant('explain' as const),
        who: someChildren,
        span: aSpan,
        half: aHalf,
        code: fc.constantFrom('sick', 'activity', 'work'),
      })
      .map(({ span, ...op }) => ({ ...op, ...span })),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('undo' as const), back: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('later' as const), minutes: fc.constantFrom(10, 60), read: fc.boolean() }),
  },
)

// ── the application, and beside it what is told to it ────────────────────────────────────────

type Told = {
  presses: { child: string; at: number }[]
  closures: (PlainFacts['closures'][number] & { readonly closureId: ClosureId; readonly stands: boolean })[]
  byHand: (PlainFacts['byHand'][number] & { readonly step: UndoId })[]
  reasons: (PlainFacts['reasons'][number] & { readonly step: UndoId })[]
  dates: CalendarDates
  plans: readonly SessionPlan[]
}

function createOffice() {
  const deps = { db, clock, emit: () => undefined, wakeRecalculation: () => undefined }
  const caller: Caller = { windowId: 1, user, audit: () => undefined }
  const calendar = calendarUseCases(deps)
  const sessions = sessionsUseCases(deps)
  const byHand = byHandUseCases(deps)
  const undoing = undoUseCases(deps, {
    studentsChanged: () => undefined,
    onUndone: (tx, undone) => recalculateAfterUndo(tx, deps, undone),
  })
  const record = createRecordPunches({ ...deps, terminals: () => [] })
  let readUntil = at('06:00', days[0])
  const settle = createSettleSessions(deps, () => new Map([[gate, readUntil]]))
  const redo = createRecalculateJob(deps)
  const told: Told = { presses: [], closures: [], byHand: [], reasons: [], dates: usual, plans: plansForAll }
  /** What to do with what was told when a step is taken back. */
  const steps: { readonly undoId: UndoId; readonly takeBack: () => void }[] = []
  const places = [
    { kind: 'school' as const },
    ...school.classes.map(id => ({ kind: 'classes' as const, classIds: [id] })),
    ...school.streams.map(id => ({ kind: 'streams' as const, streamIds: [id] })),
  ]
  const idsOf = (who: readonly number[]) => who.map(i => students[i] as StudentId)

  function standing(closureId: ClosureId, stands: boolean): void {
    told.closures = told.closures.map(one => (one.closureId === closureId ? { ...one, stands } : one))
  }

  function close({ from, to, half, place }: Extract<Op, { kind: 'close' }>): void {
    const scope = places[place] ?? { kind: 'school' }
    const known = new Set(calendar['calendar.get']().closures.map(({ id }) => id))
    const { undoId } = calendar['calendar.close']({ from, to, session: half, scope, reason: 'Floods' }, caller)
    const added = calendar['calendar.get']().closures.find(({ id }) => !known.has(id))
    if (added === undefined) throw new Error('nothing was closed')
    const id = scope.kind === 'classes' ? scope.classIds[0] : scope.kind === 'streams' ? scope.streamIds[0] : null
    told.closures.push({
      from,
      to,
      session: half,
      kind: added.scope.kind,
      id: id ?? null,
      closureId: added.id,
      stands: true,
    })
    steps.push({ undoId, takeBack: () => standing(added.id, false) })
  }

  function reopen({ which }: Extract<Op, { kind: 'reopen' }>): void {
    const open = told.closures.filter(({ stands }) => stands)
    const one = open[which % Math.max(1, open.length)]
    if (one === undefined) return
    const { undoId } = calendar['calendar.reopen']({ closureId: one.closureId }, caller)
    standing(one.closureId, false)
    steps.push({ undoId, takeBack: () => standing(one.closureId, true) })
  }

  function mark({ who, day, session, mark: word, minute }: Extract<Op, { kind: 'mark' }>): void {
    const came = minute === null ? null : at('00:00', day) + minute * 60_000
    const arrivedAt = came === null || came > clock.now() ? {} : { arrivedAt: came }
    const { undoId } = byHand['attendance.setMark'](
      { studentIds: idsOf(who), day, session, mark: word, ...arrivedAt, why: 'seen' },
      caller,
    )
    const kept = word === 'absent' ? null : (arrivedAt.arrivedAt ?? null)
    for (const i of who)
      told.byHand.push({ child: children[i]?.name ?? '', day, session, mark: word, arrivedAt: kept, step: undoId })
    steps.push({ undoId, takeBack: () => void (told.byHand = told.byHand.filter(({ step }) => step !== undoId)) })
  }

  function explain({ who, from, to, half, code }: Extract<Op, { kind: 'explain' }>): void {
    const span = { fromDay: from, toDay: to, session: half }
    const { undoId } = byHand['attendance.explain']({ studentIds: idsOf(who), ...span, reason: code, note: '' }, caller)
    const facts = { from, to, session: half, code, isPresence: code === 'activity', step: undoId }
    for (const i of who) told.reasons.push({ child: children[i]?.name ?? '', ...facts })
    steps.push({ undoId, takeBack: () => void (told.reasons = told.reasons.filter(({ step }) => step !== undoId)) })
  }

  /** A step whose rows were changed since is refused; then nothing is different. */
  function undo({ back }: Extract<Op, { kind: 'undo' }>): void {
    const step = steps.at(-1 - (back % Math.max(1, steps.length)))
    if (step === undefined) return
    try {
      undoing['undo.run']({ undoId: step.undoId }, caller)
    } catch (error) {
      if (error instanceof AppError && ['undo_conflict', 'undo_gone'].includes(error.code)) return
      throw error
    }
    step.takeBack()
  }

  async function tick(): Promise<void> {
    const signal = new AbortController().signal
    await settle.run(signal)
    await redo.run(signal)
  }

  async function run(op: Op): Promise<void> {
    switch (op.kind) {
      case 'press': {
        const moment = at('00:00', op.day) + op.minute * 60_000
        if (moment > clock.now()) return
        record(gate, [school.press(op.child + 1, moment)], 'backlog')
        told.presses.push({ child: children[op.child]?.name ?? '', at: moment })
        return
      }
      case 'close': {
        close(op)
        return
      }
      case 'reopen': {
        reopen(op)
        return
      }
      case 'dates': {
        const { dates: before } = told
        const { undoId } = calendar['calendar.save'](op.dates, caller)
        told.dates = op.dates
        // What changed nothing takes nothing back.
        const changed = !isDeepStrictEqual(before, op.dates)
        steps.push({ undoId, takeBack: () => void (told.dates = changed ? before : told.dates) })
        return
      }
      case 'plans': {
        const { plans: before } = told
        const { undoId } = sessions['sessions.save']({ plans: op.plans }, caller)
        told.plans = op.plans
        // What changed nothing takes nothing back.
        const changed = !isDeepStrictEqual(before, op.plans)
        steps.push({ undoId, takeBack: () => void (told.plans = changed ? before : told.plans) })
        return
      }
      case 'mark': {
        mark(op)
        return
      }
      case 'explain': {
        explain(op)
        return
      }
      case 'undo': {
        undo(op)
        return
      }
      case 'later':
        clock.set(clock.now() + op.minutes * 60_000)
        if (op.read) readUntil = clock.now()
        return tick()
    }
  }

  return {
    run,
    tick,
    facts: (): PlainFacts => ({
      now: clock.now(),
      readUntil,
      children,
      presses: told.presses,
      plans: told.plans,
      terms: told.dates.terms,
      halfTerms: told.dates.halfTerms,
      holidays: told.dates.holidays.map(({ day }) => day),
      weekdays: told.dates.schoolWeekdays,
      closures: told.closures.filter(({ stands }) => stands),
      byHand: told.byHand,
      reasons: told.reasons,
    }),
  }
}

function storedRegister(): string[] {
  return db
    .select()
    .from(sessionMark)
    .all()
    .map(({ day, session, studentId, mark, arrivedAt, reason, manual }) =>
      [day, session, nameOf.get(studentId), mark, arrivedAt && clockText(arrivedAt), reason, manual && 'by hand']
        .filter(part => part !== null && part !== false)
        .join(' '),
    )
    .sort()
}

function clockText(moment: number): string {
  return new Date(moment + 3 * 3_600_000).toISOString().slice(11, 16)
}

async function inScratch(work: () => Promise<void>): Promise<void> {
  db.$client.exec('begin')
  try {
    await work()
  } finally {
    db.$client.exec('rollback')
  }
}

it('the register is what a calculation from the beginning gives, whatever was done, in whatever order, and taken back', async () => {
  const aStory = fc.array(anOp, { minLength: 1, maxLength: 25 })
  await fc.assert(
    fc.asyncProperty(aStory, fc.constantFrom('08:10', '09:30', '14:30'), async (story, start) => {
      await inScratch(async () => {
        clock.set(at(start, today))
        const office = createOffice()
        // Somebody was there each day: what nobody knows of stays open for ever.
        for (const day of days) await office.run({ kind: 'press', child: 2, day, minute: 400 })
        await office.tick()
        for (const op of story) await office.run(op)
        await office.tick()
        expect(storedRegister()).toEqual(plainRegister(office.facts(), days))
      })
    }),
    { numRuns: 120 },
  )
}, 120_000)
