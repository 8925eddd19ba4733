// npm start: sets up what is missing, builds the app when it is stale, and opens it.
import { spawn } from 'node:child_process'
import { buildWhenStale } from './build.mjs'
import { electronCommand, withDisplay } from './launch.mjs'
import { setUp } from './setup.mjs'
import { endingWithUs } from './setup/command.mjs'
import { giveUp } from './setup/failure.mjs'
import { endWith } from './setup/node.mjs'
import { root } from './setup/places.mjs'

const { env } = await setUp({ electron: true })
try {
  await buildWhenStale(env)
  const display = await withDisplay()
  const { command, args, env: appEnv } = electronCommand(root)
  const app = spawn(...endingWithUs('TERM', command, [...args, ...process.argv.slice(2)]), {
    stdio: 'inherit',
    env: { ...appEnv, ...display.env },
  })
  await endWith(app)
} catch (error) {
  giveUp(error)
}
