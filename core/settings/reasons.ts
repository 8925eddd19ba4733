import type { Reason } from '../contract/morning.ts'

/** Why children are away, for a Kenyan school to begin with. The key sets the reason on the morning screen. */
export const defaultReasons: Reason[] = [
  reason('sick', 'Sick', 's', 'S', { excused: true }),
  reason('medical', 'Medical appointment', 'h', 'H', { excused: true }),
  reason('bereavement', 'Family, bereavement', 'b', 'B', { excused: true }),
  reason('sent_home_fees', 'Sent home: fees', 'f', 'F', { excused: true }),
  reason('sent_home_uniform', 'Sent home: uniform', 'i', 'U', { excused: true }),
  reason('sent_home_discipline', 'Sent home: discipline', 'd', 'D', { excused: true }),
  reason('leave_out', 'Leave-out', 'l', 'O', { excused: true }),
  reason('activity', 'School activity', 'a', 'A', { excused: true, countsPresent: true }),
  reason('religious', 'Religious', 'r', 'R', { excused: true }),
  reason('work', 'Market or work', 'w', 'W', { alertsParent: true }),
  reason('weather', 'Weather or road', 'o', 'V', { excused: true }),
  reason('unknown', 'Not known', 'x', 'N', { alertsParent: true }),
]

function reason(code: string, label: string, key: string, letter: string, meaning: Partial<Reason>): Reason {
  return { code, label, key, letter, excused: false, countsPresent: false, alertsParent: false, ...meaning }
}
