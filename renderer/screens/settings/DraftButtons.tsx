import { Save, Undo2 } from 'lucide-react'
import { t } from '../../strings/t.ts'
import { Button } from '../../ui/Button.tsx'

type Props = { changed: boolean; busy: boolean; onDiscard: () => void; onSave: () => void }

/** For a screen that is changed as a whole: nothing holds until it is saved. */
export function DraftButtons({ changed, busy, onDiscard, onSave }: Props) {
  return (
    <>
      {changed && <Button look="quiet" icon={Undo2} label={t.calendarPage.discard} onClick={onDiscard} />}
      <Button
        icon={Save}
        look="main"
        label={t.common.save}
        keys="Ctrl+S"
        busy={busy}
        disabled={!changed}
        onClick={onSave}
      />
    </>
  )
}
