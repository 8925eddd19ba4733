import { afterEach, expect, it } from 'vitest'
import type { DeviceId, StudentId } from '../contract/common.ts'
import type { SmallSchool } from '../testing/small-school.ts'
import { createSmallSchool, schoolDay } from '../testing/small-school.ts'
import { attendanceUseCases } from './attendance.use-cases.ts'
import { createRecordPunches } from './record-punches.ts'
import { createSettleSessions } from './settle-sessions.job.ts'

const opened: SmallSchool[] = []
afterEach(() => {
  for (const school of opened.splice(0)) school.close()
})

/** Tables that grow every day; a walk through a whole one gets slower every year. */
const growing = ['punch', 'attendance_record', 'session_mark', 'message', 'message_attempt', 'change', 'audit']

/** Runs `work` and explains every statement it made. */
async function plansOf({ db }: SmallSchool, work: () => Promise<void>): Promise<{ sql: string; plan: string }[]> {
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
    ask['attendance.notIn']({})
    ask['attendance.unmatched']({ limit: 100, offset: 0 })
    ask['attendance.arrivals']({})
    ask['attendance.student']({ studentId, fromDay: schoolDay, toDay: schoolDay })
  })
  expect(plans.length).toBeGreaterThan(30)
  const walks = plans.filter(({ plan }) => growing.some(table => new RegExp(`^SCAN ${table}\\b`).test(plan)))
  expect(walks).toEqual([])
  const perPunch = plans.filter(({ sql }) => sql.includes('json_each') && sql.includes('cross join'))
  expect(perPunch.map(({ plan }) => plan)).toContainEqual(expect.stringContaining('(student_id=? AND day=?)'))
})
