import { describe, expect, it } from 'vitest'
import { nextStep, pathOf } from './use-setup.ts'

describe('where the set-up goes on', () => {
  it('is the first step that is neither done nor passed over', () => {
    const steps = [
      { step: 'school' as const, state: 'done' as const, detail: '' },
      { step: 'classes' as const, state: 'skipped' as const, detail: '' },
      { step: 'calendar' as const, state: 'open' as const, detail: '' },
    ]
    expect(nextStep(steps)).toBe('calendar')
    expect(nextStep(steps.slice(0, 2))).toBeNull()
  })

  it('is the end when nothing is open', () => {
    expect(pathOf(null)).toBe('/setup/end')
    expect(pathOf('users')).toBe('/setup/users')
  })
})
