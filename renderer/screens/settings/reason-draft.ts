import type { Reason } from '../../../core/contract/morning.ts'

/** These do something else on the morning screen. */
const otherKeys = ['c', 'm', 'p', 'u']

export type ReasonProblem = 'label' | 'key' | 'keyTwice' | 'letter' | 'letterTwice'

/** What is wrong with a reason in its list; undefined when nothing is. */
export function reasonProblem(reasons: readonly Reason[], index: number): ReasonProblem | undefined {
  const one = reasons[index]
  if (one === undefined) return undefined
  const others = reasons.filter((_, i) => i !== index)
  if (one.label.trim() === '') return 'label'
  if (!/^[0-9a-z]$/.test(one.key) || otherKeys.includes(one.key)) return 'key'
  if (others.some(({ key }) => key === one.key)) return 'keyTwice'
  if (one.letter.length !== 1 || one.letter.trim() === '') return 'letter'
  return others.some(({ letter }) => letter === one.letter) ? 'letterTwice' : undefined
}

/** A code for a new reason: its first letters, and more until no other has it. The code never changes afterwards. */
export function codeFor(label: string, taken: readonly string[]): string {
  const plain = label
    .toLowerCase()
    .replace(/[^a-z]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 24)
  let code = plain.length < 2 ? 'reason' : plain
  while (taken.includes(code)) code += '_b'
  return code
}
