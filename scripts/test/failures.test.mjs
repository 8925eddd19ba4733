import path from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../setup/places.mjs'
import { playwrightFailures, vitestFailures } from './failures.mjs'

it('names failed Vitest tests, and files that could not be loaded', () => {
  const report = {
    testResults: [
      {
        name: path.join(root, 'a.test.ts'),
        status: 'passed',
        assertionResults: [{ fullName: 'sums', status: 'passed' }],
      },
      {
        name: path.join(root, 'b.test.ts'),
        status: 'failed',
        assertionResults: [
          { fullName: 'counts', status: 'passed' },
          { fullName: 'settles', status: 'failed', failureMessages: ['\u001b[31mexpected 1\u001b[39m\nto be 2'] },
        ],
      },
      { name: path.join(root, 'c.test.ts'), status: 'failed', message: 'SyntaxError', assertionResults: [] },
    ],
  }
  expect(vitestFailures(report)).toEqual([
    'failed: b.test.ts › settles: expected 1 to be 2',
    'failed: c.test.ts: SyntaxError',
  ])
})

it('names Playwright tests of nested groups that failed or passed only at a second try, and errors outside tests', () => {
  /** @param {string} title @param {string} status @param {string[]} messages */
  const spec = (title, status, messages) => ({
    title,
    file: 'x.spec.ts',
    line: 7,
    tests: [{ status, results: messages.map(message => (message === '' ? {} : { error: { message } })) }],
  })
  const report = {
    suites: [
      {
        specs: [spec('opens', 'expected', [''])],
        suites: [{ specs: [spec('closes', 'unexpected', ['Timeout']), spec('stays', 'flaky', ['Lost', ''])] }],
      },
    ],
    errors: [{ message: 'no config' }],
  }
  expect(playwrightFailures(report)).toEqual([
    'failed: x.spec.ts:7 › closes: Timeout',
    'failed: x.spec.ts:7 › stays: Lost',
    'failed: outside the tests: no config',
  ])
})

it('shows the beginning of a long message only, on one line', () => {
  const message = Array.from({ length: 40 }, (_, line) => `line ${String(line)}`).join('\n')
  const [shown = ''] = playwrightFailures({ suites: [], errors: [{ message }] })
  expect(shown).toMatch(/^failed: outside the tests: line 0 line 1 .* …$/)
  expect(shown.length).toBeLessThan(280)
})
