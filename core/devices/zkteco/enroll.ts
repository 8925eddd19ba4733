import { AppError } from '../../contract/errors.ts'
import type { EnrollStep, FingerTemplate } from '../../ports.ts'
import { CMD, EF, REPLY } from './commands.ts'
import type { EnrollNews } from './enroll-records.ts'
import { enrollNews, startEnrollRequests } from './enroll-records.ts'
import type { Firmware } from './family.ts'
import type { Packet } from './packet.ts'
import { refresh, u32Bytes } from './readings.ts'
import type { Talk } from './session.ts'
import { expectOk, NO_DATA, onePacket } from './session.ts'
import type { TemplateRecord } from './template-records.ts'
import type { ReadingOptions } from './whole-tables.ts'
import { readUserTable } from './whole-tables.ts'
import { emptySlot, readFinger, uploadFinger } from './write-fingers.ts'

/** How enrolling goes; terminals differ in these only. */
export type EnrollSettings = {
  /** Good presses that make a template. */
  readonly presses: number
  /** Silence of the terminal after which it is given up, ms. */
  readonly silenceMs: number
  /** Silence after the start at which a terminal is prompted with STARTVERIFY once, ms; null: never. */
  readonly promptAfterMs: number | null
}

export const ENROLL_SETTINGS: EnrollSettings = { presses: 3, silenceMs: 60_000, promptAfterMs: 3000 }

type Request = { readonly userId: string; readonly finger: number; readonly flag?: number }

/** A terminal of which the PC forgot to start reading may not answer to fingers any more. */
const BACK_TO_NORMAL = [CMD.CANCEL_CAPTURE, CMD.START_VERIFY, CMD.REFRESH_DATA]

const VALID = 1
const DUPLICATE = 5
const CANCELLED = 6

/** Enrolls one finger; see `DeviceSession.enroll` and the protocol notes, section 10. */
export async function enroll(
  talk: Talk,
  { userId, finger, flag = VALID }: Request,
  onStep: (step: EnrollStep) => void,
  signal: AbortSignal,
  how: { readonly firmware: Firmware; readonly settings: EnrollSettings; readonly options: ReadingOptions },
): Promise<FingerTemplate> {
  const { firmware, options } = how
  if (signal.aborted) throw new AppError('enroll_cancelled', { by: 'office' })
  const user = (await readUserTable(talk, options)).users.find(one => one.userId === userId)
  if (!user) throw new AppError('not_found', { what: 'user' })
  const who = { uid: user.uid, userId, textIds: firmware.userWidth === 72 }
  // Before anything else: nothing that the terminal tells from here on may be missed.
  expectOk(CMD.REG_EVENT, await talk.ask(CMD.REG_EVENT, u32Bytes(EF.ALL), onePacket))
  const held = await readFinger(talk, user.uid, finger, options)
  if (held) await emptySlot(talk, who, finger, options)
  try {
    await capture(talk, { ...who, finger, flag }, onStep, signal, how)
    onStep({ kind: 'reading_back' })
    const kept = await readFinger(talk, user.uid, finger, options)
    if (!kept) throw new AppError('enroll_failed', { result: 'not_kept' })
    return { userId, ...kept }
  } catch (error) {
    if (held && error instanceof AppError && error.code.startsWith('enroll_')) await putBack(talk, held, options)
    throw error
  }
}

/** Ends an enrollment that another line began; see `DeviceSession.endEnrollment`. */
export function endEnrollment(talk: Talk): Promise<void> {
  return talk.borrow(BACK_TO_NORMAL, () => Promise.resolve())
}

/** The child keeps the finger that was there before. */
async function putBack(talk: Talk, held: TemplateRecord, options: ReadingOptions): Promise<void> {
  if (await readFinger(talk, held.uid, held.finger, options)) return
  await uploadFinger(talk, held.uid, held, options)
  await refresh(talk)
}

