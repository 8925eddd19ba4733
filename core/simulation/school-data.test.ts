import { describe, expect, it } from 'vitest'
import { demoSchool, streams, terminals } from './school-data.ts'

describe('the demo school', () => {
  const school = demoSchool(7)

  it('has 600 children in 15 streams, each stream as large as it says, and half of them girls', () => {
    expect(streams).toHaveLength(15)
    expect(school.students).toHaveLength(600)
    expect(streams.map((_, i) => school.students.filter(({ stream }) => stream === i).length)).toEqual(
      streams.map(({ size }) => size),
    )
    for (const [index, { size }] of streams.entries()) {
      const girls = school.students.filter(({ stream, gender }) => stream === index && gender === 'F').length
      expect(Math.abs(girls - size / 2)).toBeLessThan(1)
    }
    expect(school.students.filter(({ gender }) => gender === 'F')).toHaveLength(300)
  })

  it('is the same for the same seed and another one for another', () => {
    expect(demoSchool(7)).toEqual(school)
    expect(demoSchool(8)).not.toEqual(school)
  })

  it('gives every child its own name, PIN and admission number, some of them with a slash or leading zeros', () => {
    const { students } = school
    const distinct = (values: (string | number)[]) => new Set(values).size
    expect({
      names: distinct(students.map(s => `${s.firstName} ${s.lastName}`)),
      pins: distinct(students.map(s => s.pin)),
      numbers: distinct(students.map(s => s.admissionNumber)),
    }).toEqual({ names: 600, pins: 600, numbers: 600 })
    expect(students.map(s => s.pin)).toEqual(Array.from({ length: 600 }, (_, i) => i + 1))
    const slashes = students.filter(s => /^2024\/\d{3}$/.test(s.admissionNumber)).length
    expect(slashes).toBeGreaterThan(5)
    expect(slashes).toBeLessThan(60)
    expect(students.every(s => /^(\d{4}|2024\/\d{3})$/.test(s.admissionNumber))).toBe(true)
    expect(students.some(s => s.admissionNumber.startsWith('0'))).toBe(true)
  })

  it('has 110 families with brothers and sisters, who share guardians and no class', () => {
    const families = new Map<number, (typeof school.students)[number][]>()
    for (const student of school.students) {
      const [first] = student.guardians
      if (first === undefined) throw new Error('a child without a guardian')
      families.set(first.guardian, [...(families.get(first.guardian) ?? []), student])
    }
    const siblings = [...families.values()].filter(children => children.length > 1)
    expect(siblings).toHaveLength(110)
    for (const children of siblings) {
      expect(new Set(children.map(({ lastName }) => lastName)).size).toBe(1)
      expect(new Set(children.map(({ stream }) => streams[stream]?.level)).size).toBe(children.length)
    }
  })

  it('gives guardians numbers that look like Kenyan mobiles and belong to nobody', () => {
    const phones = school.guardians.map(({ phone }) => phone)
    expect(phones.every(phone => /^\+2547000\d{5}$/.test(phone))).toBe(true)
    expect(new Set(phones).size).toBe(phones.length)
  })

  it('makes children as old as their class expects', () => {
    for (const { dateOfBirth, stream } of school.students) {
      const level = streams[stream]?.level ?? 99
      expect(2026 - Number(dateOfBirth.slice(0, 4)) - 5).toBe(level)
    }
  })

  it('leaves five small children off the terminals and knows three gates', () => {
    expect(school.students.filter(({ enrolled }) => !enrolled)).toHaveLength(5)
    expect(new Set(school.students.map(({ gate }) => gate))).toEqual(new Set([0, 1, 2]))
    expect(terminals.map(({ host }) => host)).toEqual(['127.0.0.2', '127.0.0.3', '127.0.0.4'])
  })
})
