import { asc, eq } from 'drizzle-orm'
import type { DeviceGroupId, DeviceId, StreamId, StudentId } from '../contract/common.ts'
import { createDataKey } from '../crypto/data-key.ts'
import { transact } from '../db/transact.ts'
import { device, student } from '../db/schema.ts'
import { insertDevice, insertDeviceGroup } from '../devices/devices.repo.ts'
import type { ServedTerminal, ServeOptions } from '../devices/virtual/server.ts'
import { serveTerminal } from '../devices/virtual/server.ts'
import { makeTemplate } from '../devices/virtual/templates.ts'
import type { Terminal, TerminalOptions } from '../devices/virtual/terminal.ts'
import { createTerminal } from '../devices/virtual/terminal.ts'
import { createZktecoDriver } from '../devices/zkteco/driver.ts'
import { sealTemplate } from '../enrollment/template-box.ts'
import { saveFinger } from '../enrollment/templates.repo.ts'
import { addClass, addStream } from '../school/school.repo.ts'
import { addStudent } from '../school/students.repo.ts'
import type { TestApp, TestAppOptions, TestWindow } from './test-app.ts'
import { createTestApp, testNow } from './test-app.ts'
import { createTestKeyring } from './test-keyring.ts'

/** A quarter past five in the afternoon: no session is open. */
export const afterSchool = testNow + (9 * 60 + 15) * 60_000

export type Gate = {
  readonly id: DeviceId
  readonly host: string
  readonly terminal: Terminal
  readonly served: ServedTerminal
}

export type GateSetup = Partial<TerminalOptions> & {
  readonly name: string
  /** 127.0.0.2, .3 … unless given. */
  readonly host?: string
  readonly serve?: Partial<ServeOptions>
  /** Registered from the beginning, unless false. */
  readonly registered?: boolean
}

/** A started app with children of one class, and virtual terminals on the network. */
export type Hall = TestApp & {
  readonly desk: TestWindow
  readonly gates: readonly Gate[]
  readonly deviceGroupId: DeviceGroupId
  readonly streamId: StreamId
  /** PINs 1, 2, 3 … */
  readonly children: readonly StudentId[]
  /** Lets the office hold fingers of the first children: right thumb and index finger. */
  holdFingers(children: number, templateVersion?: '9' | '10'): Promise<void>
  /** Waits until a terminal's line is this. */
  line(gate: Gate, kind: 'online' | 'offline'): Promise<void>
  close(): Promise<void>
}

export const fingersHeld = [5, 6] as const

/** The template that the office holds of a child. */
export function templateOf(pin: number, finger: number, version: '9' | '10' = '10'): Uint8Array {
  return makeTemplate(version, 7, { uid: pin, finger })
}

/** Names that have nothing in common with each other. */
export function childName(pin: number): { firstName: string; lastName: string } {
  const letters = (n: number) => String.fromCharCode(97 + (n % 26), 97 + (Math.floor(n / 26) % 26))
  return { firstName: `Wa${letters(pin)}ri`, lastName: `O${letters(pin)}ngo` }
}

export async function openHall(
  { children: size, gates: setups }: { readonly children: number; readonly gates: readonly GateSetup[] },
  options: TestAppOptions = {},
): Promise<Hall> {
  const made = createTestApp({
    deviceDriver: createZktecoDriver({ connectTimeoutMs: 400, replyTimeoutMs: 400 }),
    devices: { heartbeatMs: 100, backoffMs: [20, 40] },
    keyring: createTestKeyring(),
    ...options,
  })
  const { app, db, schoolId, clock } = made
  if (schoolId === null) throw new Error('a hall needs a school')
  clock.at = afterSchool
  const streamId = addStream(db, { classId: addClass(db, { schoolId, name: 'Grade 7', level: 7 }), name: 'East' })
  transact(db, () => {
    for (let pin = 1; pin <= size; pin++) {
      const facts = { admissionNumber: `A${pin}`, gender: 'F', pin, at: testNow } as const
      addStudent(db, { schoolId, streamId, ...childName(pin), ...facts })
    }
  })
  const children = db.select({ id: student.id }).from(student).orderBy(asc(student.pin)).all()
  const deviceGroupId = insertDeviceGroup(db, { schoolId, name: 'Gates' })

  const gates: Gate[] = []
  for (const [i, { name, host = `127.0.0.${i + 2}`, serve, registered = true, ...terminal }] of setups.entries()) {
    const it = createTerminal({ serial: `VT000${i + 1}`, clock: () => clock.at + 3 * 60 * 60_000, ...terminal })
    const served = await serveTerminal(it, { port: 0, host, paceMs: 0, resendMs: 100, ...serve })
    const draft = { schoolId, deviceGroupId, name, host, port: served.port, at: testNow }
    const id = insertDevice(db, draft)
    if (!registered) db.delete(device).where(eq(device.id, id)).run()
    gates.push({ id, host, terminal: it, served })
  }
  const desk = await made.as('school_admin')
  app.start()

  return {
    ...made,
    desk,
    gates,
    deviceGroupId,
    streamId,
    children: children.map(({ id }) => id),
    async holdFingers(count, templateVersion = '10') {
      const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
      const key = await createDataKey({
        db,
        clock: { now: () => clock.at, speed: () => 1 },
        log,
        keyring: createTestKeyring(),
      }).get()
      const [origin] = gates
      if (origin === undefined) throw new Error('fingers come from a terminal')
      transact(db, tx => {
        for (const [i, { id: studentId }] of children.slice(0, count).entries()) {
          for (const finger of fingersHeld) {
            const sealed = sealTemplate(key, studentId, finger, templateOf(i + 1, finger, templateVersion))
            const facts = { flag: 1, quality: 100, by: null, at: clock.at }
            saveFinger(tx, { studentId, deviceId: origin.id, finger, sealed, templateVersion, ...facts })
          }
        }
      })
    },
    async line(gate, kind) {
      await until(`${gate.host} is ${kind}`, async () => {
        const statuses = await desk.call('devices.list', {})
        return statuses.find(({ id }) => id === gate.id)?.line.kind === kind
      })
    },
    async close() {
      await app.stop()
      for (const { served } of gates) await served.close()
    },
  }
}

/** Waits, for `seconds` at most. */
export async function until(what: string, reached: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
    if (await reached()) return
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  throw new Error(`waited in vain until ${what}`)
}
