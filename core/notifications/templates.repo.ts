import { and, eq, isNull, min, sql } from 'drizzle-orm'
import type { Language, MessageKind, TemplateKind } from '../contract/messages.ts'
import type { Tx } from '../db/open.ts'
import { schoolClass, stream, student, template } from '../db/schema.ts'
import { fullClassName, fullName } from '../school/student-names.repo.ts'

export type StoredText = { readonly kind: MessageKind; readonly language: Language; readonly text: string }

/** The texts that the school has changed. */
export function storedTexts(tx: Tx): StoredText[] {
  return tx.select({ kind: template.kind, language: template.language, text: template.text }).from(template).all()
}

/** The row that holds the school's own text, where there is one. */
export function textId(kind: TemplateKind, language: Language): string {
  return `${kind}:${language}`
}

export function saveText(
  tx: Tx,
  { kind, language, text }: { readonly kind: TemplateKind; readonly language: Language; readonly text: string },
  at: number,
): void {
  const row = { id: textId(kind, language), kind, language, text, updatedAt: at }
  tx.insert(template)
    .values(row)
    .onConflictDoUpdate({ target: [template.kind, template.language], set: row })
    .run()
}

export function eraseText(tx: Tx, kind: TemplateKind, language: Language): void {
  tx.delete(template)
    .where(and(eq(template.kind, kind), eq(template.language, language)))
    .run()
}

/**
 * How texts name the students who are at the school: one of each length of name and of class, with how many there are,
 * and every one whose name or class is written with other than plain letters.
 */
export function namesInUse(tx: Tx): { name: string; className: string; students: number }[] {
  const weight = (words: typeof fullName) =>
    sql`case when ${words} glob '*[^A-Za-z0-9 .’''-]*' then ${words} else length(${words}) end`
  return (
    tx
      // The other columns of a row are those of the first student: SQLite's promise where min() is alone.
      .select({
        first: min(student.id),
        name: fullName,
        className: fullClassName,
        students: sql`count(*)`.mapWith(Number),
      })
      .from(student)
      .innerJoin(stream, eq(stream.id, student.streamId))
      .innerJoin(schoolClass, eq(schoolClass.id, stream.classId))
      .where(and(eq(student.active, true), isNull(student.deletedAt)))
      .groupBy(weight(fullName), weight(fullClassName))
      .all()
      .map(({ name, className, students }) => ({ name, className, students }))
  )
}
