import { useTerminals } from '../../../use-terminals.ts'

/** Since when each terminal that cannot be read has not been, epoch ms, by its name. */
export function useSilentSince(): ReadonlyMap<string, number> {
  const { data } = useTerminals()
  return new Map(
    (data?.devices ?? []).flatMap(({ name, line }) => (line.kind === 'offline' ? [[name, line.since] as const] : [])),
  )
}