/** Resolves when the terminal says that it has the finger; whatever happens, it reads fingers normally afterwards. */
async function capture(
  talk: Talk,
  who: { readonly uid: number; readonly userId: string; readonly finger: number; readonly flag: number },
  onStep: (step: EnrollStep) => void,
  signal: AbortSignal,
  { firmware, settings, options }: Parameters<typeof enroll>[4],
): Promise<void> {
  const inbox = createInbox(talk)
  try {
    await talk.borrow(BACK_TO_NORMAL, async () => {
      await talk.ask(CMD.CANCEL_CAPTURE, NO_DATA, onePacket)
      await start(talk, firmware, who)
      const { presses: of } = settings
      let good = 0
      let lifted = false
      let prompted = settings.promptAfterMs === null
      onStep({ kind: 'place', press: 1, of })
      for (;;) {
        const patience = prompted ? settings.silenceMs : (settings.promptAfterMs ?? settings.silenceMs)
        const news = await inbox.next(Math.min(patience, settings.silenceMs), signal)
        if (news === 'silence' && !prompted) {
          prompted = true
          await talk.ask(CMD.START_VERIFY, NO_DATA, onePacket)
          continue
        }
        prompted = true
        if (news === 'silence') throw new AppError('enroll_timeout')
        if (news === 'cancelled') throw new AppError('enroll_cancelled', { by: 'office' })
        if (news === 'lost') throw await talk.lost
        switch (news.kind) {
          case 'finger_seen':
            if (!lifted && good < of) onStep({ kind: 'lift', press: good + 1, of })
            lifted = true
            break
          case 'press':
            if (news.good) {
              good += 1
              if (!lifted && good <= of) onStep({ kind: 'lift', press: good, of })
            } else onStep({ kind: 'bad_press' })
            lifted = false
            if (good < of) onStep({ kind: 'place', press: good + 1, of })
            break
          case 'end':
            if (news.finger !== null && news.finger !== who.finger) {
              options.log.warn('terminal enrolled another finger', { finger: news.finger })
            }
            checkResult(news.result)
            return
        }
      }
    })
  } finally {
    inbox.close()
  }
}

/** @throws AppError enroll_failed when the terminal accepts none of the forms: slot taken, busy, or an unknown user. */
async function start(
  talk: Talk,
  firmware: Firmware,
  who: { readonly uid: number; readonly userId: string; readonly finger: number; readonly flag: number },
): Promise<void> {
  let code = 0
  for (const request of startEnrollRequests(firmware.userWidth === 72 ? 'tft' : 'bw', who)) {
    const answer = await talk.ask(CMD.START_ENROLL, request, onePacket)
    if (answer.command === REPLY.OK) return
    code = answer.command
  }
  throw new AppError('enroll_failed', { result: 'not_started', code })
}

function checkResult(result: number): void {
  if (result === 0) return
  if (result === DUPLICATE) throw new AppError('enroll_duplicate', { result })
  if (result === CANCELLED) throw new AppError('enroll_cancelled', { by: 'terminal', result })
  throw new AppError('enroll_failed', { result })
}

type Inbox = {
  /** The next piece of news, or why there is none. */
  next(patienceMs: number, signal: AbortSignal): Promise<EnrollNews | 'silence' | 'cancelled' | 'lost'>
  close(): void
}

/** Keeps what events say about the enrollment until it is asked for, so that several in one segment are all counted. */
function createInbox(talk: Talk): Inbox {
  const waiting: EnrollNews[] = []
  let wake: (() => void) | null = null
  let isLost = false
  talk.setEventTap((event: Packet) => {
    const news = enrollNews(event)
    if (!news) return false
    waiting.push(news)
    wake?.()
    return true
  })
  void talk.lost.then(() => {
    isLost = true
    wake?.()
  })

  return {
    async next(patienceMs, signal) {
      if (waiting.length === 0 && !isLost && !signal.aborted) {
        await new Promise<void>(resolve => {
          const timer = setTimeout(resolve, patienceMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
          signal.addEventListener('abort', wake, { once: true })
        })
        if (wake) signal.removeEventListener('abort', wake)
        wake = null
      }
      if (isLost) return 'lost'
      return waiting.shift() ?? (signal.aborted ? 'cancelled' : 'silence')
    },
    close() {
      talk.setEventTap(null)
    },
  }
}
