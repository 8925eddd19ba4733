import { afterEach, describe, expect, it } from 'vitest'
import type { EnrollmentId } from '../contract/common.ts'
import { AppError } from '../contract/errors.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { newId } from '../ids.ts'
import { createDataKey } from '../crypto/data-key.ts'
import { audit, change, dataKey, devicePin, enrollment, enrollmentIntent, student } from '../db/schema.ts'
import { openEnrollmentOffice, until } from '../testing/enrollment-office.ts'
import type { EnrollmentOffice, OfficeOptions } from '../testing/enrollment-office.ts'
import { createFingerTerminal, nobodyPresses, threePresses } from '../testing/finger-terminal.ts'
import type { FingerTerminal } from '../testing/finger-terminal.ts'
import { createTestKeyring } from '../testing/test-keyring.ts'
import { openTemplate } from './template-box.ts'
import { heldFingers } from './templates.repo.ts'

const running: EnrollmentOffice[] = []
afterEach(async () => {
  for (const { app } of running.splice(0)) await app.stop()
})

type Place = EnrollmentOffice & {
  readonly terminal: FingerTerminal
  readonly child: EnrollmentOffice['children'][number]
}

async function setUp(options: OfficeOptions = {}): Promise<Place> {
  const terminal = createFingerTerminal()
  const office = await openEnrollmentOffice({ deviceDriver: terminal.driver, ...options })
  running.push(office)
  const [child] = office.children
  if (child === undefined) throw new Error('no child')
  return { ...office, terminal, child }
}

const start = ({ desk, child, deviceId }: Place, finger = 6) =>
  desk.call('enrollment.start', { studentId: child, deviceId, finger })
const steps = (office: EnrollmentOffice) => office.progress().map(({ step }) => step)
const refusal = (code: ErrorCode) => expect.objectContaining({ code }) as Error
const intents = ({ db }: EnrollmentOffice) => db.select().from(enrollmentIntent).all()
const active = ({ db }: EnrollmentOffice) =>
  db
    .select()
    .from(enrollment)
    .all()
    .filter(row => row.active)
const someTemplate = (from: number) => Uint8Array.from({ length: 400 }, (_, i) => (i + from) % 256)

