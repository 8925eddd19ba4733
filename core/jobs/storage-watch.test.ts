import { afterEach, expect, it } from 'vitest'
import { AppError } from '../contract/errors.ts'
import { closeDatabase, openDatabase } from '../db/open.ts'
import { setting } from '../db/schema.ts'
import { createProblems } from '../problems.ts'
import { createStorageWatch } from './storage-watch.job.ts'

const opened: (() => void)[] = []
afterEach(() => {
  for (const close of opened.splice(0)) close()
})

function watch() {
  const db = openDatabase({ database: ':memory:', backups: '' })
  opened.push(() => closeDatabase(db))
  const clock = { now: () => 7, speed: () => 1 }
  const problems = createProblems({ clock, emit: () => undefined })
  const storage = createStorageWatch({ db, clock }, problems)
  const run = () => void storage.job.run(new AbortController().signal)
  return { db, problems, storage, run, shown: () => problems.list().map(({ code }) => code) }
}

it('shows a full disk until something can be stored again', () => {
  const { db, storage, run, shown } = watch()
  const pages = Number(db.$client.pragma('page_count', { simple: true }))
  db.$client.pragma(`max_page_count = ${pages}`)
  const recording = storage.watched((code: 'disk_full') => {
    throw new AppError(code)
  })
  expect(() => recording('disk_full')).toThrow(expect.objectContaining({ code: 'disk_full' }) as Error)
  expect(shown()).toEqual(['disk_full'])
  expect(run).toThrow(expect.objectContaining({ code: 'disk_full' }) as Error)
  expect(shown()).toEqual(['disk_full'])
  db.$client.pragma('max_page_count = 100000')
  run()
  expect(shown()).toEqual([])
  expect(db.select().from(setting).all()).toEqual([])
})

it('shows nothing for other failures, and touches nothing while there is no problem', () => {
  const { db, storage, run, shown, problems } = watch()
  storage.onFailure('device_offline')
  storage.onError(new Error('a bug'))
  expect(shown()).toEqual([])
  problems.raise('gateway_unreachable')
  db.$client.pragma('query_only = ON')
  run()
  expect(shown()).toEqual(['gateway_unreachable'])
})
