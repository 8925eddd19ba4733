import clsx from 'clsx'
import { initials } from '../format.ts'

type Props = {
  name: string
  /** A data URL. */
  photo?: string | undefined
  large?: boolean
}

/** The photo of a person, or the initials where there is none. */
export function Avatar({ name, photo, large = false }: Props) {
  const size = large ? 'size-11' : 'size-7'
  if (photo !== undefined)
    return <img alt="" src={photo} className={clsx('shrink-0 rounded-full bg-sunken object-cover', size)} />
  return (
    <span
      aria-hidden
      className={clsx(
        'flex shrink-0 items-center justify-center rounded-full bg-sunken font-semibold text-ink-2',
        size,
        large ? 'text-base' : 'text-xs',
      )}
    >
      {initials(name)}
    </span>
  )
}
