import { describe, expect, it } from 'vitest'
import { CMD, EF } from './commands.ts'
import { enrollNews, startEnrollRequests } from './enroll-records.ts'
import { createDeframer, decodePacket } from './packet.ts'
import { FRAMES } from './vectors.ts'

const event = (session: number, ...data: number[]) => ({
  command: CMD.REG_EVENT,
  session,
  replyId: 0,
  data: Uint8Array.from(data),
})

describe('events of an enrollment', () => {
  it('include the captured score of a good press', () => {
    const hex = FRAMES.find(({ id }) => id === 'A02')?.hex ?? ''
    const [payload = new Uint8Array(0)] = createDeframer().push(Buffer.from(hex, 'hex'))
    expect(enrollNews(decodePacket(payload))).toEqual({ kind: 'press', good: true })
  })

  it('are told apart by their kind and length', () => {
    expect(enrollNews(event(EF.FINGER))).toEqual({ kind: 'finger_seen' })
    expect(enrollNews(event(EF.FINGER_SCORE, 0))).toEqual({ kind: 'press', good: false })
    expect(enrollNews(event(EF.FINGER_SCORE))).toEqual({ kind: 'press', good: false })
    expect(enrollNews(event(EF.ENROLL_FINGER, 5, 0))).toEqual({ kind: 'end', result: 5, finger: null })
    const success = [0, 0, 0x40, 2, ...Array.from('4711', digit => digit.charCodeAt(0)), 0, 0, 0, 0, 0, 6]
    expect(enrollNews(event(EF.ENROLL_FINGER, ...success))).toEqual({ kind: 'end', result: 0, finger: 6 })
    expect(enrollNews(event(EF.ENROLL_FINGER, 0, 0, 1, 2, 17, 0, 6))).toEqual({ kind: 'end', result: 0, finger: 6 })
    expect(enrollNews(event(EF.ATTLOG, 1, 2))).toBeNull()
  })
})

describe('the request to enroll', () => {
  const who = { uid: 0x0102, userId: '4711', finger: 6, flag: 3 }

  it('has 26 bytes for colour screens', () => {
    const [data] = startEnrollRequests('tft', who)
    expect(Buffer.from(data ?? []).toString('hex')).toBe(`34373131${'00'.repeat(20)}0603`)
  })

  it('has 5 bytes, or else 3, for black-and-white ones', () => {
    expect(startEnrollRequests('bw', who)).toEqual([Uint8Array.of(0x67, 0x12, 0, 0, 6), Uint8Array.of(0x02, 0x01, 6)])
  })
})
