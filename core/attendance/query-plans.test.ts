import { afterEach, expect, it } from 'vitest'
import type { DeviceId, StudentId } from '../contract/common.ts'
import type { SmallSchool } from '../testing/small-school.ts'
import { countImpossibleTimes } from '../devices/doctor.repo.ts'
import { createTestOffice } from '../testing/office.ts'
import { createSmallSchool, schoolDay } from '../testing/small-school.ts'
import { attendanceUseCases } from './attendance.use-cases.ts'
import { createRecordPunches } from './record-punches.ts'
import { createSettleSessions } from './settle-sessions.job.ts'
import { createStandingJob } from './standing.job.ts'

const opened: SmallSchool[] = []
afterEach(() => {
  for (const school of opened.splice(0)) school.close()
})

/** Tables that grow every day; a walk through a whole one gets slower every year. */
const growing = ['punch', 'attendance_record', 'session_mark', 'message', 'message_attempt', 'change', 'audit']

/** Runs `work` and explains every statement it made. */
async function plansOf(
  { db }: Pick<SmallSchool, 'db'>,
  work: () => Promise<void>,
): Promise<{ sql: string; plan: string }[]> {
  const client = db.$client
  const statements = new Set<string>()
  const prepare = client.prepare.bind(client)
  client.prepare = (sql: string) => {
    statements.add(sql)
    return prepare(sql)
  }
  try {
    await work()
  } finally {
    client.prepare = prepare
  }
  return [...statements].flatMap(sql => {
    // Unbound values count as null, which the planner does not look at.
    const statement = client.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
    const places = sql.split('?').length - 1
    return statement.all(...Array.from({ length: places }, () => '[]')).map(({ detail }) => ({ sql, plan: detail }))
  })
}

function walksAmong(plans: readonly { sql: string; plan: string }[]): typeof plans {
  return plans.filter(({ plan }) => growing.some(table => new RegExp(`^SCAN ${table}\\b`).test(plan)))
}

it('asks nothing about a day that makes the database walk through a table that grows', async () => {
  const school = createSmallSchool({ students: 3, devices: 1 })
  opened.push(school)
  const { clock, at, press } = school
  const [gate] = school.devices as [DeviceId]
  const [studentId] = school.students as [StudentId]
  const record = createRecordPunches(school)
  const ask = attendanceUseCases(school, () => new Map())
  const job = createSettleSessions(school, () => new Map())
  const plans = await plansOf(school, async () => {
    clock.set(at('08:20'))
    record(gate, [press(1, at('08:20')), press(99, at('08:20'))], 'live')
    record(gate, [press(1, at('07:40'))], 'backlog')
    clock.set(at('16:30'))
    await job.run(new AbortController().signal)
    ask['attendance.summary']({})
    ask['attendance.feed']({ limit: 100 })
    ask['attendance.notIn']({ search: '' })
    ask['attendance.unmatched']({ limit: 100, offset: 0 })
    ask['attendance.arrivals']({})
    ask['attendance.student']({ studentId, fromDay: schoolDay, toDay: schoolDay })
  })
  expect(plans.length).toBeGreaterThan(30)
  const walks = walksAmong(plans)
  expect(walks).toEqual([])
  const perPunch = plans.filter(({ sql }) => sql.includes('json_each') && sql.includes('cross join'))
  expect(perPunch.map(({ plan }) => plan)).toContainEqual(expect.stringContaining('(student_id=? AND day=?)'))
})

it('answers every screen of the office without a walk through a table that grows', async () => {
  const test = await createTestOffice()
  const { admin, db, east, seven, clock } = test
  const studentId = await test.addStudent()
  const month = '2026-05'
  const days = { fromDay: '2026-01-01', toDay: '2026-12-31' }
  const plans = await plansOf(test, async () => {
    await createStandingJob({ db, clock: { now: () => clock.at, speed: () => 1 } }).run(new AbortController().signal)
    await admin.call('students.list', { search: 'otieno' })
    await admin.call('students.get', { studentId })
    await admin.call('search.find', { search: 'otieno' })
    await admin.call('attendance.student', { studentId, ...days })
    await admin.call('attendance.dayStory', { studentId, day: schoolDay })
    await admin.call('attendance.month', { streamId: east, month })
    await admin.call('attendance.schoolMonth', { month })
    await admin.call('attendance.schoolMonth', { month, classId: seven })
    await admin.call('attendance.earlyWarning', {})
    await admin.call('attendance.inbox', {})
    await admin.call('attendance.inside', {})
    await admin.call('attendance.locks', { month })
    await admin.call('calendar.month', { month })
    await admin.call('boarding.reporting', {})
    await admin.call('boarding.night', {})
    await admin.call('passes.list', {})
    await admin.call('students.deactivate', { studentIds: [studentId], leftOn: schoolDay, why: 'Moved' })
    await admin.call('undo.list', {})
  })
  await test.app.stop()
  expect(plans.length).toBeGreaterThan(60)
  expect(walksAmong(plans)).toEqual([])
  const months = plans.filter(
    ({ sql, plan }) => sql.includes('substr("session_mark"."day", 1, 7)') && plan.includes('session_mark'),
  )
  expect(months.length).toBeGreaterThan(1)
  expect(months.filter(({ plan }) => !plan.includes('COVERING INDEX session_mark_month'))).toEqual([])
})

it('looks for impossible times among the presses that are nobody’s only', async () => {
  const school = createSmallSchool({ students: 1, devices: 1 })
  opened.push(school)
  const [gate] = school.devices as [DeviceId]
  const plans = await plansOf(school, () => {
    countImpossibleTimes(school.db, gate, 0)
    return Promise.resolve()
  })
  expect(plans.map(({ plan }) => plan)).toEqual([expect.stringContaining('punch_unmatched')])
})
