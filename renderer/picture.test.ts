import { describe, expect, it } from 'vitest'
import { fittedSize } from './picture.ts'

describe('the size of a picture', () => {
  it('keeps its shape and fits the longest side', () => {
    expect(fittedSize(4000, 3000, 480)).toEqual({ width: 480, height: 360 })
    expect(fittedSize(3000, 4000, 480)).toEqual({ width: 360, height: 480 })
  })

  it('is left alone when it is small enough', () => {
    expect(fittedSize(200, 100, 480)).toEqual({ width: 200, height: 100 })
  })

  it('is never nothing, however thin the picture', () => {
    expect(fittedSize(10_000, 2, 480)).toEqual({ width: 480, height: 1 })
  })
})
