import { describe, expect, it } from 'vitest'
import { alike, fitName, nameParts, saysWho, sharedParts, showsName } from './name-rules.ts'

describe('names on a terminal', () => {
  it('are compared without accents, apostrophes and case', () => {
    expect(nameParts('Ng’ang’a  MWANGI-Otieno é')).toEqual(['nganga', 'mwangi', 'otieno'])
    expect(sharedParts("NG'ANG'A Mary", 'Mary Ng’ang’a')).toBe(2)
  })

  it.each([
    ['Brian Otieno', 'Brian Ochieng Otieno', true],
    ['Otieno Brian', 'Brian Otieno', true],
    ['Brian Otie', 'Brian Otieno', true],
    ['Brian', 'Brian Otieno', true],
    ['Brian Mwangi', 'Brian Otieno', false],
    ['Faith Wanjiru', 'Brian Otieno', false],
  ])('%s and %s: alike %s', (a, b, expected) => {
    expect(alike(a, b)).toBe(expected)
    expect(alike(b, a)).toBe(expected)
  })

  it.each([
    ['', false],
    ['17', false],
    ['STU0007', false],
    ['..', false],
    ['Al', false],
    ['Wanjiru', true],
  ])('"%s" tells who it is: %s', (name, expected) => {
    expect(saysWho(name)).toBe(expected)
  })

  it('are cut at a whole letter to the bytes of the field', () => {
    expect(fitName('Christopher Wanyonyi Barasa', 23)).toBe('Christopher Wanyonyi Ba')
    expect(fitName('Zoë Ûlkü', 4)).toBe('Zoë')
    expect(fitName('Zoë', 3)).toBe('Zo')
    expect(fitName('Mary Jane', 5)).toBe('Mary')
  })

  it('are as wished when the terminal shows as much as it can', () => {
    expect(showsName('Brian Ot', 'Brian Otieno', 8)).toBe(true)
    expect(showsName('Brian O', 'Brian Otieno', 8)).toBe(true)
    expect(showsName('Brian', 'Brian Otieno', 8)).toBe(false)
    expect(showsName('', 'Brian Otieno', 8)).toBe(false)
  })
})
