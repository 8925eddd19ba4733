import type { DeviceGroupOption, DeviceStatus } from '../../../core/contract/devices.ts'
import { t } from '../../strings/t.ts'

/** A terminal as it is being filled in. `group` is an id, or `newGroup`. */
export type TerminalDraft = {
  name: string
  location: string
  host: string
  port: string
  commKey: string
  group: string
  newGroupName: string
}

/** Chosen instead of a group that exists. */
export const newGroup = 'new'

/** What stands in the form for a new terminal. */
export function blankTerminal(groups: readonly DeviceGroupOption[]): TerminalDraft {
  const group = groups[0]?.id ?? newGroup
  const { firstGroup } = t.terminals.form
  return { name: '', location: '', host: '', port: '4370', commKey: '0', group, newGroupName: firstGroup }
}

/** What stands in the form for one that exists; its communication key never comes out of the core. */
export function draftOf(device: DeviceStatus, groups: readonly DeviceGroupOption[]): TerminalDraft {
  const { name, location, host, port, groupName } = device
  const group = groups.find(one => one.name === groupName)?.id ?? newGroup
  return { name, location, host, port: String(port), commKey: '', group, newGroupName: groupName }
}

/** What is wrong with a field, in a sentence; undefined when nothing is. */
export function terminalProblem(draft: TerminalDraft, field: keyof TerminalDraft): string | undefined {
  const { wrong } = t.terminals.form
  switch (field) {
    case 'name':
      return draft.name.trim() === '' ? wrong.name : undefined
    case 'host':
      return /^[A-Za-z0-9.-]+$/.test(draft.host.trim()) ? undefined : wrong.host
    case 'port':
      return isWhole(draft.port, 1, 65_535) ? undefined : wrong.port
    case 'commKey':
      return draft.commKey.trim() === '' || isWhole(draft.commKey, 0, 999_999) ? undefined : wrong.commKey
    case 'newGroupName':
      return draft.group === newGroup && draft.newGroupName.trim() === '' ? wrong.newGroupName : undefined
    case 'location':
    case 'group':
      return undefined
  }
}

function isWhole(text: string, low: number, high: number): boolean {
  const value = Number(text.trim())
  return /^\d+$/.test(text.trim()) && value >= low && value <= high
}