describe('an enrollment that succeeds', () => {
  it('answers at once and tells each step on the way', async () => {
    const office = await setUp()
    const { enrollmentId } = await start(office)
    expect(office.progress()).toEqual([])
    await office.ended()
    expect(office.progress().map(({ step, status, progress }) => [step, status, progress])).toEqual([
      [{ kind: 'connecting' }, 'ready', 0],
      [{ kind: 'place', press: 1, of: 3 }, 'in_progress', 0],
      [{ kind: 'lift', press: 1, of: 3 }, 'in_progress', 20],
      [{ kind: 'place', press: 2, of: 3 }, 'in_progress', 20],
      [{ kind: 'lift', press: 2, of: 3 }, 'in_progress', 45],
      [{ kind: 'place', press: 3, of: 3 }, 'in_progress', 45],
      [{ kind: 'lift', press: 3, of: 3 }, 'in_progress', 70],
      [{ kind: 'reading_back' }, 'in_progress', 85],
      [{ kind: 'saving' }, 'in_progress', 95],
      [{ kind: 'done', quality: 100 }, 'complete', 100],
    ])
    const { child: studentId, deviceId } = office
    for (const each of office.progress()) expect(each).toMatchObject({ enrollmentId, studentId, deviceId, finger: 6 })
    expect(await office.desk.call('enrollment.current', {})).toBeNull()
  })

  it('has put the child on the terminal and the sealed template into the database, with who did it', async () => {
    const office = await setUp()
    await start(office)
    await office.ended()
    expect(office.terminal.users.get('1')).toMatchObject({ name: 'Child01 Otieno' })
    const [row] = active(office)
    expect(row).toMatchObject({ studentId: office.child, finger: 6, templateVersion: '10', quality: 100, flag: 1 })
    const key = await createDataKey({ ...portsOf(office), keyring: createTestKeyring() }).get()
    const onTerminal = office.terminal.fingers.get('1/6')?.template ?? new Uint8Array(0)
    const sealed = row?.sealed ?? Buffer.alloc(0)
    expect(sealed.includes(Buffer.from(onTerminal.subarray(0, 16)))).toBe(false)
    expect(Uint8Array.from(openTemplate(key, office.child, 6, sealed))).toEqual(onTerminal)
    expect(() => openTemplate(key, office.child, 7, sealed)).toThrow(refusal('template_unreadable'))
    expect(intents(office)).toEqual([])

    const written = office.db
      .select()
      .from(audit)
      .all()
      .filter(({ entityId }) => entityId === row?.id)
    expect(written).toMatchObject([{ action: 'CREATE', entity: 'template', username: 'school_admin-1', outcome: 'ok' }])
    const changes = office.db
      .select()
      .from(change)
      .all()
      .filter(({ entity }) => entity === 'enrollment')
    expect(changes).toMatchObject([{ op: 'put', entityId: row?.id, payload: { studentId: office.child, finger: 6 } }])
    expect(JSON.stringify(changes)).not.toContain('sealed')
  })

  it('leaves no clear template in memory', async () => {
    const office = await setUp()
    const template = someTemplate(3)
    office.terminal.enrolling = async (...press) => {
      await threePresses(...press)
      return template
    }
    await start(office)
    await office.ended()
    expect(template.every(byte => byte === 0)).toBe(true)
    expect(office.terminal.fingers.get('1/6')?.template).toEqual(someTemplate(3))
  })

  it('counts bad presses against the quality', async () => {
    const office = await setUp()
    office.terminal.enrolling = (request, onStep, signal) => {
      onStep({ kind: 'place', press: 1, of: 3 })
      onStep({ kind: 'bad_press' })
      return threePresses(request, onStep, signal)
    }
    await start(office)
    expect((await office.ended()).step).toEqual({ kind: 'done', quality: 75 })
    expect(steps(office)).toContainEqual({ kind: 'bad_press' })
  })

  it('of a finger enrolled before takes the place of the old one, on the terminal and in the database', async () => {
    const office = await setUp()
    await start(office)
    await office.ended(1)
    office.terminal.enrolling = () => Promise.resolve(someTemplate(9))
    await start(office)
    expect(await office.ended(2)).toMatchObject({ status: 'complete' })
    expect(office.terminal.fingers.get('1/6')?.template).toEqual(someTemplate(9))
    expect(heldFingers(office.db, '10')).toHaveLength(1)
    expect(await fingers(office)).toMatchObject([{ finger: 6, templateVersion: '10' }])
  })

  it('of a child adopted from the terminal goes to the user it has been there', async () => {
    const office = await setUp()
    const { child: studentId, deviceId } = office
    office.db.insert(devicePin).values({ id: newId(), deviceId, pin: '9001', studentId, adoptedAt: 1 }).run()
    office.terminal.users.set('9001', { uid: 40, userId: '9001', name: 'C Otieno', privilege: 0, card: 0 })
    await start(office)
    await office.ended()
    expect([...office.terminal.users.keys()]).toEqual(['9001'])
    expect([...office.terminal.fingers.keys()]).toEqual(['9001/6'])
    expect(active(office)).toMatchObject([{ studentId }])
  })

  it('shows the finger with who enrolled it, where, and on which terminals it is', async () => {
    const office = await setUp()
    await start(office, 2)
    await office.ended()
    expect(await fingers(office)).toEqual([
      {
        finger: 2,
        quality: 100,
        templateVersion: '10',
        enrolledAt: office.clock.at,
        enrolledBy: 'Test school_admin',
        enrolledOn: 'Office',
        terminals: [{ deviceId: office.deviceId, name: 'Office', state: 'there' }],
      },
    ])
  })
})

