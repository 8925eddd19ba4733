import { ImagePlus, Trash2 } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import type { SchoolRecord, SchoolType } from '../../../core/contract/school.ts'
import type { AppError } from '../../../core/contract/errors.ts'
import { asAppError, call } from '../../api.ts'
import { redrawn } from '../../picture.ts'
import { useShortcuts } from '../../stores/shortcuts.ts'
import { showError, useToasts } from '../../stores/toasts.ts'
import { t } from '../../strings/t.ts'
import { Answer } from '../../ui/Answer.tsx'
import { Button } from '../../ui/Button.tsx'
import { ErrorNote } from '../../ui/ErrorState.tsx'
import { Field } from '../../ui/Field.tsx'
import { SelectField } from '../../ui/SelectField.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useCall } from '../../use-call.ts'
import { SettingsScreen } from './SettingsScreen.tsx'

/** As wide or high as a logo is kept, pixels: sharp in print at the size it has there. */
const logoSide = 480

/** The school itself: as it stands on letters and printed pages. */
export function School() {
  const answer = useCall('school.get', {})
  return (
    <SettingsScreen title={t.school.title} text={t.school.text}>
      <Answer state={answer} waiting={<Skeleton rows={8} height={48} />}>
        {school => <Form school={school} onSaved={answer.refetch} />}
      </Answer>
    </SettingsScreen>
  )
}

type TextField = 'name' | 'code' | 'address' | 'phone' | 'email' | 'uic' | 'knecCode'
const longest: Readonly<Record<TextField, number>> = {
  name: 200,
  code: 50,
  address: 300,
  phone: 40,
  email: 120,
  uic: 30,
  knecCode: 30,
}

function schoolProblem(draft: SchoolRecord, field: TextField): string | undefined {
  const needed = field === 'name' || field === 'code'
  return needed && draft[field].trim().length < 2 ? t.setUp.tooShort(2) : undefined
}

function Form({ school, onSaved }: { school: SchoolRecord; onSaved: () => void }) {
  const form = useRef<HTMLFormElement>(null)
  const [draft, setDraft] = useState(school)
  const [logo, setLogo] = useState<Uint8Array<ArrayBuffer> | null | undefined>(undefined)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  const keys = useMemo(
    () => [{ keys: 'Ctrl+S', label: t.common.save, run: () => form.current?.requestSubmit(), whileTyping: true }],
    [],
  )
  useShortcuts(t.nav.settings, keys)

  async function save(): Promise<void> {
    setTried(true)
    if ((['name', 'code'] as const).some(field => schoolProblem(draft, field))) return
    setBusy(true)
    setError(null)
    try {
      const { name, code, type, address, phone, email, uic, knecCode } = draft
      const facts = { name, code, type, address, phone, email, uic, knecCode }
      await call('school.save', { ...facts, ...(logo !== undefined && { logo }) })
      useToasts.getState().show({ tone: 'good', title: t.school.saved, text: t.school.savedText })
      setLogo(undefined)
      onSaved()
    } catch (reason) {
      setError(asAppError(reason))
    }
    setBusy(false)
  }

  const text = (field: TextField) => ({
    label: t.school.fields[field],
    maxLength: longest[field],
    value: draft[field],
    error: tried ? schoolProblem(draft, field) : undefined,
    onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [field]: event.target.value }),
  })

  return (
    <form
      ref={form}
      noValidate
      onSubmit={event => {
        event.preventDefault()
        if (!busy) void save()
      }}
      className="flex max-w-200 flex-col gap-4 p-4"
    >
      {error !== null && <ErrorNote error={error} />}
      <div className="grid grid-cols-2 gap-4 max-md:grid-cols-1">
        <Field autoFocus hint={t.setUp.schoolNameHint} {...text('name')} />
        <SelectField
          label={t.school.fields.type}
          value={draft.type}
          hint={t.school.typeHints[draft.type]}
          choices={(['day', 'boarding', 'mixed'] as const).map(value => ({ value, label: t.school.types[value] }))}
          onChange={value => setDraft({ ...draft, type: value as SchoolType })}
        />
        <Field {...text('address')} />
        <Field inputMode="tel" {...text('phone')} />
        <Field type="email" {...text('email')} />
        <Field hint={t.school.codeHint} {...text('code')} />
        <Field hint={t.school.uicHint} {...text('uic')} />
        <Field hint={t.school.knecHint} {...text('knecCode')} />
      </div>
      <Logo
        url={draft.logoUrl}
        onChange={(bytes, logoUrl) => {
          setLogo(bytes)
          setDraft({ ...draft, logoUrl })
        }}
      />
      <Button type="submit" look="main" label={t.common.save} keys="Ctrl+S" busy={busy} className="self-start" />
    </form>
  )
}

type LogoProps = { url: string | null; onChange: (bytes: Uint8Array<ArrayBuffer> | null, url: string | null) => void }

function Logo({ url, onChange }: LogoProps) {
  const input = useRef<HTMLInputElement>(null)
  async function take(file: File): Promise<void> {
    const bytes = await redrawn(file, logoSide, 'image/png')
    onChange(bytes, await dataUrl(bytes))
  }
  return (
    <div>
      <p className="mb-1 font-medium">{t.school.logo}</p>
      <div className="flex items-center gap-3">
        {url === null ? (
          <p className="text-ink-3">{t.school.noLogo}</p>
        ) : (
          <img
            alt={t.school.logo}
            src={url}
            className="max-h-20 max-w-40 rounded-sm border border-line bg-[white] p-1"
          />
        )}
        <Button
          icon={ImagePlus}
          label={url === null ? t.school.chooseLogo : t.school.changeLogo}
          onClick={() => input.current?.click()}
        />
        {url !== null && (
          <Button look="quiet" icon={Trash2} label={t.school.removeLogo} onClick={() => onChange(null, null)} />
        )}
      </div>
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        aria-label={t.school.logo}
        tabIndex={-1}
        className="hidden"
        onChange={event => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file !== undefined) take(file).catch(showError)
        }}
      />
      <p className="mt-1 text-xs text-ink-3">{t.school.logoHint}</p>
    </div>
  )
}

function dataUrl(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Promise((done, fail) => {
    const reader = new FileReader()
    reader.onload = () => done(typeof reader.result === 'string' ? reader.result : '')
    reader.onerror = () => fail(new Error('the picture could not be shown'))
    reader.readAsDataURL(new Blob([bytes], { type: 'image/png' }))
  })
}
