import { Camera } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { StudentDetail } from '../../../core/contract/school.ts'
import { call } from '../../api.ts'
import { redrawn } from '../../picture.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError } from '../../stores/toasts.ts'
import { showDone } from '../../stores/undo.ts'
import { t } from '../../strings/t.ts'
import { Avatar } from '../../ui/Avatar.tsx'
import { Hint } from '../../ui/Hint.tsx'

/** As wide or high as a photo is kept, pixels. */
const longestSide = 480

type Props = { student: StudentDetail; photo: string | undefined }

/** The photo of a student; pressed, it asks for a picture file. */
export function PhotoButton({ student, photo }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const label = student.hasPhoto ? t.photo.change : t.photo.choose
  const keys = useMemo(() => [{ keys: 'P', label: t.photo.choose, run: () => input.current?.click() }], [])
  useShortcuts(t.nav.students, keys)

  async function take(file: File): Promise<void> {
    setBusy(true)
    try {
      const jpeg = await redrawn(file, longestSide, 'image/jpeg')
      const { undoId } = await call('students.setPhoto', { studentId: student.id, jpeg })
      showDone(t.photo.set(student.fullName), undoId)
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <div className="relative shrink-0">
        <Avatar name={student.fullName} photo={photo} large />
        <Hint text={label} keys="P">
          <button
            type="button"
            aria-label={label}
            aria-keyshortcuts="P"
            aria-busy={busy}
            disabled={busy}
            onClick={() => input.current?.click()}
            className="group absolute inset-0 rounded-full"
          >
            <span className="absolute -right-1 -bottom-1 flex size-5 items-center justify-center rounded-full border border-line bg-surface text-ink-2 group-hover:text-ink">
              <Camera aria-hidden size={12} />
            </span>
          </button>
        </Hint>
      </div>
      <input
        ref={input}
        type="file"
        accept="image/jpeg,image/png,image/webp"
        aria-label={t.photo.file}
        tabIndex={-1}
        className="hidden"
        onChange={event => {
          const file = event.target.files?.[0]
          // The same file may be chosen again.
          event.target.value = ''
          if (file !== undefined) take(file).catch(showError)
        }}
      />
    </>
  )
}

/** Takes the photo of a student away. */
export function removePhoto(student: StudentDetail): void {
  call('students.setPhoto', { studentId: student.id, jpeg: null }).then(
    ({ undoId }) => showDone(t.photo.removed(student.fullName), undoId),
    showError,
  )
}