describe('an enrollment that fails', () => {
  const failures: [string, ErrorCode][] = [
    ['that the terminal ended', 'enroll_failed'],
    ['of a finger that is registered already', 'enroll_duplicate'],
    ['at which nobody pressed', 'enroll_timeout'],
    ['of which the template could not be read back', 'device_not_saved'],
  ]
  it.each(failures)('%s says %s, stores nothing and leaves nobody on the terminal', async (_, code) => {
    const office = await setUp()
    office.terminal.enrolling = (_request, onStep) => {
      onStep({ kind: 'place', press: 1, of: 3 })
      onStep({ kind: 'lift', press: 1, of: 3 })
      return Promise.reject(new AppError(code))
    }
    await start(office)
    expect(await office.ended()).toMatchObject({ status: 'failed', progress: 20, step: { kind: 'failed', code } })
    expect([...office.terminal.users.keys()]).toEqual([])
    expect([active(office), intents(office)]).toEqual([[], []])
  })

  it('keeps a child whom the terminal knew before, and the finger that was there', async () => {
    const office = await setUp()
    office.terminal.users.set('1', { uid: 5, userId: '1', name: 'Old', privilege: 0, card: 77 })
    office.terminal.fingers.set('1/6', { flag: 3, template: someTemplate(1) })
    office.terminal.enrolling = () => {
      office.terminal.fingers.delete('1/6')
      return Promise.reject(new AppError('enroll_failed'))
    }
    await start(office)
    await office.ended()
    expect(office.terminal.fingers.get('1/6')).toEqual({ flag: 3, template: someTemplate(1) })
    expect(office.terminal.users.get('1')).toEqual({ uid: 5, userId: '1', name: 'Old', privilege: 0, card: 77 })
    expect(intents(office)).toEqual([])
  })

  it('with the terminal lost in the middle says so, and the half user goes as soon as it is back', async () => {
    const office = await setUp()
    office.terminal.enrolling = (_, onStep) => {
      onStep({ kind: 'place', press: 1, of: 3 })
      office.terminal.plug(false)
      return new Promise(() => undefined)
    }
    await start(office)
    expect((await office.ended()).step).toEqual({ kind: 'failed', code: 'device_offline' })
    expect(office.terminal.users.has('1')).toBe(true)
    expect(intents(office)).toHaveLength(1)
    office.terminal.plug(true)
    await until('the half user is gone', () => !office.terminal.users.has('1'))
    await until('the intent is gone', () => intents(office).length === 0)
  })

  it('and could not be taken back then is taken back before the next child is enrolled', async () => {
    const office = await setUp()
    const [, , third] = office.children
    if (third === undefined) throw new Error('no third child')
    office.terminal.users.set('3', { uid: 3, userId: '3', name: '', privilege: 0, card: 0 })
    const half = { studentId: third, deviceId: office.deviceId, pin: '3', finger: 6, userIsNew: true, startedAt: 1 }
    office.db
      .insert(enrollmentIntent)
      .values({ ...half, id: newId<EnrollmentId>() })
      .run()
    await start(office)
    expect((await office.ended()).status).toBe('complete')
    expect(office.terminal.changes).toEqual(['remove 3', 'user 1'])
    expect(intents(office)).toEqual([])
  })

  it('because the disk is full says so and leaves the terminal as it was', async () => {
    const office = await setUp()
    office.terminal.enrolling = () => {
      office.db.$client.pragma(`max_page_count = ${String(office.db.$client.pragma('page_count', { simple: true }))}`)
      return Promise.resolve(new Uint8Array(100_000))
    }
    await start(office)
    expect((await office.ended()).step).toEqual({ kind: 'failed', code: 'disk_full' })
    expect((await office.desk.call('app.status', {})).problems).toMatchObject([{ code: 'disk_full' }])
    expect([active(office), intents(office), [...office.terminal.users.keys()]]).toEqual([[], [], []])
  })

  it('at a terminal that is not there says so at once', async () => {
    const office = await setUp()
    office.terminal.plug(false)
    await start(office)
    expect((await office.ended()).step).toEqual({ kind: 'failed', code: 'device_offline' })
    expect(intents(office)).toEqual([])
  })
})

