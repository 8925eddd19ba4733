import { expect, it } from 'vitest'
import { createCoverage } from './coverage.ts'

it('begins when log and users have been read, and then goes on with every sign of life', () => {
  const coverage = createCoverage(null)
  coverage.heard(100)
  expect(coverage.until()).toBeNull()
  coverage.logRead()
  expect(coverage.until()).toBeNull()
  coverage.heard(110)
  coverage.usersRead()
  expect(coverage.until()).toBe(110)
  coverage.heard(120)
  expect(coverage.until()).toBe(120)
})

it('stands still while the line is gone, and until a new connection is read', () => {
  const coverage = createCoverage(50)
  coverage.heard(100)
  coverage.usersRead()
  expect(coverage.until()).toBe(50)
  coverage.logRead()
  coverage.lost()
  coverage.heard(200)
  coverage.usersRead()
  expect(coverage.until()).toBe(100)
  coverage.logRead()
  expect(coverage.until()).toBe(200)
})

it('never goes back, whatever the clock does', () => {
  const coverage = createCoverage(500)
  coverage.logRead()
  coverage.usersRead()
  coverage.heard(100)
  expect(coverage.until()).toBe(500)
})
