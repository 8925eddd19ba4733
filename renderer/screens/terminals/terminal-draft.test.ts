import { describe, expect, it } from 'vitest'
import { deviceDraft } from '../../../core/contract/devices.ts'
import { blankTerminal, newGroup, terminalProblem } from './terminal-draft.ts'
import type { TerminalDraft } from './terminal-draft.ts'

const good = { ...blankTerminal([]), name: 'Main Gate', host: '192.168.1.201' }

describe('the form of a terminal', () => {
  it('begins with the usual port, no key, and a group to be made where there is none', () => {
    expect(blankTerminal([])).toMatchObject({ port: '4370', commKey: '0', group: newGroup, newGroupName: 'Gates' })
  })

  it.each<[keyof TerminalDraft, string, boolean]>([
    ['name', ' ', false],
    ['host', '192.168.1.201', true],
    ['host', 'gate 2', false],
    ['host', '', false],
    ['port', '4370', true],
    ['port', '0', false],
    ['port', '65536', false],
    ['port', '43x', false],
    ['commKey', '', true],
    ['commKey', '999999', true],
    ['commKey', '1000000', false],
    ['newGroupName', ' ', false],
  ])('takes %s "%s": %s', (field, value, fine) => {
    expect(terminalProblem({ ...good, [field]: value }, field) === undefined).toBe(fine)
  })

  it('lets nothing through that the core would refuse', () => {
    const { name, location, host, port, commKey, newGroupName } = good
    const sent = { name, location, host, port: Number(port), commKey: Number(commKey), newGroupName }
    expect(deviceDraft.safeParse(sent).success).toBe(true)
  })
})
