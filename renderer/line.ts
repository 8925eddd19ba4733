import type { Day } from '../core/contract/common.ts'
import type { DeviceStatus } from '../core/contract/devices.ts'
import { countText, driftText, momentText } from './format.ts'
import { t } from './strings/t.ts'
import { errorSentence } from './strings/errors.ts'
import type { Tone } from './ui/Badge.tsx'

/** From this on the clock of a terminal is worth a word; smaller differences are normal. */
const noticeableDriftMs = 5_000

export type LineTone = Extract<Tone, 'present' | 'late' | 'absent' | 'plain' | 'accent'>

export function lineTone({ line, clockDriftMs }: DeviceStatus): LineTone {
  switch (line.kind) {
    case 'online':
      return driftMatters(clockDriftMs) ? 'late' : 'present'
    case 'reading':
      return 'accent'
    case 'connecting':
      return 'late'
    case 'offline':
      return 'absent'
    case 'stopped':
      return 'plain'
  }
}

/** One or two words for the strip: `offline since 07:41`. */
export function lineWord({ line, clockDriftMs }: DeviceStatus, today: Day, zone: string): string {
  switch (line.kind) {
    case 'online':
      return clockDriftMs !== null && driftMatters(clockDriftMs)
        ? `${t.line.online}, ${t.line.drift(driftText(clockDriftMs))}`
        : t.line.online
    case 'connecting':
      return t.line.connecting
    case 'reading':
      return t.line.reading(line.done, line.total)
    case 'offline':
      return t.line.offline(momentText(line.since, today, zone))
    case 'stopped':
      return t.line.stopped
  }
}

/** What happened, what it means for the school, and the next step. */
export function lineSentence({ name, line }: DeviceStatus, today: Day, zone: string): string {
  const { says } = t.terminals
  switch (line.kind) {
    case 'online':
      return says.online(name)
    case 'connecting':
      return says.connecting(name)
    case 'reading':
      return says.reading(name, countText(line.done), countText(line.total))
    case 'stopped':
      return says.stopped(name)
    case 'offline': {
      if (line.reason === 'device_offline') return says.offline(name, momentText(line.since, today, zone))
      const { title, text } = errorSentence({ code: line.reason, details: { device: name } })
      return `${title}. ${text}`
    }
  }
}

/** Whether a terminal's clock is off enough to be named. */
export function driftMatters(ms: number | null): boolean {
  return ms !== null && Math.abs(ms) >= noticeableDriftMs
}
