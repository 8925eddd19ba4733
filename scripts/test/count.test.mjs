import { expect, it } from 'vitest'
import { countPlaywright, countVitest } from './count.mjs'

it('counts a Vitest file that could not be loaded as a failure', () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 0,
    testResults: [
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
      { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
      { status: 'failed', assertionResults: [] },
    ],
  }
  expect(countVitest(report)).toEqual({ passed: 5, failed: 2, skipped: 2 })
})

it('counts Playwright tests that needed a second try, and errors outside tests, as failures', () => {
  const report = { stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 1 }, errors: [{ message: 'no config' }] }
  expect(countPlaywright(report)).toEqual({ passed: 7, failed: 3, skipped: 1 })
})
