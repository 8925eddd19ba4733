import { expect, it } from 'vitest'
import { createBus } from './bus.ts'
import type { AnyEvent } from './contract/events.ts'

const event: AnyEvent = { name: 'attendance.changed', payload: { day: '2026-05-12' } }

function quietBus() {
  const errors: unknown[] = []
  const log = { info: () => undefined, warn: () => undefined, error: (_: string, error: unknown) => errors.push(error) }
  return { bus: createBus(log), errors }
}

it('tells everyone who listens, and no one who has stopped', () => {
  const { bus } = quietBus()
  const heard: string[] = []
  const listener = () => heard.push('one')
  const stop = bus.subscribe(listener)
  bus.subscribe(listener)
  bus.emit(event)
  stop()
  stop()
  bus.emit(event)
  expect(heard).toEqual(['one', 'one', 'one'])
})

it('a listener that fails harms neither the others nor the one who announces', () => {
  const { bus, errors } = quietBus()
  const heard: AnyEvent[] = []
  bus.subscribe(() => {
    throw new Error('broken')
  })
  bus.subscribe(each => heard.push(each))
  bus.emit(event)
  expect({ heard, errors }).toEqual({ heard: [event], errors: [new Error('broken')] })
})
