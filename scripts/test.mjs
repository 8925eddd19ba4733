// npm test: sets up what is missing, then checks and tests everything. The last line is "N passed, N failed".
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { withDisplay } from './launch.mjs'
import { setUp } from './setup.mjs'
import { stopWithCommands } from './setup/command.mjs'
import { giveUp } from './setup/failure.mjs'
import { root } from './setup/places.mjs'
import { runSteps } from './test/steps.mjs'

const { env } = await setUp({ electron: true, ownDisplay: true })
const reports = path.join(root, 'out/test')
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
stopWithCommands()

try {
  const display = await withDisplay({ own: true })
  const { passed, failed } = await runSteps(reports, { ...env, ...display.env })
  await display.stop()
  process.stdout.write(`${passed} passed, ${failed} failed\n`)
  process.exitCode = failed > 0 ? 1 : 0
} catch (error) {
  giveUp(error)
}
