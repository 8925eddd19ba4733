import { describe, expect, it } from 'vitest'
import type { App } from '../core/app.ts'
import type { AnyEvent } from '../core/contract/events.ts'
import { createChangingApp } from './changing-app.ts'

const news: AnyEvent = { name: 'calendar.changed', payload: {} }

function standIn(name: string) {
  const listeners = new Set<(event: AnyEvent) => void>()
  const app: App = {
    call: () => Promise.resolve({ ok: true, value: name }),
    subscribe(_, listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    forgetWindow: () => undefined,
    start: () => undefined,
    stop: () => Promise.resolve(),
  }
  return { app, tell: () => listeners.forEach(listener => listener(news)), listeners }
}

describe('createChangingApp', () => {
  it('answers from the other app after the change', async () => {
    const [first, second] = [standIn('first'), standIn('second')]
    const { app, change } = createChangingApp(first.app)
    expect(await app.call(1, 'x', {})).toEqual({ ok: true, value: 'first' })
    change(second.app)
    expect(await app.call(1, 'x', {})).toEqual({ ok: true, value: 'second' })
  })

  it('lets a window that listens hear the other app, and the first one no more, until it stops', () => {
    const [first, second] = [standIn('first'), standIn('second')]
    const { app, change } = createChangingApp(first.app)
    const heard: AnyEvent[] = []
    const stop = app.subscribe(1, event => heard.push(event))
    change(second.app)
    first.tell()
    expect(heard).toEqual([])
    second.tell()
    expect(heard).toEqual([news])
    stop()
    expect(second.listeners.size).toBe(0)
  })
})
