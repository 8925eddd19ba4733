import { clockText } from '../day.ts'
import type { Queued } from './batches.repo.ts'
import { composeMessage, dayInText, fitsOnePart } from './compose.ts'
import type { TextChild } from './compose.ts'
import { smsSize } from './gsm.ts'
import type { AlertFacts, AlertWork } from './interlock-facts.ts'
import { channelsFor } from './queue-rules.ts'
import { receiversOfAll } from './receivers.repo.ts'
import { schoolTexts } from './writing.ts'

type Draft = { text: string; readonly children: TextChild[]; readonly channel: 'sms' | 'email' }

/**
 * How many messages alerts of these children would be, and how many parts, without writing them: a whole gate that is
 * not read can be hundreds. Texts are shared and split as they are when they are written.
 */
export function alertCost(
  { tx, timetable }: Pick<AlertWork, 'tx' | 'timetable'>,
  { children, interlock: { closesAt, day } }: Pick<AlertFacts, 'children' | 'interlock'>,
): Queued {
  const { emailAccount, messages: policy } = timetable.settings
  const textOf = schoolTexts(tx)
  const facts = { sender: policy.senderName, officePhone: policy.officePhone, date: dayInText(day) }
  const time = clockText(timetable.zone.minuteOf(closesAt))
  const receivers = receiversOfAll(
    tx,
    children.map(({ studentId }) => studentId),
  )
  const drafts: Draft[] = []
  /** The newest text to each guardian, which a brother or sister may still join. */
  const open = new Map<string, Draft>()
  for (const { studentId, fullName: name, className } of children) {
    const child = { name, className, time }
    const addresses = new Set<string>()
    for (const receiver of receivers.get(studentId) ?? []) {
      for (const channel of channelsFor(receiver, emailAccount)) {
        const address = channel === 'email' ? (receiver.email ?? '') : receiver.phone
        if (addresses.has(address)) continue
        addresses.add(address)
        const textFor = (some: readonly TextChild[]) =>
          composeMessage(textOf, 'absent', receiver.language, { ...facts, children: some })
        const key = `${receiver.guardianId} ${channel}`
        const known = receiver.hasSiblings ? open.get(key) : undefined
        const joined = known === undefined ? '' : textFor([...known.children, child])
        if (known !== undefined && (channel === 'email' || fitsOnePart(joined))) {
          known.children.push(child)
          known.text = joined
          continue
        }
        const draft = { text: textFor([child]), children: [child], channel }
        drafts.push(draft)
        open.set(key, draft)
      }
    }
  }
  const parts = drafts.map(({ text, channel }) => (channel === 'email' ? 0 : smsSize(text).segments))
  return { messages: drafts.length, parts: parts.reduce((sum, n) => sum + n, 0) }
}
