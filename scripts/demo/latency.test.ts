import { describe, expect, it } from 'vitest'
import { spreadOf } from './latency.ts'

describe('spreadOf', () => {
  it('takes the nearest rank, whatever the order', () => {
    expect(spreadOf(Array.from({ length: 100 }, (_, i) => 100 - i))).toEqual({ p50: 50, p99: 99, n: 100 })
    expect(spreadOf([7])).toEqual({ p50: 7, p99: 7, n: 1 })
    expect(spreadOf([])).toEqual({ p50: 0, p99: 0, n: 0 })
  })
})
