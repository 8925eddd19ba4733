import { expect, it } from 'vitest'
import type { AnyEvent } from './contract/events.ts'
import { createProblems } from './problems.ts'

it('shows each problem once, since it began, and announces only what is new', () => {
  let now = 10
  const heard: AnyEvent[] = []
  const problems = createProblems({ clock: { now: () => now, speed: () => 1 }, emit: event => heard.push(event) })
  problems.raise('disk_full')
  now = 20
  problems.raise('disk_full')
  problems.raise('gateway_unreachable', { waiting: 3 })
  now = 30
  problems.raise('gateway_unreachable', { waiting: 4 })
  expect(problems.list()).toEqual([
    { code: 'disk_full', details: {}, since: 10 },
    { code: 'gateway_unreachable', details: { waiting: 4 }, since: 20 },
  ])
  problems.clear('disk_full')
  problems.clear('disk_full')
  expect(problems.list()).toEqual([{ code: 'gateway_unreachable', details: { waiting: 4 }, since: 20 }])
  expect(heard.map(({ payload }) => (payload as unknown[]).length)).toEqual([1, 2, 2, 1])
})
