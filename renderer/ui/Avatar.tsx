import { initials } from '../format.ts'

/** Initials of a person, where no photo is kept. */
export function Avatar({ name, large = false }: { name: string; large?: boolean }) {
  return (
    <span
      aria-hidden
      className={
        large
          ? 'flex size-11 shrink-0 items-center justify-center rounded-full bg-sunken text-base font-semibold text-ink-2'
          : 'flex size-7 shrink-0 items-center justify-center rounded-full bg-sunken text-xs font-semibold text-ink-2'
      }
    >
      {initials(name)}
    </span>
  )
}
