import { describe, expect, it } from 'vitest'
import { planSms } from './sms-plan.ts'

describe('the plan of a messages campaign', () => {
  const { guardians, children, presses } = planSms(2000, 1)

  it('has a parent for each message, each with a phone of his own', () => {
    expect(guardians.length).toBeGreaterThanOrEqual(2000)
    expect(new Set(guardians.map(({ phone }) => phone)).size).toBe(guardians.length)
    expect(new Set(children.flatMap(child => child.guardians)).size).toBe(guardians.length)
  })

  it('has no two children of one guardian with one name', () => {
    const named = children.flatMap(({ guardians, firstName }) => guardians.map(index => `${index} ${firstName}`))
    expect(new Set(named).size).toBe(named.length)
  })

  it('has phones that cannot be written to, and siblings who come apart', () => {
    expect(guardians.filter(({ phone }) => phone.startsWith('+25420')).length).toBeGreaterThan(5)
    expect(guardians.filter(({ phone }) => phone.startsWith('+999')).length).toBeGreaterThan(5)
    const first = new Map(presses.map((pin, place) => [pin, place]).reverse() as [number, number][])
    const apart = children.filter(
      ({ pin, guardians }, i) =>
        children[i + 1]?.guardians === guardians && Math.abs((first.get(pin + 1) ?? 0) - (first.get(pin) ?? 0)) > 20,
    )
    expect(apart.length).toBeGreaterThan(20)
  })

  it('has everybody at the gate, some of them twice, in the same order for the same seed', () => {
    expect(new Set(presses).size).toBe(children.length)
    expect(presses.length).toBeGreaterThan(children.length * 1.05)
    expect(planSms(2000, 1).presses).toEqual(presses)
    expect(planSms(2000, 2).presses).not.toEqual(presses)
  })
})
