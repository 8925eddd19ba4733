import { CommandError, onOrOff, type Command } from './cli-command.ts'
import type { FaultAction } from './faults.ts'
import { GOOD_NETWORK, NETWORK_MODES, type NetworkConditions } from './network.ts'

const RATE_FAULTS = ['drop', 'jumble', 'corrupt', 'cut'] as const
const MS_FAULTS = { late: 'lateMs', coalesce: 'coalesceMs' } as const

function conditionOf(kind: string, value: string): Partial<NetworkConditions> {
  const rate = RATE_FAULTS.find(name => name === kind)
  if (rate) {
    if (!/^(0(\.\d{1,6})?|1)$/.test(value)) throw new CommandError(`fault ${kind} needs a part of 1, such as 0.1`)
    return { [rate]: Number(value) }
  }
  if (kind === 'late' || kind === 'coalesce') {
    if (!/^\d{1,5}$/.test(value)) throw new CommandError(`fault ${kind} needs a time in ms`)
    return { [MS_FAULTS[kind]]: Number(value) }
  }
  throw new CommandError('fault needs drop, jumble, corrupt or cut and a rate, late or coalesce and ms, or off')
}

const ACTIONS = ['close', 'close-after', 'ignore', 'lose'] as const

function actionOf(word: string): FaultAction {
  const named = ACTIONS.find(action => action === word)
  if (named) return named
  if (!/^\d{1,5}$/.test(word)) throw new CommandError(`next needs ${ACTIONS.join(', ')} or a reply code`)
  return Number(word)
}

function codeOf(word: string): number {
  if (!/^\d{1,5}$/.test(word)) throw new CommandError(`"${word}" is no command code`)
  return Number(word)
}

/** Commands that break the terminal or its network. */
export const FAULT_COMMANDS: Readonly<Record<string, Command>> = {
  net: {
    help: `net MODE           the network from now on: ${NETWORK_MODES.join(', ')}`,
    run({ served, print }, [word = '']) {
      const mode = NETWORK_MODES.find(known => known === word)
      if (!mode) throw new CommandError(`net needs ${NETWORK_MODES.join(', ')}`)
      served.network.mode(mode)
      print('net', { mode })
    },
  },
  fault: {
    help: 'fault KIND VALUE   one thing about the network: drop 0.1, jumble 0.3, corrupt 0.05, cut 0.02, late 300, coalesce 30; fault off',
    run({ served, print }, [kind = '', value = '']) {
      served.network.set(kind === 'off' ? GOOD_NETWORK : conditionOf(kind, value))
      print('fault', served.network.now())
    },
  },
  next: {
    help: 'next CODE ACTION   what the next request of a command gets, once: close, close-after, ignore, lose or a reply code',
    run({ served, print }, [code = '', word = '']) {
      const action = actionOf(word)
      served.faults.next(codeOf(code), action)
      print('next', { command: codeOf(code), action })
    },
  },
  'close-mid-table': {
    help: 'close-mid-table    the line ends in the middle of the next table',
    run({ served, print }) {
      served.faults.closeMidTable()
      print('close-mid-table')
    },
  },
  drop: {
    help: 'drop               ends all lines now',
    run({ served, print }) {
      served.dropLines()
      print('lines-dropped')
    },
  },
  secure: {
    help: 'secure on|off      firmware that wants an encrypted line: 6001 to everything',
    run({ served, print }, [word]) {
      served.faults.secured = onOrOff('secure', word)
      print('secure', { on: served.faults.secured })
    },
  },
  mute: {
    help: 'mute on|off        takes requests and answers none',
    run({ served, print }, [word]) {
      served.faults.mute = onOrOff('mute', word)
      print('mute', { on: served.faults.mute })
    },
  },
  without: {
    help: 'without CODE on|off  a command that its firmware does not know: 65535',
    run({ served, print }, [code = '', word]) {
      if (onOrOff('without', word)) served.faults.missing.add(codeOf(code))
      else served.faults.missing.delete(codeOf(code))
      print('without', { commands: [...served.faults.missing] })
    },
  },
  event: {
    help: 'event BIT HEX      sends an event as it is, known or not',
    run({ terminal, print }, [bit = '', hex = '']) {
      if (!/^\d{1,5}$/.test(bit) || !/^([0-9a-f]{2}){0,512}$/i.test(hex)) {
        throw new CommandError('event needs a bit and bytes in hex')
      }
      terminal.tell({ kind: 'raw', bit: Number(bit), data: new Uint8Array(Buffer.from(hex, 'hex')) })
      print('event', { bit: Number(bit), bytes: hex.length / 2 })
    },
  },
}
