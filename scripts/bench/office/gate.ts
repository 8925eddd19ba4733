// The gate that could not be reached, in a process of its own: node gate.ts BACKLOG-FILE. Tells its port over IPC.
import { readFileSync } from 'node:fs'
import { localMsIn } from '../../../core/devices/virtual/local-time.ts'
import { serveTerminal } from '../../../core/devices/virtual/server.ts'
import { createTerminal } from '../../../core/devices/virtual/terminal.ts'
import type { Backlog } from './school.ts'
import { now } from './school.ts'

const [file = ''] = process.argv.slice(2)
const { serial, users, presses } = JSON.parse(readFileSync(file, 'utf8')) as Backlog
const terminal = createTerminal({
  serial,
  users: users.map(({ pin, name }) => ({
    uid: pin,
    privilege: 0,
    password: '',
    name,
    card: 0,
    group: 1,
    userId: String(pin),
  })),
  logs: presses.map(({ pin, rawTime }) => ({
    uid: pin,
    userId: String(pin),
    verify: 1,
    state: 255,
    rawTime,
    workCode: 0,
  })),
  userCapacity: 10_000,
  logCapacity: 200_000,
  clock: () => localMsIn('Africa/Nairobi', now),
})
const { port } = await serveTerminal(terminal, { port: 0, paceMs: 0 })
process.send?.({ port })
