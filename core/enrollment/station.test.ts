import { afterEach, describe, expect, it } from 'vitest'
import type { StudentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { Station } from '../contract/enrollment.ts'
import { student } from '../db/schema.ts'
import { openEnrollmentOffice, until } from '../testing/enrollment-office.ts'
import type { EnrollmentOffice, OfficeOptions } from '../testing/enrollment-office.ts'
import { createFingerTerminal, nobodyPresses, threePresses } from '../testing/finger-terminal.ts'

const running: EnrollmentOffice[] = []
afterEach(async () => {
  for (const { app } of running.splice(0)) await app.stop()
})

async function setUp(options: OfficeOptions = {}) {
  const terminal = createFingerTerminal()
  const office = await openEnrollmentOffice({ deviceDriver: terminal.driver, ...options })
  running.push(office)
  const [first, second, third] = office.children
  if (!first || !second || !third) throw new Error('too few children')
  return { ...office, terminal, first, second, third }
}
type Place = Awaited<ReturnType<typeof setUp>>

const open = ({ desk, streamId, deviceId }: Place, onlyMissing = true) =>
  desk.call('enrollment.stationStart', { streamId, deviceId, onlyMissing })
const now = async ({ desk }: Place) => {
  const station = await desk.call('enrollment.station', {})
  if (station === null) throw new Error('no station is open')
  return station
}
const states = ({ children }: Station) => children.map(({ state }) => state)
const refusal = (code: ErrorCode) => expect.objectContaining({ code }) as Error

async function enroll(place: Place, studentId: StudentId, finger = 6) {
  const { id: stationId } = await now(place)
  const before = place.progress().filter(({ step }) => step.kind === 'connecting').length
  await place.desk.call('enrollment.stationEnroll', { stationId, studentId, finger })
  return place.ended(before + 1)
}
const skip = async (place: Place, studentId: StudentId, reason: 'absent' | 'later' | 'finger_fails') =>
  place.desk.call('enrollment.stationSkip', { stationId: (await now(place)).id, studentId, reason })
const undo = async (place: Place) => place.desk.call('enrollment.stationUndo', { stationId: (await now(place)).id })

describe('an enrollment station', () => {
  it('lists the class in its order, and the turn is the first one’s', async () => {
    const place = await setUp()
    const station = await open(place)
    expect(station).toMatchObject({
      className: 'Grade 7 East',
      deviceName: 'Office',
      finger: 6,
      currentStudentId: place.first,
      progress: null,
      finishedAt: null,
    })
    expect(station.children[0]).toEqual({
      studentId: place.first,
      fullName: 'Child01 Otieno',
      admissionNumber: 'A01',
      gender: 'M',
      state: 'waiting',
      fingers: [],
    })
    expect(station.children.map(({ studentId }) => studentId)).toEqual(place.children)
    expect(await now(place)).toEqual(station)
  })

  it('goes on to the next child when one is enrolled, and says so to the window', async () => {
    const place = await setUp()
    await open(place)
    await enroll(place, place.first)
    const station = await now(place)
    expect(station).toMatchObject({ currentStudentId: place.second, progress: null })
    expect(station.children[0]).toMatchObject({ state: 'done', fingers: [6] })
    const heard = place.desk.events.flatMap(event => (event.name === 'enrollment.station' ? [event.payload] : []))
    expect(heard.at(-1)).toEqual(station)
    expect(heard.map(({ progress }) => progress?.status ?? null)).toEqual([null, 'ready', null])
  })

  it('stays with a child whose enrollment failed', async () => {
    const place = await setUp()
    await open(place)
    place.terminal.enrolling = () => Promise.reject(new AppError('enroll_failed'))
    expect((await enroll(place, place.first)).status).toBe('failed')
    expect(await now(place)).toMatchObject({ currentStudentId: place.first })
  })

  it('takes a second finger, and another one where the first does not do', async () => {
    const place = await setUp()
    await open(place)
    await enroll(place, place.first, 5)
    await enroll(place, place.first, 6)
    const station = await now(place)
    expect(station.children[0]).toMatchObject({ state: 'done', fingers: [5, 6] })
    expect(station.currentStudentId).toBe(place.second)
  })

  it('passes over a child, and ends when everyone has had a turn', async () => {
    const place = await setUp()
    await open(place)
    await skip(place, place.first, 'absent')
    await skip(place, place.second, 'later')
    await skip(place, place.third, 'finger_fails')
    const station = await now(place)
    expect([states(station), station.currentStudentId]).toEqual([['absent', 'later', 'finger_fails'], null])
    await enroll(place, place.second)
    expect(states(await now(place))).toEqual(['absent', 'done', 'finger_fails'])
  })

  it('passing over the child who is being enrolled cancels that first', async () => {
    const place = await setUp()
    await open(place)
    place.terminal.enrolling = nobodyPresses
    const { id: stationId } = await now(place)
    await place.desk.call('enrollment.stationEnroll', { stationId, studentId: place.first, finger: 6 })
    await until('it waits for a finger', () => place.progress().some(({ step }) => step.kind === 'place'))
    expect((await now(place)).progress).toMatchObject({ studentId: place.first, step: { kind: 'place' } })
    await skip(place, place.first, 'absent')
    place.terminal.enrolling = threePresses
    expect((await place.ended(1)).status).toBe('cancelled')
    await enroll(place, place.second)
    expect(states(await now(place))).toEqual(['absent', 'done', 'waiting'])
    expect([...place.terminal.users.keys()]).toEqual(['2'])
  })

  it('leaves out those who have the finger, unless asked for all', async () => {
    const place = await setUp()
    await open(place)
    await enroll(place, place.second)
    expect((await open(place)).children.map(({ studentId }) => studentId)).toEqual([place.first, place.third])
    expect((await open(place, false)).children).toHaveLength(3)
  })

  it('does not list who left', async () => {
    const place = await setUp()
    place.db.update(student).set({ active: false }).run()
    expect(await open(place)).toMatchObject({ children: [], currentStudentId: null })
  })

  it('ends when the person says so', async () => {
    const place = await setUp()
    const { id: stationId } = await open(place)
    await place.desk.call('enrollment.stationEnd', { stationId })
    expect(await place.desk.call('enrollment.station', {})).toBeNull()
    expect(place.desk.events.at(-1)).toMatchObject({ payload: { id: stationId, finishedAt: place.clock.at } })
    const late = place.desk.call('enrollment.stationEnroll', { stationId, studentId: place.first, finger: 6 })
    await expect(late).rejects.toThrow(refusal('not_found'))
  })

  it('refuses a child of another class, and a class or terminal that is not there', async () => {
    const place = await setUp()
    const { id: stationId } = await open(place)
    const studentId = place.deviceId as never
    const other = place.desk.call('enrollment.stationEnroll', { stationId, studentId, finger: 6 })
    await expect(other).rejects.toThrow(refusal('not_found'))
    await expect(open({ ...place, streamId: place.first as never })).rejects.toThrow(refusal('not_found'))
    await expect(open({ ...place, deviceId: place.first as never })).rejects.toThrow(refusal('not_found'))
  })
})

describe('undoing', () => {
  it('takes back the last turn, one after the other', async () => {
    const place = await setUp()
    await open(place)
    await skip(place, place.first, 'later')
    await enroll(place, place.first)
    await skip(place, place.second, 'absent')
    await undo(place)
    expect(states(await now(place))).toEqual(['done', 'waiting', 'waiting'])
    await undo(place)
    const station = await now(place)
    expect(states(station)).toEqual(['later', 'waiting', 'waiting'])
    expect(station.children[0]?.fingers).toEqual([])
    await undo(place)
    expect((await now(place)).currentStudentId).toBe(place.first)
    await expect(undo(place)).rejects.toThrow(refusal('not_found'))
  })

  it('of a second finger leaves the first', async () => {
    const place = await setUp()
    await open(place)
    await enroll(place, place.first, 6)
    await enroll(place, place.first, 5)
    await undo(place)
    expect((await now(place)).children[0]).toMatchObject({ state: 'done', fingers: [6] })
  })

  it('waits for the enrollment that goes on', async () => {
    const place = await setUp()
    await open(place)
    await enroll(place, place.first)
    place.terminal.enrolling = nobodyPresses
    const { id: stationId } = await now(place)
    const { enrollmentId } = await place.desk.call('enrollment.stationEnroll', {
      stationId,
      studentId: place.second,
      finger: 6,
    })
    await expect(undo(place)).rejects.toThrow(refusal('enroll_running'))
    await expect(open(place)).rejects.toThrow(refusal('enroll_running'))
    await expect(place.desk.call('enrollment.stationEnd', { stationId })).rejects.toThrow(refusal('enroll_running'))
    await place.desk.call('enrollment.cancel', { enrollmentId })
  })

  it('does not pass over a child who is done', async () => {
    const place = await setUp()
    await open(place)
    await enroll(place, place.first)
    await expect(skip(place, place.first, 'absent')).rejects.toThrow(refusal('invalid_input'))
  })
})
