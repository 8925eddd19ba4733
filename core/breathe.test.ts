import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { breathe } from './breathe.ts'

it('lets one of several jobs go on in a turn of the loop, and each in its turn', async () => {
  let turn = 0
  const steps: { readonly job: string; readonly turn: number }[] = []

  async function job(name: string): Promise<void> {
    for (let i = 0; i < 3; i++) {
      await breathe()
      steps.push({ job: name, turn })
    }
  }

  const ended = new AbortController()
  const counted = (async () => {
    for (; !ended.signal.aborted; turn += 1) await nextTurn()
  })()
  await Promise.all([job('a'), job('b'), job('c')])
  ended.abort()
  await counted

  expect(steps.map(step => step.job)).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c'])
  expect(new Set(steps.map(step => step.turn)).size).toBe(steps.length)
})

it('goes on with one that waits alone', async () => {
  await breathe()
  await breathe()
})
