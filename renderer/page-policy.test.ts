import { describe, expect, it } from 'vitest'
import { createHTML } from './page-policy.ts'

describe('the page policy', () => {
  it('lets plain text through and refuses markup', () => {
    expect(createHTML('[data-x]{color:red}')).toBe('[data-x]{color:red}')
    expect(() => createHTML('<img src=x onerror=alert(1)>')).toThrow(TypeError)
  })
})
