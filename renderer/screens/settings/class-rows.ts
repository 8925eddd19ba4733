import type { ClassNode, StreamNode } from '../../../core/contract/school.ts'

/** A line of the list of classes: a class, or one of its streams. */
export type ClassRow =
  | { readonly kind: 'class'; readonly node: ClassNode }
  | { readonly kind: 'stream'; readonly node: ClassNode; readonly stream: StreamNode }

/** Each class and below it its streams, also the nameless one that is the whole class: it has the teacher and the room. */
export function classRows(classes: readonly ClassNode[]): ClassRow[] {
  return classes.flatMap((node): ClassRow[] => [
    { kind: 'class', node },
    ...node.streams.map((stream): ClassRow => ({ kind: 'stream', node, stream })),
  ])
}

/** Names of streams as typed with commas between them; one nameless stream, the whole class, when nothing is typed. */
export function streamNames(typed: string): string[] {
  const names = typed.split(',').map(name => name.trim())
  const named = names.filter(name => name !== '')
  return named.length === 0 ? [''] : [...new Set(named)]
}

/** How many students a stream has room for; null: not said; undefined: not a number from 1 to 500. */
export function capacityOf(typed: string): number | null | undefined {
  const text = typed.trim()
  if (text === '') return null
  const value = Number(text)
  return /^\d+$/.test(text) && value >= 1 && value <= 500 ? value : undefined
}
