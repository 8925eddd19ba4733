/** Who is told of something. */
export type Listeners<T> = {
  /** Returns what takes the listener away. */
  add(listener: (what: T) => void): () => void
  call(what: T): void
}

export function createListeners<T>(): Listeners<T> {
  const all = new Set<(what: T) => void>()
  return {
    add(listener) {
      all.add(listener)
      return () => all.delete(listener)
    },
    call(what) {
      for (const listener of all) listener(what)
    },
  }
}
