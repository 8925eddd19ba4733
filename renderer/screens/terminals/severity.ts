import { CircleAlert, Clock, Info } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { Finding } from '../../../core/contract/devices.ts'
import type { Tone } from '../../ui/Badge.tsx'

type Severity = Finding['severity']

export const severityTone: Record<Severity, Tone> = { act_now: 'absent', look_today: 'late', ok_to_wait: 'plain' }
export const severityIcon: Record<Severity, LucideIcon> = { act_now: CircleAlert, look_today: Clock, ok_to_wait: Info }

/** The tone of the most urgent finding; null when there is none. */
export function worstTone(findings: readonly Finding[]): Tone | null {
  const worst = (['act_now', 'look_today', 'ok_to_wait'] as const).find(severity =>
    findings.some(finding => finding.severity === severity),
  )
  return worst === undefined ? null : severityTone[worst]
}
