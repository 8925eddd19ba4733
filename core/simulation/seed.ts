import { addUser } from '../access/access.repo.ts'
import { createPasswords } from '../access/passwords.ts'
import type { ClassId, DeviceGroupId, GuardianId, SchoolId, StreamId } from '../contract/common.ts'
import { closeDatabase, openDatabase } from '../db/open.ts'
import type { Db, Tx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import { devicesInUse, insertDevice, insertDeviceGroup, saveDeviceFacts } from '../devices/devices.repo.ts'
import { putStreamsOnGroup } from '../devices/sync.repo.ts'
import { createDataKey } from '../crypto/data-key.ts'
import { saveSecret } from '../notifications/secrets.repo.ts'
import { sealSmsKey } from '../notifications/sms-account.ts'
import type { Clock, Keyring, Log, Paths } from '../ports.ts'
import { addGuardian, linkGuardian } from '../school/guardians.repo.ts'
import { addClass, addSchool, addStream, findSchool } from '../school/school.repo.ts'
import { addStudent } from '../school/students.repo.ts'
import { plansForAll } from '../settings/session-presets.ts'
import { readSettings, writeSetting } from '../settings/settings.repo.ts'
import { demoAccounts } from './demo-accounts.ts'
import { demoDay } from './day-plan.ts'
import { demoSmsAccount } from './demo-messages.ts'
import { schoolZone } from './demo-day.ts'
import type { PlacedTerminal } from './gates.ts'
import { groupsFromLevel, schoolFacts, senderName, terminals } from './school-data.ts'
import type { DemoSchool } from './school-data.ts'
import type { World } from './world.ts'

/**
 * Makes a database ready for a demo world, before the application opens it: an empty one gets the demo school, one
 * that has a school only learns where the terminals are now.
 * @throws AppError as `openDatabase` does
 */
export async function prepareDemoDatabase(
  paths: Paths,
  world: Pick<World, 'school' | 'terminals'> & { readonly clock: Clock },
  keyring: Keyring,
): Promise<void> {
  const db = openDatabase(paths)
  try {
    if (findSchool(db) === null) {
      await seedDemoSchool(db, world.school, world.terminals, world.clock.now())
      await openSmsAccount(db, world.clock, keyring)
    } else transact(db, tx => placeTerminals(tx, world.terminals))
  } finally {
    closeDatabase(db)
  }
}

/** Writes the demo school into an empty database, all or nothing. `at`: when it was registered, epoch ms. */
async function seedDemoSchool(
  db: Db,
  school: DemoSchool,
  placed: readonly PlacedTerminal[],
  at: number,
): Promise<void> {
  const passwords = createPasswords()
  const accounts = await Promise.all(
    demoAccounts.map(async ({ password, ...account }) => ({
      ...account,
      passwordHash: await passwords.hash(password),
    })),
  )
  transact(db, tx => {
    const schoolId = addSchool(tx, { ...schoolFacts, at })
    for (const account of accounts) addUser(tx, { ...account, at })
    const streamIds = addStreams(tx, schoolId, school.streams)
    addPeople(tx, schoolId, school, streamIds, at)
    const groups = addTerminals(tx, schoolId, at)
    putClassesOnGroups(tx, school.streams, streamIds, groups)
    placeTerminals(tx, placed)
    writeSetting(tx, 'zone', schoolZone, at)
    writeSetting(tx, 'sessionPlans', plansForAll, at)
    // A demo shows messages flowing; a real school begins with the exceptions only.
    const { messages } = readSettings(tx)
    // Siblings get texts of their own here, so that what was sent can be counted child by child.
    const shown = { arrival: true, late: true, mergeSeconds: 0, senderName, officePhone: schoolFacts.phone }
    // Absence alerts were switched on the evening before.
    writeSetting(tx, 'messages', { ...messages, ...shown, alertsFrom: demoDay }, at)
  })
}

/** The demo sends to a stand-in on this computer, with an account as a school has one. */
async function openSmsAccount(db: Db, clock: Clock, keyring: Keyring): Promise<void> {
  const { apiKey, ...account } = demoSmsAccount
  const sealed = await sealSmsKey(createDataKey({ db, clock, log: silent, keyring }), apiKey)
  transact(db, tx => {
    saveSecret(tx, 'sms_key', sealed, clock.now())
    writeSetting(tx, 'smsAccount', account, clock.now())
  })
}

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }

function addPeople(
  tx: Tx,
  schoolId: SchoolId,
  { students, guardians }: DemoSchool,
  streamIds: readonly StreamId[],
  at: number,
): void {
  const guardianIds = guardians.map(guardian => addGuardian(tx, { ...guardian, schoolId, at }))
  for (const student of students) {
    const { pin, admissionNumber, firstName, middleName, lastName, gender, dateOfBirth, boarding, admittedOn } = student
    const names = { firstName, middleName, lastName }
    const streamId = entry(streamIds, student.stream)
    const draft = { schoolId, streamId, pin, admissionNumber, gender, dateOfBirth, boarding, admittedOn, at }
    const studentId = addStudent(tx, { ...draft, ...names })
    for (const { guardian, relation, receives } of student.guardians) {
      const guardianId: GuardianId = entry(guardianIds, guardian)
      linkGuardian(tx, { studentId, guardianId, relation, receivesMessages: receives })
    }
  }
}

function addStreams(tx: Tx, schoolId: SchoolId, streams: DemoSchool['streams']): StreamId[] {
  const classes = new Map<string, ClassId>()
  return streams.map(({ className, level, streamName, size }) => {
    const classId = classes.get(className) ?? addClass(tx, { schoolId, name: className, level })
    classes.set(className, classId)
    return addStream(tx, { classId, name: streamName, capacity: Math.ceil(size / 5) * 5 })
  })
}

/** @returns their groups by name */
function addTerminals(tx: Tx, schoolId: SchoolId, at: number): ReadonlyMap<string, DeviceGroupId> {
  const groups = new Map<string, DeviceGroupId>()
  for (const { serial, name, location, group, host } of terminals) {
    const deviceGroupId = groups.get(group) ?? insertDeviceGroup(tx, { schoolId, name: group })
    groups.set(group, deviceGroupId)
    insertDevice(tx, { schoolId, deviceGroupId, name, location, host, serialNumber: serial, at })
  }
  return groups
}

function putClassesOnGroups(
  tx: Tx,
  streams: DemoSchool['streams'],
  streamIds: readonly StreamId[],
  groups: ReadonlyMap<string, DeviceGroupId>,
): void {
  for (const [name, id] of groups) {
    const from = groupsFromLevel[name] ?? Infinity
    const wanted = streamIds.filter((_, index) => entry(streams, index).level >= from)
    putStreamsOnGroup(tx, id, wanted)
  }
}

function placeTerminals(tx: Tx, placed: readonly PlacedTerminal[]): void {
  for (const { id, serialNumber } of devicesInUse(tx)) {
    const place = placed.find(({ serial }) => serial === serialNumber)
    if (place !== undefined) saveDeviceFacts(tx, id, { host: place.host, port: place.port })
  }
}

function entry<T>(list: readonly T[], index: number): T {
  const item = list[index]
  if (item === undefined) throw new RangeError(`no entry ${index}`)
  return item
}
