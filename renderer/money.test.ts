import { describe, expect, it } from 'vitest'
import { estimateText, moneyText } from './money.ts'

describe('money', () => {
  it('is written with cents only where there are some', () => {
    expect([5000, 80, 178_550, 0].map(minor => moneyText(minor))).toEqual([
      'KES 50',
      'KES 0.80',
      'KES 1,785.50',
      'KES 0',
    ])
    expect(moneyText(1250, 'UGX')).toBe('UGX 12.50')
  })

  it('is rounded to whole shillings where it is an estimate of ten or more', () => {
    expect([80, 960, 3360, 296_040].map(estimateText)).toEqual(['KES 0.80', 'KES 9.60', 'KES 34', 'KES 2,960'])
  })
})
