import { readFileSync } from 'node:fs'
import path from 'node:path'
import { viteBuild } from '../build.mjs'
import { run } from '../setup/command.mjs'
import { modules, root } from '../setup/places.mjs'
import { countPlaywright, countVitest } from './count.mjs'
import { playwrightFailures, vitestFailures } from './failures.mjs'

/** @typedef {import('./count.mjs').Count} Count */
/** @typedef {{ file: string, count: (report: unknown) => Count, failures: (report: unknown) => string[] }} Tests */
/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} args for Node
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [needs] another step that must have passed
 * @property {Tests} [tests] a runner that reports many tests; else the step is one check
 */

/** For a step that hangs; the tests in the real app alone take twenty minutes on two cores. */
const STEP_LIMIT_MS = 45 * 60_000

/** @param {string} reports @returns {Step[]} */
function steps(reports) {
  const vitest = path.join(reports, 'vitest.json')
  const playwright = path.join(reports, 'playwright.json')
  return [
    ...['core', 'electron', 'renderer', 'scripts'].map(side => ({
      name: `types: ${side}`,
      args: tool('typescript/bin/tsc', '-p', side),
    })),
    { name: 'format', args: tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.') },
    { name: 'lint', args: tool('eslint/bin/eslint.js', '--max-warnings', '0', '.') },
    {
      name: 'layers',
      args: tool('dependency-cruiser/bin/dependency-cruiser.mjs', 'core', 'electron', 'renderer', 'scripts', 'e2e'),
    },
    { name: 'dead code', args: tool('knip/bin/knip.js') },
    {
      name: 'unit, integration',
      args: tool('vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitest}`),
      tests: { file: vitest, count: countVitest, failures: vitestFailures },
    },
    { name: 'build', args: viteBuild() },
    {
      name: 'end to end',
      args: tool('playwright/cli.js', 'test', '-c', 'e2e/playwright.config.ts', '--reporter=list,json'),
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: playwright },
      needs: 'build',
      tests: { file: playwright, count: countPlaywright, failures: playwrightFailures },
    },
  ]
}

/** @param {string} file in node_modules @param {...string} args */
function tool(file, ...args) {
  return [path.join(modules, file), ...args]
}

/**
 * Runs every step, going on after a failure, and shows each outcome. After the line of a failed step come the names of
 * its failed tests, since whoever keeps this output may keep its beginning only, and then all that it printed.
 * @param {string} reports folder for the runners' reports
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Count>}
 */
export async function runSteps(reports, env) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  /** @type {string[]} */
  const failedSteps = []
  for (const step of steps(reports)) {
    const started = performance.now()
    const { count, failures, output } = failedSteps.some(name => name === step.needs)
      ? { count: oneCheck(1), failures: [], output: `not run: it needs "${step.needs}"` }
      : await runStep(step, env)
    total.passed += count.passed
    total.failed += count.failed
    total.skipped += count.skipped
    if (count.failed > 0) failedSteps.push(step.name)
    const seconds = `${((performance.now() - started) / 1000).toFixed(1)} s`
    const state = count.failed > 0 ? 'FAIL' : 'ok  '
    process.stdout.write(`${state}  ${step.name.padEnd(18)} ${seconds.padStart(7)}  ${describe(step, count)}\n`)
    if (count.failed > 0) process.stdout.write(`${[...failures, output].join('\n')}\n\n`)
  }
  if (total.skipped > 0) process.stdout.write(`${total.skipped} tests were skipped\n`)
  return total
}

/**
 * @param {Step} step
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ count: Count, failures: string[], output: string }>}
 */
async function runStep(step, env) {
  const { code, output, cutShort } = await run(process.execPath, step.args, {
    cwd: root,
    env: { ...env, ...step.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    timeLimitMs: STEP_LIMIT_MS,
    // A runner that is asked to stop ends the apps that it started; a killed one leaves them.
    stopSignal: 'SIGTERM',
  })
  const result = step.tests ? testResult(step.tests, code) : { count: oneCheck(code), failures: [] }
  return {
    ...result,
    output: cutShort ? `${output}\nstopped after ${String(STEP_LIMIT_MS / 60_000)} minutes` : output.trimEnd(),
  }
}

/** @param {number} code @returns {Count} */
function oneCheck(code) {
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

/**
 * @param {Tests} tests
 * @param {number} code
 * @returns {{ count: Count, failures: string[] }}
 */
function testResult({ file, count, failures }, code) {
  /** @type {{ count: Count, failures: string[] }} */
  let told
  try {
    /** @type {unknown} */
    const report = JSON.parse(readFileSync(file, 'utf8'))
    told = { count: count(report), failures: failures(report) }
  } catch {
    // The runner ended before it could write its report.
    return { count: oneCheck(1), failures: [] }
  }
  // A runner that found nothing to run, or failed outside its tests, did not pass.
  const silentFailure = told.count.failed === 0 && (code !== 0 || told.count.passed === 0)
  return silentFailure ? { ...told, count: { ...told.count, failed: 1 } } : told
}

/** @param {Step} step @param {Count} count */
function describe(step, { passed, failed, skipped }) {
  if (!step.tests) return ''
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
