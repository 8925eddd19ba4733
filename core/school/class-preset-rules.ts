import type { classPresetNames } from '../contract/school.ts'

export type PresetName = (typeof classPresetNames)[number]
export type PresetClass = { readonly name: string; readonly level: number }

const grades = (from: number, to: number): PresetClass[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ name: `Grade ${from + i}`, level: from + i }))

/** Forms are the years of schooling 9 to 12: Form 1 follows Standard 8. */
const forms = (from: number, to: number): PresetClass[] =>
  Array.from({ length: to - from + 1 }, (_, i) => ({ name: `Form ${from + i}`, level: from + i + 8 }))

/** The first year with a Grade 10; the last Form 4 is two years later. */
const firstSeniorYear = 2026

/** The classes of a preset by the 2-6-3-3 structure, in order. `year` tells which forms the old system still has. */
export function presetClasses(preset: PresetName, year: number): readonly PresetClass[] {
  switch (preset) {
    case 'pre_primary':
      return [
        { name: 'PP1', level: -1 },
        { name: 'PP2', level: 0 },
      ]
    case 'primary':
      return grades(1, 6)
    case 'junior':
      return grades(7, 9)
    case 'senior':
      return grades(10, 12)
    case 'senior_mixed':
      return seniorMixed(Math.min(Math.max(year - firstSeniorYear, 0), 2))
    case 'old_secondary':
      return forms(1, 4)
  }
}

/** Each year one more grade and one form less. */
function seniorMixed(yearsSince: number): PresetClass[] {
  return [...grades(10, 10 + yearsSince), ...forms(3 + yearsSince, 4)]
}
