import type { ImportField } from '../contract/imports.ts'

/** A heading without case, accents, signs and spaces: `Adm. No` → `admno`. */
function bare(heading: string): string {
  return heading
    .normalize('NFD')
    .toLowerCase()
    .replace(/n[°º]/g, 'no')
    .replace(/[^a-z0-9]/g, '')
}

/** What offices call the columns, in English, in Kiswahili and cut short. */
const names: readonly (readonly [ImportField, RegExp])[] = [
  ['upi', /^(upi|nemis|kemis|maisha)/],
  ['assessmentNumber', /^(assessment|assess|knec|index|kpsea|kjsea)(no|number|code)?$/],
  ['birthCertificate', /^(birth|b)?(cert|certificate|entry)(no|number)?$|^birth(cert|entry)|^chetichakuzaliwa/],
  ['dateOfBirth', /^(dob|dateofbirth|birthdate|birthday|birth|dbirth|tarehe(ya)?kuzaliwa|kuzaliwa)$/],
  ['admittedOn', /^(date(of)?(admission|admitted|joined|adm)|(admission|adm|joining)date|admittedon|doa|joined(on)?)$/],
  [
    'admissionNumber',
    /^(adm|admn|admno|admnno|admnumber|admission|admissionno|admissionnumber|admissionnum|reg|regno|regnumber|registrationno|registrationnumber|studentno|studentnumber|studentid|pupilno|pupilnumber|learnerno|nambari|nambayausajili|usajili|nambari?yausajili|nambari?yakujiunga)$/,
  ],
  ['boarding', /^(dayboard(er|ing)?|dayorboard(er|ing)?|boarder|boarding|boardingstatus|residence|daybording|bweni)$/],
  ['gender', /^(sex|gender|mf|jinsia|boygirl|sexmf|gendermf)$/],
  ['streamName', /^(stream|strm|section|arm|mkondo)(name)?$/],
  [
    'className',
    /^(class|cls|classname|grade|form|level|year|darasa|kidato|gradeform|classform|classstream|gradestream|formstream|classandstream)$/,
  ],
  [
    'middleName',
    /^(middle|middlename|middlenames|other|othername|othernames|second(name)?|jinalakati|jinalapili|majinamengine)$/,
  ],
  ['lastName', /^(surname|last|lastname|family|familyname|sirname|jinalaukoo|jinalamwisho|ukoo)$/],
  ['firstName', /^(first|firstname|given|givenname|christianname|jinalakwanza)$/],
  [
    'fullName',
    /^(name|names|fullname|fullnames|studentname|studentnames|student|studentsname|nameofstudent|nameofpupil|nameoflearner|pupil|pupilname|pupilsname|pupil'?sname|learner|learnername|learnersname|candidatename|jina|majina|jinakamili|jinalamwanafunzi|mwanafunzi)$/,
  ],
]

/** Who in a family a heading speaks of. */
const person = /(parent|guardian|gurdian|guardin|father|mother|mzazi|mlezi|baba|mama|nextofkin|contact|prnt|pg)s?/
const phone = /(phone|tel|telephone|mobile|cell|simu|contact|msisdn|whatsapp|number|no|nambari|namba)/
const relation = /(relation|relationship|uhusiano)/
const language = /(lang|language|lugha)/

type GuardianPart = 'Name' | 'Phone' | 'Relation' | 'Language'

/** What each column is, by its heading; null where it is none of ours. No field is guessed twice. */
export function guessColumns(headings: readonly string[]): (ImportField | null)[] {
  const taken = new Set<ImportField>()
  const take = (field: ImportField | null) => {
    if (field === null || taken.has(field)) return null
    taken.add(field)
    return field
  }
  const guessed = headings.map(heading => take(ownField(bare(heading))))
  const ranks = guardianRanks(headings)
  return headings.map((heading, i) => guessed[i] ?? take(guardianField(bare(heading), ranks[i] ?? 1)))
}

function ownField(heading: string): ImportField | null {
  return names.find(([, pattern]) => pattern.test(heading))?.[0] ?? null
}

function guardianField(heading: string, rank: 1 | 2 | 3): ImportField | null {
  const part = guardianPart(heading)
  return part === null || rank === 3 ? null : `guardian${rank}${part}`
}

function guardianPart(heading: string): GuardianPart | null {
  if (/email/.test(heading) || heading === '') return null
  if (language.test(heading)) return 'Language'
  if (relation.test(heading)) return 'Relation'
  const rest = heading.replace(person, '').replace(/\d/g, '')
  const family = person.test(heading)
  if (/^(phone|tel|telephone|mobile|cell|simu|contact|msisdn|whatsapp)/.test(heading)) return 'Phone'
  if (!family) return null
  // "Parent contact" is a phone, though "contact" may also mean the person.
  if (phone.test(rest) || /contacts?$/.test(heading) || /idno|idnumber/.test(rest)) {
    return /idno|idnumber|^id$/.test(rest) ? null : 'Phone'
  }
  return /^(s)?(full)?(name|names|jina|jinala|la)?$/.test(rest) || /^jina/.test(heading) ? 'Name' : null
}

/** First guardian or second: by a number in the heading, otherwise by who is named first (`Mother`, then `Father`). */
function guardianRanks(headings: readonly string[]): (1 | 2 | 3)[] {
  const people: string[] = []
  const counts = new Map<GuardianPart, number>()
  return headings.map(each => {
    const heading = bare(each)
    const part = guardianPart(heading)
    if (part === null || ownField(heading) !== null) return 3
    const numbered = /[12]/.exec(heading)?.[0]
    if (numbered !== undefined) return Number(numbered) as 1 | 2
    const named = /(father|mother|baba|mama)/.exec(heading)?.[0]
    if (named !== undefined) {
      if (!people.includes(named)) people.push(named)
      return rank(people.indexOf(named) + 1)
    }
    const earlier = counts.get(part) ?? 0
    counts.set(part, earlier + 1)
    return rank(earlier + 1)
  })
}

function rank(n: number): 1 | 2 | 3 {
  return n === 1 ? 1 : n === 2 ? 2 : 3
}

/** What the heading of a guardian's column says of the guardian: `Mother's phone` → `mother`. */
export function relationIn(heading: string): string {
  const found = /(father|mother|baba|mama|uncle|aunt|grandmother|grandfather)/.exec(bare(heading))?.[0] ?? ''
  return { baba: 'father', mama: 'mother' }[found] ?? found
}

/** How far down a title may push the headings. */
const lastHeadingRow = 30

/**
 * Where the headings are: the row of which most cells are known ones. Without any, the first row with two texts in it.
 * Null: no table here.
 */
export function headingRow(rows: readonly (readonly string[])[]): number | null {
  let best: { index: number; known: number } | null = null
  for (const [index, row] of rows.slice(0, lastHeadingRow).entries()) {
    const known = guessColumns(row).filter(field => field !== null).length
    if (known >= 2 && known > (best?.known ?? 0)) best = { index, known }
  }
  if (best !== null) return best.index
  const first = rows.slice(0, lastHeadingRow).findIndex(row => row.filter(cell => cell !== '').length >= 2)
  return first < 0 ? null : first
}
