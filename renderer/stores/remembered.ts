/** What this computer remembers between starts: choices of view, never data of the school. */
export function remember(name: string, value: string): void {
  window.localStorage.setItem(`rollcall.${name}`, value)
}

/** The remembered choice if it is one of `choices`, else null. */
export function remembered<const T extends string>(name: string, choices: readonly T[]): T | null {
  const value = window.localStorage.getItem(`rollcall.${name}`)
  return choices.find(choice => choice === value) ?? null
}

/** The remembered ones among `choices`, in their order; null when nothing was chosen yet. */
export function rememberedSome<const T extends string>(name: string, choices: readonly T[]): T[] | null {
  const value = window.localStorage.getItem(`rollcall.${name}`)
  return value === null ? null : choices.filter(choice => value.split(',').includes(choice))
}
