// npm start: sets up what is missing, builds the app when it is stale, and opens it on the demo school. Without a
// display the demo day is played in the real app on a virtual one, and checked.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { buildWhenStale } from './build.mjs'
import { electronCommand } from './launch.mjs'
import { setUp } from './setup.mjs'
import { endingWithUs } from './setup/command.mjs'
import { giveUp } from './setup/failure.mjs'
import { endWith } from './setup/node.mjs'
import { root } from './setup/places.mjs'

const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])

const { env, node } = await setUp({ electron: true, ownDisplay: !hasDisplay })
try {
  await buildWhenStale(env)
  if (hasDisplay) {
    const { command, args, env: appEnv } = electronCommand(root)
    const app = endingWithUs('TERM', command, [...args, ...process.argv.slice(2)])
    await endWith(spawn(...app, { stdio: 'inherit', env: appEnv }))
  } else {
    const demo = endingWithUs('TERM', node, [path.join(root, 'scripts/demo/main.ts')])
    await endWith(spawn(...demo, { stdio: 'inherit', env }))
  }
} catch (error) {
  giveUp(error)
}
