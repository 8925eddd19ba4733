import { expect, it } from 'vitest'
import { generateLogs, generateUsers } from '../../../core/devices/virtual/generate.ts'
import { startTerminal } from '../../../core/testing/test-terminal.ts'
import { readBare } from './bare-socket.ts'

it('asks for every piece of the log and waits for each', async () => {
  const users = generateUsers(40, 3)
  const { served } = await startTerminal({ users, logs: generateLogs(users, 5000, 3) })
  const bare = await readBare('127.0.0.1', served.port)
  expect(await bare.read()).toMatchObject({ returned: 5000, error: null })
})