describe('cancelling', () => {
  it('ends the enrollment and takes the child off the terminal again', async () => {
    const office = await setUp()
    office.terminal.enrolling = nobodyPresses
    const { enrollmentId } = await start(office)
    await until('it waits for a finger', () => steps(office).some(({ kind }) => kind === 'place'))
    await office.desk.call('enrollment.cancel', { enrollmentId })
    expect(await office.ended()).toMatchObject({ status: 'cancelled', step: { kind: 'cancelled' } })
    expect([...office.terminal.users.keys()]).toEqual([])
    expect(intents(office)).toEqual([])
    await expect(office.desk.call('enrollment.cancel', { enrollmentId })).resolves.toBeNull()
  })

  it('at the terminal ends it as cancelled too', async () => {
    const office = await setUp()
    office.terminal.enrolling = () => Promise.reject(new AppError('enroll_cancelled'))
    await start(office)
    expect((await office.ended()).status).toBe('cancelled')
  })

  it('one that still waits for the line ends it at once, and the terminal hears nothing of it', async () => {
    const office = await setUp()
    let finish = () => {}
    office.terminal.reading = new Promise(resolve => {
      finish = resolve
    })
    const read = office.desk.call('devices.readNow', { deviceId: office.deviceId })
    await until('the log is read', async () => (await line(office)) === 'reading')
    const { enrollmentId } = await start(office)
    await until('it was begun', () => steps(office).length > 0)
    await office.desk.call('enrollment.cancel', { enrollmentId })
    expect((await office.ended()).status).toBe('cancelled')
    expect(await line(office)).toBe('reading')
    finish()
    await read
    expect(office.terminal.changes).toEqual([])
  })

  it('lets the next one begin at once', async () => {
    const office = await setUp()
    office.terminal.enrolling = nobodyPresses
    const { enrollmentId } = await start(office)
    await until('it waits for a finger', () => steps(office).some(({ kind }) => kind === 'place'))
    await office.desk.call('enrollment.cancel', { enrollmentId })
    office.terminal.enrolling = threePresses
    await start(office)
    expect((await office.ended(1)).status).toBe('cancelled')
    expect((await office.ended(2)).status).toBe('complete')
    expect([...office.terminal.fingers.keys()]).toEqual(['1/6'])
  })
})

describe('what is refused', () => {
  it('is a second enrollment at the same terminal', async () => {
    const office = await setUp()
    office.terminal.enrolling = nobodyPresses
    const { enrollmentId } = await start(office)
    await expect(start(office)).rejects.toThrow(refusal('enroll_running'))
    expect(await office.desk.call('enrollment.current', {})).toMatchObject({ enrollmentId })
    await office.desk.call('enrollment.cancel', { enrollmentId })
    await office.ended()
  })

  it('is a child or a terminal that is not there', async () => {
    const office = await setUp()
    const elsewhere = { ...office, deviceId: office.child as never }
    await expect(start(elsewhere)).rejects.toThrow(refusal('not_found'))
    office.db.update(student).set({ active: false }).run()
    await expect(start(office)).rejects.toThrow(refusal('not_found'))
  })

  it('is everything without a keyring; nothing is put on the terminal then', async () => {
    const keyring = createTestKeyring()
    keyring.locked = true
    const office = await setUp({ keyring })
    await expect(start(office)).rejects.toThrow(refusal('keyring_unavailable'))
    expect(office.terminal.changes).toEqual([])
    expect(office.db.select().from(dataKey).all()).toEqual([])
    expect(await office.desk.call('devices.list', {})).toMatchObject([{ line: { kind: 'online' } }])
  })

  it('is whoever may not enroll', async () => {
    const office = await setUp()
    const teacher = await office.as('teacher')
    await expect(start({ ...office, desk: teacher })).rejects.toThrow(refusal('forbidden'))
  })
})

describe('removing a finger', () => {
  it('erases the template and says so to the cloud and the audit log', async () => {
    const office = await setUp()
    await start(office)
    await office.ended()
    await office.desk.call('enrollment.remove', { studentId: office.child, finger: 6 })
    expect(await fingers(office)).toEqual([])
    expect(office.db.select({ sealed: enrollment.sealed }).from(enrollment).all()).toEqual([{ sealed: null }])
    expect(office.db.select().from(change).all().at(-1)).toMatchObject({ entity: 'enrollment', op: 'delete' })
    expect(office.db.select().from(audit).all().at(-1)).toMatchObject({
      channel: 'enrollment.remove',
      entityId: office.child,
      outcome: 'ok',
    })
    const again = office.desk.call('enrollment.remove', { studentId: office.child, finger: 6 })
    await expect(again).rejects.toThrow(refusal('not_found'))
  })
})

function fingers({ desk, child }: Place) {
  return desk.call('enrollment.fingers', { studentId: child })
}

async function line({ desk }: Place) {
  const [shown] = await desk.call('devices.list', {})
  return shown?.line.kind
}

function portsOf({ db, clock }: EnrollmentOffice) {
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
  return { db, clock: { now: () => clock.at, speed: () => 1 }, log: quiet }
}
