import { Check, CircleUserRound, History, Keyboard, KeyRound, LogOut } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useSession } from '../stores/session.ts'
import { themes, useTheme } from '../stores/theme.ts'
import { showError } from '../stores/toasts.ts'
import { t } from '../strings/t.ts'
import { Kbd } from '../ui/Kbd.tsx'
import type { Overlay } from './overlay.ts'

const item =
  'flex h-8 items-center gap-2 rounded-sm px-2 outline-none data-highlighted:bg-accent-soft data-highlighted:text-accent'

type Props = { open: boolean; onOpen: (open: boolean) => void; onOverlay: (overlay: Overlay) => void }

/** Who is signed in, what was done lately, the theme, and the way out. */
export function UserMenu({ open, onOpen, onOverlay }: Props) {
  const user = useSession(state => state.current?.user)
  const signOut = useSession(state => state.signOut)
  const { theme, choose } = useTheme()
  if (!user) return null
  return (
    <DropdownMenu.Root modal={false} open={open} onOpenChange={onOpen}>
      <DropdownMenu.Trigger
        aria-keyshortcuts="Alt+U"
        className="flex h-9 items-center gap-2 rounded-md px-2 text-left hover:bg-sunken"
      >
        <CircleUserRound aria-hidden size={20} strokeWidth={1.5} className="text-ink-2" />
        <span className="flex flex-col max-lg:sr-only">
          <span className="max-w-40 truncate leading-tight font-medium">{user.fullName}</span>
          <span className="text-xs leading-tight text-ink-3">{t.roles[user.role]}</span>
        </span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        className="z-50 min-w-56 rounded-md border border-line bg-surface p-1 shadow-float"
      >
        <DropdownMenu.Label className="px-2 pt-1 pb-0.5 text-xs text-ink-3">{t.frame.theme}</DropdownMenu.Label>
        <DropdownMenu.RadioGroup value={theme}>
          {themes.map(choice => (
            <DropdownMenu.RadioItem key={choice} value={choice} onSelect={() => choose(choice)} className={item}>
              <span className="w-4">
                <DropdownMenu.ItemIndicator>
                  <Check aria-hidden size={16} />
                </DropdownMenu.ItemIndicator>
              </span>
              {t.frame.themes[choice]}
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
        <DropdownMenu.Separator className="my-1 h-px bg-line" />
        <DropdownMenu.Item className={item} onSelect={() => onOverlay('changes')}>
          <History aria-hidden size={16} />
          <span className="flex-1">{t.undo.recent}</span>
          <Kbd keys="Alt+Z" />
        </DropdownMenu.Item>
        <DropdownMenu.Item className={item} onSelect={() => onOverlay('password')}>
          <KeyRound aria-hidden size={16} />
          <span className="flex-1">{t.account.passwordTitle}</span>
        </DropdownMenu.Item>
        <DropdownMenu.Item className={item} onSelect={() => onOverlay('shortcuts')}>
          <Keyboard aria-hidden size={16} />
          <span className="flex-1">{t.frame.shortcuts}</span>
          <Kbd keys="?" />
        </DropdownMenu.Item>
        <DropdownMenu.Item className={item} onSelect={() => void signOut().catch(showError)}>
          <LogOut aria-hidden size={16} />
          <span className="flex-1">{t.frame.signOut}</span>
          <Kbd keys="Alt+Q" />
        </DropdownMenu.Item>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  )
}
