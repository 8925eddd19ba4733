import type { SessionPlan, SessionPresets } from '../contract/calendar.ts'

// Minutes count from midnight on the school's wall clock.

type Times = NonNullable<SessionPlan['AM']>

const earliest = 6 * 60
const noon = 12 * 60
const morning: Times = { opens: earliest, onTimeUntil: 480, closes: 510, ends: 760 }
const afternoon: Times = { opens: 820, onTimeUntil: 840, closes: 855, ends: 960 }
/** Roll call at eight, lessons from twenty past. */
const rollCall: Times = { ...morning, closes: 500 }
const nursery: Times = { opens: earliest, onTimeUntil: 510, closes: 540, ends: noon }

const lessonsEnd = { primary: 15 * 60 + 30, junior: 16 * 60, senior: 15 * 60 + 20 }

const everyone = { levels: { from: -2, to: 12 }, boarding: 'any', weekdays: [] } as const
const friday = 5

/** One timetable for the whole school, as for any day school: in class at eight, school is out at half past three. */
export const plansForAll: SessionPlan[] = [
  plan('all', 'Whole school', everyone.levels, morning, afternoon, lessonsEnd.primary),
]

/** The times that Kenyan schools keep by level; pre-primary comes in the mornings only. */
export const plansByLevel: SessionPlan[] = [
  plan('pre_primary', 'Pre-primary', { from: -2, to: 0 }, nursery, null, noon),
  plan('grade_1_3', 'Grade 1 to 3', { from: 1, to: 3 }, morning, afternoon, lessonsEnd.primary),
  plan('grade_4_6', 'Grade 4 to 6', { from: 4, to: 6 }, morning, afternoon, lessonsEnd.primary),
  plan('grade_7_9', 'Grade 7 to 9', { from: 7, to: 9 }, rollCall, afternoon, lessonsEnd.junior),
  plan('senior', 'Grade 10 to 12, Form 2 to 4', { from: 10, to: 12 }, rollCall, afternoon, lessonsEnd.senior),
]

/** What the settings offer to begin with. */
export const sessionPresets: SessionPresets = [
  { name: 'By level', plans: plansByLevel },
  {
    name: 'By level, Grade 1 to 3 mornings only',
    plans: plansByLevel.map(one => (one.id === 'grade_1_3' ? { ...one, PM: null, leavesFrom: morning.ends } : one)),
  },
  { name: 'By level, Friday mornings only', plans: [...plansByLevel.map(onFriday), ...plansByLevel] },
  {
    name: 'By level, boarders apart',
    plans: [
      {
        ...plan('boarders', 'Boarders', { from: 1, to: 12 }, rollCall, afternoon, null),
        boarding: 'boarding',
      },
      ...plansByLevel,
    ],
  },
  { name: 'The same for all', plans: plansForAll },
]

function onFriday(one: SessionPlan): SessionPlan {
  return {
    ...one,
    id: `${one.id}_friday`,
    name: `${one.name}, Friday`,
    weekdays: [friday],
    PM: null,
    leavesFrom: noon,
  }
}

function plan(
  id: string,
  name: string,
  levels: SessionPlan['levels'],
  am: Times,
  pm: Times | null,
  leavesFrom: number | null,
): SessionPlan {
  return { ...everyone, weekdays: [], id, name, levels, AM: am, PM: pm, leavesFrom }
}
