let made = 0

/** A UUIDv7 of a moment, epoch ms. Later calls of the same moment sort later; the same in every run. */
export function idAt<I extends string>(at: number): I {
  made += 1
  const time = at.toString(16).padStart(12, '0')
  const count = made.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${count}` as I
}
