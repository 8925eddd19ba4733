import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { Log } from '../ports.ts'
import { createJobRunner } from './runner.ts'

function quietLog() {
  const errors: { what: string; error: unknown; details: unknown }[] = []
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (what, error, details) => errors.push({ what, error, details }),
  }
  return { log, errors }
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await pause(5)
  expect(condition()).toBe(true)
}

it('runs a job at the start and again after each pause', async () => {
  const runner = createJobRunner(quietLog())
  let runs = 0
  runner.add({
    name: 'count',
    everyMs: 5,
    run: () => {
      runs++
    },
  })
  await pause(20)
  expect(runs).toBe(0)
  runner.start()
  await until(() => runs >= 3)
  await runner.stop()
})

it('a job added after the start runs too', async () => {
  const runner = createJobRunner(quietLog())
  runner.start()
  let runs = 0
  runner.add({
    name: 'late',
    everyMs: 60_000,
    run: () => {
      runs++
    },
  })
  await until(() => runs === 1)
  await runner.stop()
})

it('never runs a job twice at the same time, and runs once more when it was woken meanwhile', async () => {
  const runner = createJobRunner(quietLog())
  let running = 0
  let most = 0
  let runs = 0
  const job = runner.add({
    name: 'slow',
    everyMs: 60_000,
    async run() {
      most = Math.max(most, ++running)
      await pause(20)
      running--
      runs++
    },
  })
  runner.start()
  await until(() => running === 1)
  for (let i = 0; i < 10; i++) job.wake()
  await until(() => runs === 2)
  await pause(30)
  await runner.stop()
  expect({ most, runs }).toEqual({ most: 1, runs: 2 })
})

it('never runs a job within the call that wakes it', async () => {
  const runner = createJobRunner(quietLog())
  let runs = 0
  runner.start()
  runner
    .add({
      name: 'later',
      everyMs: 60_000,
      run: () => {
        runs++
      },
    })
    .wake()
  await Promise.resolve()
  expect(runs).toBe(0)
  await until(() => runs > 0)
  await runner.stop()
})

it('logs a failure with a reference, reports it and runs again next time', async () => {
  const { log, errors } = quietLog()
  const failed: string[] = []
  const runner = createJobRunner({ log, onFailure: job => failed.push(job) })
  let runs = 0
  runner.add({
    name: 'shaky',
    everyMs: 1,
    run() {
      if (++runs === 1) throw new Error('first time')
    },
  })
  runner.start()
  await until(() => runs >= 2)
  await runner.stop()
  expect(failed).toEqual(['shaky'])
  expect(errors).toEqual([
    {
      what: 'a job failed',
      error: new Error('first time'),
      details: { job: 'shaky', reference: expect.any(String) as string },
    },
  ])
})

it('stop tells the running job and waits for it, and nothing runs after that', async () => {
  const { log, errors } = quietLog()
  const runner = createJobRunner({ log })
  let runs = 0
  let ended = false
  const job = runner.add({
    name: 'patient',
    everyMs: 1,
    async run(signal) {
      runs++
      await pause(60_000, undefined, { signal }).catch(async (error: unknown) => {
        await pause(20)
        ended = true
        throw error
      })
    },
  })
  runner.start()
  await until(() => runs === 1)
  await runner.stop()
  expect(ended).toBe(true)
  job.wake()
  await pause(10)
  expect({ runs, errors }).toEqual({ runs: 1, errors: [] })
})
