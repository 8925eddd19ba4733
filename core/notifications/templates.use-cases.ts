import { createTimetables } from '../attendance/timetable.ts'
import { readCalendar } from '../calendar/closures.repo.ts'
import { AppError } from '../contract/errors.ts'
import { language as languages, templateKinds, templateText } from '../contract/messages.ts'
import type { Language, Template, TemplateKind } from '../contract/messages.ts'
import type { UndoWhat } from '../contract/undo.ts'
import type { Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import { beginUndo } from '../undo/undo.ts'
import type { Caller, Deps, UseCasesFor } from '../use-case.ts'
import { dayInText, defaultTexts, textFields } from './compose.ts'
import { messageCounts } from './messages.repo.ts'
import { canBeSent, createTextChecker } from './template-check.ts'
import type { TextChecker } from './template-check.ts'
import { eraseText, namesInUse, saveText, storedTexts, textId } from './templates.repo.ts'

type Channels = 'messages.templates' | 'messages.checkTemplate' | 'messages.saveTemplate' | 'messages.resetTemplate'

/** What parents are told in which words. A language that the school has not written keeps its own usual text. */
export function templatesUseCases({ db, clock, emit }: Pick<Deps, 'db' | 'clock' | 'emit'>) {
  const timetables = createTimetables()

  function checker(tx: Tx): TextChecker {
    const timetable = timetables(readCalendar(tx))
    const { senderName, officePhone, priceMinorPerSegment } = timetable.settings.messages
    const date = dayInText(timetable.dayOf(clock.now()))
    return createTextChecker({ sender: senderName, officePhone, date, priceMinorPerSegment, names: namesInUse(tx) })
  }

  /** Changes the text of a kind in a way that can be taken back. */
  function change(
    { user, audit }: Caller,
    { what, kind, language }: { readonly what: UndoWhat; readonly kind: TemplateKind; readonly language: Language },
    work: (tx: Tx, at: number) => void,
  ) {
    const at = clock.now()
    const changed = transact(db, tx => {
      const id = textId(kind, language)
      const undo = beginUndo(tx)
      undo.touch('template', [id])
      work(tx, at)
      audit(tx, { entityId: id })
      return { undoId: undo.finish({ what, subject: id, count: 1, access: 'messages:write', by: user, at }) }
    })
    emit({ name: 'messages.changed', payload: messageCounts(db) })
    return changed
  }

  return {
    'messages.templates': (): Template[] => {
      const check = checker(db)
      const stored = new Map(storedTexts(db).map(({ kind, language, text }) => [`${kind} ${language}`, text]))
      return templateKinds.flatMap(kind =>
        languages.options.map(language => {
          const own = stored.get(`${kind} ${language}`)
          const text = own ?? defaultTexts[language][kind]
          const fields = [...textFields]
          return { kind, language, text, isDefault: own === undefined, fields, check: check(kind, language, text) }
        }),
      )
    },

    'messages.checkTemplate': ({ kind, language, text }) => checker(db)(kind, language, text),

    'messages.saveTemplate': ({ kind, language, text: written }, caller) =>
      change(caller, { what: 'template_save', kind, language }, (tx, at) => {
        const checked = checker(tx)(kind, language, written)
        if (!canBeSent(checked)) throw new AppError('template_fields')
        const { text } = checked
        // An ellipsis becomes three characters, and some characters nothing.
        if (!templateText.safeParse(text).success) throw new AppError('invalid_input', { field: 'text' })
        if (text === defaultTexts[language][kind]) eraseText(tx, kind, language)
        else saveText(tx, { kind, language, text }, at)
      }),

    'messages.resetTemplate': ({ kind, language }, caller) =>
      change(caller, { what: 'template_reset', kind, language }, tx => eraseText(tx, kind, language)),
  } satisfies Pick<UseCasesFor<'messages'>, Channels>
}
