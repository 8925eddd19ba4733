import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { root } from '../setup/places.mjs'

/** How much of a message is shown above the runner's own output: what was expected and what came. */
const SHOWN_LENGTH = 240

/**
 * @typedef {object} Suite of Playwright
 * @property {Suite[]} [suites]
 * @property {{ title: string, file: string, line: number, tests: { status: string, results: { error?: { message?: string } }[] }[] }[]} specs
 */

/**
 * Names each failed test in Vitest's JSON report with the beginning of what it said.
 * @param {unknown} report
 * @returns {string[]}
 */
export function vitestFailures(report) {
  const { testResults } =
    /** @type {{ testResults: { name: string, status: string, message?: string, assertionResults: { fullName: string, status: string, failureMessages?: string[] }[] }[] }} */ (
      report
    )
  return testResults
    .filter(file => file.status === 'failed')
    .flatMap(file => {
      const name = path.relative(root, file.name)
      const failed = file.assertionResults.filter(test => test.status === 'failed')
      if (failed.length === 0) return [describe(name, file.message)]
      return failed.map(test => describe(`${name} › ${test.fullName}`, test.failureMessages?.[0]))
    })
}

/**
 * Names each test in Playwright's JSON report that failed, at first or for good, and each error outside tests.
 * @param {unknown} report
 * @returns {string[]}
 */
export function playwrightFailures(report) {
  const { suites, errors } = /** @type {{ suites: Suite[], errors: { message?: string }[] }} */ (report)
  return [
    ...specs(suites).flatMap(spec =>
      spec.tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ results }) =>
          describe(
            `${spec.file}:${String(spec.line)} › ${spec.title}`,
            results.find(({ error }) => error !== undefined)?.error?.message,
          ),
        ),
    ),
    ...errors.map(({ message }) => describe('outside the tests', message)),
  ]
}

/** @param {Suite[]} suites @returns {Suite['specs']} */
function specs(suites) {
  return suites.flatMap(suite => [...suite.specs, ...specs(suite.suites ?? [])])
}

/** One line each, so that the beginning of the output names them all. @param {string} name @param {string | undefined} message */
function describe(name, message = 'no message') {
  const said = stripVTControlCharacters(message).replace(/\s+/g, ' ').trim()
  return `failed: ${name}: ${said.length > SHOWN_LENGTH ? `${said.slice(0, SHOWN_LENGTH)} …` : said}`
}
