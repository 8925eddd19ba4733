import { Check, Columns3 } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'
import { columnIds } from './columns.tsx'
import type { ColumnId } from './columns.tsx'

type Props = { shown: readonly ColumnId[]; onChange: (shown: ColumnId[]) => void }

/** Which columns the list has; this computer remembers it. */
export function ColumnMenu({ shown, onChange }: Props) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button look="quiet" iconOnly icon={Columns3} label={t.students.chooseColumns} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content
        align="end"
        sideOffset={4}
        className="z-50 min-w-44 rounded-md border border-line bg-surface p-1 shadow-float"
      >
        {columnIds
          .filter(id => id !== 'name')
          .map(id => (
            <DropdownMenu.CheckboxItem
              key={id}
              checked={shown.includes(id)}
              // Several are chosen in one go.
              onSelect={event => event.preventDefault()}
              onCheckedChange={on => onChange(columnIds.filter(one => (one === id ? on : shown.includes(one))))}
              className="flex h-8 items-center gap-2 rounded-sm px-2 outline-none data-highlighted:bg-accent-soft data-highlighted:text-accent"
            >
              <span className="w-4">
                <DropdownMenu.ItemIndicator>
                  <Check aria-hidden size={16} />
                </DropdownMenu.ItemIndicator>
              </span>
              {t.students.columns[id]}
            </DropdownMenu.CheckboxItem>
          ))}
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  )
}
