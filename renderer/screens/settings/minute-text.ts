import { minuteText } from '../../format.ts'

/** What a time field shows for minutes since midnight; empty for none. */
export function fieldOfMinute(minute: number | null): string {
  return minute === null ? '' : minuteText(minute)
}

/** Minutes since midnight of what a time field holds (`08:20`); null when it is empty. */
export function minuteOfField(text: string): number | null {
  const found = /^(\d{2}):(\d{2})/.exec(text)
  return found === null ? null : Number(found[1]) * 60 + Number(found[2])
}
