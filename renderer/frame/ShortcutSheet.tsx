import { useShortcutList } from '../stores/shortcuts.ts'
import { t } from '../strings/t.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Kbd } from '../ui/Kbd.tsx'

/** Every key that does something now. */
export function ShortcutSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const groups = useShortcutList(state => state.groups)
  const titles = [...new Set(groups.map(group => group.title))]
  const sections = titles.map(title => ({
    title,
    keys: groups
      .filter(group => group.title === title)
      .flatMap(group => group.list.map(({ keys, label }) => [keys, label] as const)),
  }))
  return (
    <Dialog open={open} onClose={onClose} title={t.shortcuts.title} text={t.shortcuts.text}>
      <div className="columns-2 gap-8 max-md:columns-1">
        {[...sections, { title: t.shortcuts.groups.lists, keys: t.shortcuts.lists }].map((section, n) => (
          <section key={n} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-xs font-semibold text-ink-3">{section.title}</h3>
            <dl>
              {section.keys.map(([keys, label]) => (
                <div key={`${keys} ${label}`} className="flex justify-between gap-4 py-0.5">
                  <dt>{label}</dt>
                  <dd className="flex gap-1">
                    {keys.split(' ').map(key => (
                      <Kbd key={key} keys={key} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
