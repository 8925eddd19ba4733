import { createHash } from 'node:crypto'
import { CommandError, onOrOff, type Command, type CommandContext } from './cli-command.ts'

/** A finger on the sensor while nobody is being enrolled. */
function pressToVerify({ terminal, print }: CommandContext, isGood: boolean, pin: string): void {
  terminal.tell({ kind: 'finger_seen' })
  terminal.tell({ kind: 'score', score: isGood ? 100 : 0 })
  if (!isGood) return
  const user = terminal.user({ userId: pin })
  terminal.tell({ kind: 'verified', uid: user?.uid ?? null })
  if (!user) return
  const result = terminal.punch(pin)
  if ('refused' in result) print('punch-refused', { pin, why: result.refused })
}

/** Commands about fingers and enrollment. */
export const FINGER_COMMANDS: Readonly<Record<string, Command>> = {
  press: {
    help: 'press good|bad [PIN]  a finger on the sensor: for the enrollment that is on, else PIN (or a stranger) arrives',
    run(context, [quality = '', pin = '']) {
      if (quality !== 'good' && quality !== 'bad') throw new CommandError('press needs good or bad')
      const { terminal, print } = context
      if (!terminal.enrollment.press(quality)) pressToVerify(context, quality === 'good', pin)
      const now = terminal.enrollment.current()
      print('pressed', { quality, enrolling: now !== null, good: now?.good ?? 0, bad: now?.bad ?? 0 })
    },
  },
  cancel: {
    help: 'cancel             the red key at the terminal ends the enrollment',
    run({ terminal, print }) {
      if (!terminal.enrollment.cancelHere()) throw new CommandError('no enrollment is on')
      print('cancelled')
    },
  },
  'enroll-result': {
    help: 'enroll-result 0|4|5|6|silent|auto  how enrollments end from now on: duplicate (5), no word (silent), by what happens (auto)',
    run({ terminal, print }, [word = '']) {
      if (word !== 'silent' && word !== 'auto' && !/^\d{1,5}$/.test(word)) {
        throw new CommandError('enroll-result needs a number, silent or auto')
      }
      terminal.enrollment.endWith(word === 'auto' ? null : word === 'silent' ? word : Number(word))
      print('enroll-result', { result: word })
    },
  },
  busy: {
    help: 'busy on|off        someone uses its menu: no enrollment can start',
    run({ terminal, print }, [word]) {
      terminal.setBusy(onOrOff('busy', word))
      print('busy', { on: terminal.isBusy() })
    },
  },
  fingers: {
    help: 'fingers            every finger on the terminal, with a hash of its template',
    run({ terminal, print }) {
      const fingers = terminal.fingers().map(({ uid, finger, flag, template }) => ({
        uid,
        userId: terminal.user({ uid })?.userId ?? '',
        finger,
        flag,
        bytes: template.length,
        sha256: createHash('sha256').update(template).digest('hex'),
      }))
      print('fingers', { count: fingers.length, fingers })
    },
  },
}
