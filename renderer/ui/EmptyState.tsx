import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

type Props = { icon: LucideIcon; title: string; text: string; children?: ReactNode; role?: 'alert' | 'status' }

/** What stands where a list would be: why it is empty, and what to do next. */
export function EmptyState({ icon: Icon, title, text, children, role }: Props) {
  return (
    <div role={role} className="flex h-full min-h-32 flex-col items-center justify-center gap-1 p-6 text-center">
      <Icon aria-hidden size={28} strokeWidth={1.5} className="mb-1 text-ink-3" />
      <p className="font-semibold">{title}</p>
      <p className="max-w-96 text-ink-2">{text}</p>
      {children !== undefined && (
        <div className="mt-3 flex flex-wrap items-center justify-center gap-2">{children}</div>
      )}
    </div>
  )
}
