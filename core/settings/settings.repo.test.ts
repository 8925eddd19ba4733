import { afterEach, beforeEach, expect, it } from 'vitest'
import { closeDatabase, openDatabase } from '../db/open.ts'
import type { Db } from '../db/open.ts'
import { setting } from '../db/schema.ts'
import { readSettings, writeSetting } from './settings.repo.ts'
import { defaultSettings, settingShapes } from './settings.ts'

let db: Db
beforeEach(() => {
  db = openDatabase({ database: ':memory:', backups: '' })
})
afterEach(() => closeDatabase(db))

it('the defaults have the shape that is asked of settings', () => {
  for (const [key, shape] of Object.entries(settingShapes)) {
    expect(shape.parse(defaultSettings[key as keyof typeof defaultSettings])).toEqual(
      defaultSettings[key as keyof typeof defaultSettings],
    )
  }
})

it('a school that has set nothing has the defaults, and what it sets stays until it is set again', () => {
  expect(readSettings(db)).toEqual(defaultSettings)
  writeSetting(db, 'attendanceTargetPercent', 90, 5)
  writeSetting(db, 'attendanceTargetPercent', 92, 6)
  expect(readSettings(db)).toEqual({ ...defaultSettings, attendanceTargetPercent: 92 })
  expect(db.select().from(setting).all()).toEqual([{ key: 'attendanceTargetPercent', value: 92, updatedAt: 6 }])
})

it('a value of the wrong shape is neither written nor read', () => {
  expect(() => writeSetting(db, 'attendanceTargetPercent', 101, 5)).toThrow()
  expect(readSettings(db)).toEqual(defaultSettings)
  db.insert(setting).values({ key: 'attendanceTargetPercent', value: 'all', updatedAt: 1 }).run()
  expect(() => readSettings(db)).toThrow()
})

it('a key of something else in the table is no setting', () => {
  db.insert(setting).values({ key: 'toString', value: 1, updatedAt: 1 }).run()
  expect(readSettings(db)).toEqual(defaultSettings)
})
