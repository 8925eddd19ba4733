import { sql } from 'drizzle-orm'
import { blob, check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type {
  AttendanceRecordId,
  BatchId,
  ClassId,
  ClosureId,
  DeviceGroupId,
  DeviceId,
  EnrollmentId,
  GatePassId,
  GuardianId,
  MessageId,
  NightRollId,
  PunchId,
  SchoolId,
  SessionName,
  StationId,
  StreamId,
  StudentId,
  UndoId,
  UserId,
} from '../contract/common.ts'
import type { EventType, PunchSource, SessionMark } from '../contract/attendance.ts'
import type { StationChild } from '../contract/enrollment.ts'
import type { ErrorCode } from '../contract/errors.ts'
import type { ImportField } from '../contract/imports.ts'
import type { CallOutcome } from '../contract/calls.ts'
import type { BatchState, BlockReason, HoldReason, Language, MessageKind, MessageState } from '../contract/messages.ts'
import type { Access, Role } from '../contract/permissions.ts'
import type { SyncState } from '../contract/sync.ts'
import type { UndoWhat } from '../contract/undo.ts'

// Ids are UUIDv7 text. Times are epoch milliseconds in `…_at`; days are YYYY-MM-DD in the school's zone.

const id = <I extends string>() => text().$type<I>().primaryKey()
const ref = <I extends string>() => text().$type<I>()
const at = () => integer({ mode: 'number' })
const flag = () => integer({ mode: 'boolean' })

export const school = sqliteTable('school', {
  id: id<SchoolId>(),
  name: text().notNull(),
  code: text().notNull().unique(),
  address: text().notNull().default(''),
  phone: text().notNull().default(''),
  email: text().notNull().default(''),
  type: text().$type<'day' | 'boarding' | 'mixed'>().notNull().default('day'),
  /** The ministry's and the examination council's numbers for the school. */
  uic: text().notNull().default(''),
  knecCode: text().notNull().default(''),
  /** PNG or JPEG, for the head of printed pages. */
  logo: blob({ mode: 'buffer' }),
  createdAt: at().notNull(),
})

export const schoolClass = sqliteTable(
  'class',
  {
    id: id<ClassId>(),
    schoolId: ref<SchoolId>()
      .notNull()
      .references(() => school.id),
    name: text().notNull(),
    /** Grade 1 to 12; 0 and below are pre-primary. */
    level: integer().notNull(),
    deletedAt: at(),
  },
  table => [
    uniqueIndex('class_name')
      .on(table.schoolId, table.name)
      .where(sql`deleted_at is null`),
  ],
)

export const stream = sqliteTable(
  'stream',
  {
    id: id<StreamId>(),
    classId: ref<ClassId>()
      .notNull()
      .references(() => schoolClass.id),
    name: text().notNull(),
    capacity: integer(),
    deletedAt: at(),
    /** The class teacher, for printed registers. */
    teacher: text().notNull().default(''),
  },
  table => [
    uniqueIndex('stream_name')
      .on(table.classId, table.name)
      .where(sql`deleted_at is null`),
  ],
)

export const student = sqliteTable(
  'student',
  {
    id: id<StudentId>(),
    schoolId: ref<SchoolId>()
      .notNull()
      .references(() => school.id),
    /** Upper case, kept as text: leading zeros and slashes stay. */
    admissionNumber: text().notNull(),
    firstName: text().notNull(),
    middleName: text(),
    lastName: text().notNull(),
    gender: text().$type<'F' | 'M'>().notNull(),
    dateOfBirth: text(),
    streamId: ref<StreamId>()
      .notNull()
      .references(() => stream.id),
    /** The number the terminals know this student by. Ours, never re-used, independent of the admission number. */
    pin: integer().notNull(),
    boarding: flag().notNull().default(false),
    admittedOn: text(),
    /** Set when he or she left; nothing is ever deleted. */
    leftOn: text(),
    leftWhy: text(),
    /** No terminal can know this child: a teacher marks, and absence is never assumed. */
    exempt: flag().notNull().default(false),
    upi: text(),
    assessmentNumber: text(),
    birthCertificate: text(),
    active: flag().notNull().default(true),
    createdAt: at().notNull(),
    deletedAt: at(),
  },
  table => [
    uniqueIndex('student_admission_number').on(table.schoolId, table.admissionNumber),
    uniqueIndex('student_pin').on(table.pin, table.schoolId),
    index('student_stream').on(table.streamId),
    index('student_name').on(table.lastName, table.firstName),
  ],
)

export const guardian = sqliteTable(
  'guardian',
  {
    id: id<GuardianId>(),
    schoolId: ref<SchoolId>()
      .notNull()
      .references(() => school.id),
    fullName: text().notNull(),
    /** E.164. */
    phone: text().notNull(),
    email: text(),
    language: text().$type<'en' | 'sw'>().notNull().default('en'),
    /** The provider says that this phone gets nothing; the next guardian is written to instead. */
    blocked: text().$type<BlockReason>(),
    blockedAt: at(),
    createdAt: at().notNull(),
    deletedAt: at(),
  },
  table => [index('guardian_phone').on(table.phone)],
)

/** Siblings share a guardian. */
export const studentGuardian = sqliteTable(
  'student_guardian',
  {
    id: text().primaryKey(),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    guardianId: ref<GuardianId>()
      .notNull()
      .references(() => guardian.id),
    relation: text().notNull().default(''),
    receivesMessages: flag().notNull().default(true),
    /** Who is called first: 0, then 1. */
    position: integer().notNull().default(0),
  },
  table => [
    uniqueIndex('student_guardian_pair').on(table.studentId, table.guardianId),
    index('student_guardian_guardian').on(table.guardianId),
  ],
)

/** Named `user_account` because `user` is a keyword elsewhere (the cloud's PostgreSQL). */
export const user = sqliteTable('user_account', {
  id: id<UserId>(),
  username: text().notNull().unique(),
  fullName: text().notNull(),
  role: text().$type<Role>().notNull(),
  /** argon2id, with its parameters. */
  passwordHash: text().notNull(),
  failedAttempts: integer().notNull().default(0),
  lockedUntil: at(),
  lastSignInAt: at(),
  createdAt: at().notNull(),
  deletedAt: at(),
})

export const deviceGroup = sqliteTable('device_group', {
  id: id<DeviceGroupId>(),
  schoolId: ref<SchoolId>()
    .notNull()
    .references(() => school.id),
  name: text().notNull(),
})

export const device = sqliteTable(
  'device',
  {
    id: id<DeviceId>(),
    schoolId: ref<SchoolId>()
      .notNull()
      .references(() => school.id),
    deviceGroupId: ref<DeviceGroupId>()
      .notNull()
      .references(() => deviceGroup.id),
    /** Null until the first connect; checked at every connect afterwards. */
    serialNumber: text(),
    name: text().notNull(),
    location: text().notNull().default(''),
    host: text().notNull(),
    port: integer().notNull().default(4370),
    commKey: integer().notNull().default(0),
    model: text(),
    firmware: text(),
    lastSeenAt: at(),
    /** Start of the last complete read of its log: every punch before that is in our table. */
    lastReadAt: at(),
    enrolledCount: integer(),
    capacity: integer(),
    logsOnDevice: integer(),
    logCapacity: integer(),
    clockDriftMs: integer(),
    createdAt: at().notNull(),
    deletedAt: at(),
    /** `9` or `10` as the terminal says it; templates of one version mean nothing to the other. */
    templateVersion: text(),
  },
  table => [uniqueIndex('device_serial').on(table.serialNumber)],
)

/** Which PINs a terminal held at its last read; tells "absent" from "could not have been recorded". */
export const deviceUser = sqliteTable(
  'device_user',
  {
    id: text().primaryKey(),
    deviceId: ref<DeviceId>()
      .notNull()
      .references(() => device.id),
    pin: text().notNull(),
    uid: integer().notNull(),
    name: text().notNull(),
    /** May open the terminal's menu. */
    admin: flag().notNull().default(false),
  },
  table => [uniqueIndex('device_user_pin').on(table.deviceId, table.pin)],
)

/** Every press that any terminal recorded, known child or not. Never changed, except to fill in `student_id` once. */
export const punch = sqliteTable(
  'punch',
  {
    id: id<PunchId>(),
    deviceId: ref<DeviceId>()
      .notNull()
      .references(() => device.id),
    /** User id as the terminal wrote it. */
    pin: text().notNull(),
    /** The terminal's packed local time; with device and pin it makes a punch unique, however often it is read. */
    rawTime: integer().notNull(),
    /** Null when the terminal's time cannot be a real one; the punch is kept and shown. */
    at: at(),
    day: text(),
    verify: integer().notNull(),
    state: integer().notNull(),
    source: text().$type<PunchSource>().notNull(),
    studentId: ref<StudentId>().references(() => student.id),
    recordedAt: at().notNull(),
  },
  table => [
    uniqueIndex('punch_once').on(table.deviceId, table.pin, table.rawTime),
    index('punch_student_day').on(table.studentId, table.day),
    index('punch_unmatched')
      .on(table.recordedAt)
      .where(sql`student_id is null`),
  ],
)

/** IN and OUT as the rules read them from a student's punches of one day; a repeat within 30 minutes makes none. */
export const attendanceRecord = sqliteTable(
  'attendance_record',
  {
    id: id<AttendanceRecordId>(),
    punchId: ref<PunchId>()
      .notNull()
      .unique()
      .references(() => punch.id),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    deviceId: ref<DeviceId>()
      .notNull()
      .references(() => device.id),
    day: text().notNull(),
    eventType: text().$type<EventType>().notNull(),
    at: at().notNull(),
    verificationMethod: text().notNull(),
    source: text().$type<PunchSource>().notNull(),
  },
  table => [
    index('attendance_record_student_day').on(table.studentId, table.day),
    // With what tells who is inside and who came when, for a day of the whole school.
    index('attendance_record_day').on(table.day, table.at, table.eventType, table.studentId),
  ],
)

/**
 * A student's mark for a session. Written when a child comes and, for the rest, when the session is settled. Millions
 * of rows: kept in the order of the days, without an id of their own (WITHOUT ROWID, by hand in the migration), and
 * once more by month and student for whoever counts them.
 */
export const sessionMark = sqliteTable(
  'session_mark',
  {
    /** Of `student`; not a foreign key, which would look through all rows whenever an import is undone. */
    studentId: ref<StudentId>().notNull(),
    day: text().notNull(),
    session: text().$type<SessionName>().notNull(),
    mark: text().$type<Exclude<SessionMark, 'not_yet_in'>>().notNull(),
    /** First IN that counts for this session. */
    arrivedAt: at(),
    /** Code of the reason that explains it, if any. */
    reason: text(),
    /** Set by a person, not by a terminal. */
    manual: flag().notNull().default(false),
    updatedAt: at().notNull(),
  },
  table => [
    primaryKey({ columns: [table.day, table.session, table.studentId] }),
    // Holds all that a rate is made of, so that a month of the whole school is read in one go.
    index('session_mark_month').on(
      sql`substr(day, 1, 7)`,
      table.studentId,
      table.day,
      table.session,
      table.mark,
      table.reason,
      table.manual,
    ),
  ],
)

/** A session of a day that has been closed for those of one session plan: each of them has a mark. */
export const sessionClose = sqliteTable(
  'session_close',
  {
    id: text().primaryKey(),
    day: text().notNull(),
    session: text().$type<SessionName>().notNull(),
    /** Id of the session plan; empty for closes of before there were plans. */
    plan: text().notNull().default(''),
    closedAt: at().notNull(),
    /** True once every terminal has been read after the close; until then marks can still turn to present. */
    settled: flag().notNull(),
  },
  table => [uniqueIndex('session_close_once').on(table.day, table.session, table.plan)],
)

/** The outbox: written in the transaction of the attendance that causes it. */
export const message = sqliteTable(
  'message',
  {
    id: id<MessageId>(),
    kind: text().$type<MessageKind>().notNull(),
    channel: text().$type<'sms' | 'email'>().notNull().default('sms'),
    /** The first child it speaks of; all of them are in `message_cause`. Null for a test and an emergency. */
    studentId: ref<StudentId>().references(() => student.id),
    /** Null for a test. */
    guardianId: ref<GuardianId>().references(() => guardian.id),
    batchId: ref<BatchId>().references(() => messageBatch.id),
    /** The message that this one corrects; one correction each. */
    correctsId: text().$type<MessageId>().unique(),
    /** The school day it speaks of. */
    day: text().notNull(),
    /** E.164, or an address for an email. */
    phone: text().notNull(),
    language: text().$type<Language>().notNull().default('en'),
    body: text().notNull(),
    segments: integer().notNull(),
    state: text().$type<MessageState>().notNull(),
    note: text(),
    /** Order when money is short: the lower, the earlier. */
    priority: integer().notNull().default(5),
    attempts: integer().notNull().default(0),
    notBefore: at(),
    expiresAt: at().notNull(),
    claimedAt: at(),
    sentAt: at(),
    providerId: text(),
    /** What the provider charged. */
    costMinor: integer(),
    /** Highest delivery report so far; a final one is never overwritten. */
    reportRank: integer().notNull().default(0),
    createdAt: at().notNull(),
    updatedAt: at().notNull(),
  },
  table => [
    index('message_due').on(table.state, table.priority, table.notBefore),
    index('message_created').on(table.createdAt),
    index('message_student_day').on(table.studentId, table.day),
    index('message_day').on(table.day, table.state),
    index('message_provider').on(table.providerId),
    index('message_phone').on(table.phone, table.state),
    index('message_of_batch').on(table.batchId),
    // Without it, taking back an import looks through all messages for each guardian.
    index('message_guardian').on(table.guardianId),
  ],
)

/** Why a message is there: one row for each child and cause. The key makes a second message of a cause impossible. */
export const messageCause = sqliteTable(
  'message_cause',
  {
    /** `kind:student:phone:day[:slot]`. */
    dedupeKey: text().primaryKey(),
    messageId: ref<MessageId>()
      .notNull()
      .references(() => message.id),
    studentId: ref<StudentId>().references(() => student.id),
    attendanceRecordId: text().$type<AttendanceRecordId>(),
    at: at().notNull(),
  },
  table => [
    index('message_cause_message').on(table.messageId),
    index('message_cause_student').on(table.studentId, table.at),
  ],
)

/** One row for each attempt: append-only evidence, never the text, the phone or the key. */
export const messageAttempt = sqliteTable(
  'message_attempt',
  {
    id: text().primaryKey(),
    messageId: ref<MessageId>()
      .notNull()
      .references(() => message.id),
    attempt: integer().notNull(),
    startedAt: at().notNull(),
    endedAt: at(),
    outcome: text(),
    reason: text(),
    /** `connect`, `sent` or `reply`. */
    phase: text(),
    httpStatus: integer(),
    code: text(),
    balanceBefore: integer(),
    balanceAfter: integer(),
  },
  table => [uniqueIndex('message_attempt_once').on(table.messageId, table.attempt)],
)

/** What a person decided about a message that may have gone out. */
export const messageDecision = sqliteTable(
  'message_decision',
  {
    id: text().primaryKey(),
    messageId: ref<MessageId>()
      .notNull()
      .references(() => message.id),
    decision: text().$type<'sent' | 'send_again' | 'give_up'>().notNull(),
    at: at().notNull(),
    by: text().notNull(),
  },
  table => [index('message_decision_message').on(table.messageId)],
)

/** The absence alerts of one session, held until they are known to be right. Made when the session is closed. */
export const messageBatch = sqliteTable(
  'message_batch',
  {
    id: id<BatchId>(),
    day: text().notNull(),
    session: text().$type<SessionName>().notNull(),
    plan: text().notNull(),
    state: text().$type<BatchState>().notNull(),
    reasons: text({ mode: 'json' }).$type<readonly HoldReason[]>().notNull(),
    closedAt: at().notNull(),
    decidedAt: at(),
    /** Null: released by itself. */
    decidedBy: text(),
    why: text(),
  },
  table => [uniqueIndex('message_batch_once').on(table.day, table.session, table.plan)],
)

/** Delivery reports as they came, also those that fit no message. */
export const deliveryReport = sqliteTable(
  'delivery_report',
  {
    id: text().primaryKey(),
    providerId: text().notNull(),
    phone: text().notNull(),
    status: text().notNull(),
    reason: text(),
    receivedAt: at().notNull(),
    messageId: ref<MessageId>().references(() => message.id),
    /** It settled a message that was uncertain. */
    adopted: flag().notNull().default(false),
  },
  table => [
    index('delivery_report_provider').on(table.providerId),
    index('delivery_report_message').on(table.messageId),
  ],
)

/** Texts that the school has changed. */
export const template = sqliteTable(
  'template',
  {
    id: text().primaryKey(),
    kind: text().$type<MessageKind>().notNull(),
    language: text().$type<Language>().notNull(),
    text: text().notNull(),
    updatedAt: at().notNull(),
  },
  table => [uniqueIndex('template_once').on(table.kind, table.language)],
)

/** Keys and passwords of providers, sealed with the data key. */
export const secret = sqliteTable('secret', {
  name: text().primaryKey(),
  sealed: blob({ mode: 'buffer' }).notNull(),
  updatedAt: at().notNull(),
})

/** Who did what. Triggers refuse change and deletion. */
export const audit = sqliteTable(
  'audit',
  {
    id: text().primaryKey(),
    at: at().notNull(),
    userId: text().$type<UserId>(),
    username: text(),
    action: text().$type<'CREATE' | 'UPDATE' | 'DELETE' | 'VIEW'>().notNull(),
    channel: text().notNull(),
    entity: text().notNull(),
    entityId: text(),
    outcome: text().notNull(),
    /** In the person's own words, for what asks for a reason. */
    why: text(),
  },
  table => [index('audit_at').on(table.at), index('audit_entity').on(table.entity, table.entityId)],
)

/** What the cloud has yet to hear, frozen when it was written so that a retry is byte for byte the same. */
export const change = sqliteTable('change', {
  seq: integer().primaryKey({ autoIncrement: true }),
  entity: text().notNull(),
  entityId: text().notNull(),
  op: text().$type<'put' | 'delete'>().notNull(),
  payload: text({ mode: 'json' }).$type<Record<string, string | number | boolean | null>>().notNull(),
  createdAt: at().notNull(),
})

/** One JSON value per key, each with its shape in core/settings. */
export const setting = sqliteTable(
  'setting',
  { key: text().primaryKey(), value: text({ mode: 'json' }).notNull(), updatedAt: at().notNull() },
  table => [check('setting_key', sql`length(${table.key}) > 0`)],
)

/** The key that seals templates, itself wrapped by the computer's keyring. One row, made when it is first needed. */
export const dataKey = sqliteTable('data_key', {
  id: text().primaryKey(),
  wrapped: blob({ mode: 'buffer' }).notNull(),
  /** What wrapped it. */
  backend: text().notNull(),
  createdAt: at().notNull(),
})

/** A finger of a student, enrolled at one terminal. Only the newest active row of a finger and template version counts. */
export const enrollment = sqliteTable(
  'enrollment',
  {
    id: id<EnrollmentId>(),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    /** Where the finger was pressed. */
    deviceId: ref<DeviceId>()
      .notNull()
      .references(() => device.id),
    /** 0 left little … 4 left thumb, 5 right thumb … 9 right little. */
    finger: integer().notNull(),
    /** As on the terminal: 1 valid, 3 duress. */
    flag: integer().notNull().default(1),
    /** Sealed with the data key for this student and finger; null once the finger was removed. */
    sealed: blob({ mode: 'buffer' }),
    templateVersion: text().notNull(),
    /** Share of the presses that the terminal took as good, 0 to 100. */
    quality: integer().notNull(),
    enrolledAt: at().notNull(),
    enrolledBy: ref<UserId>().references(() => user.id),
    active: flag().notNull().default(true),
    updatedAt: at().notNull(),
  },
  table => [
    uniqueIndex('enrollment_once').on(table.studentId, table.deviceId, table.finger),
    index('enrollment_device').on(table.deviceId),
  ],
)

/** An enrollment under way. A row left behind by an app that was killed tells what to tidy up on the terminal. */
export const enrollmentIntent = sqliteTable(
  'enrollment_intent',
  {
    id: id<EnrollmentId>(),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    deviceId: ref<DeviceId>()
      .notNull()
      .references(() => device.id),
    pin: text().notNull(),
    finger: integer().notNull(),
    /** The terminal did not know the student before, so nothing of him or her may stay there without a finger. */
    userIsNew: flag().notNull(),
    /** The finger that was there before, sealed as in `enrollment`; it goes back when nothing comes of this. */
    previous: blob({ mode: 'buffer' }),
    previousFlag: integer(),
    startedAt: at().notNull(),
  },
  table => [uniqueIndex('enrollment_intent_device').on(table.deviceId)],
)

/** A class walked through child by child at one terminal; at most one is not finished. */
export const station = sqliteTable('station', {
  id: id<StationId>(),
  streamId: ref<StreamId>()
    .notNull()
    .references(() => stream.id),
  deviceId: ref<DeviceId>()
    .notNull()
    .references(() => device.id),
  finger: integer().notNull(),
  startedAt: at().notNull(),
  startedBy: ref<UserId>().references(() => user.id),
  finishedAt: at(),
})

export const stationChild = sqliteTable(
  'station_child',
  {
    id: text().primaryKey(),
    stationId: ref<StationId>()
      .notNull()
      .references(() => station.id),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    position: integer().notNull(),
    state: text().$type<StationChild['state']>().notNull().default('waiting'),
  },
  table => [uniqueIndex('station_child_once').on(table.stationId, table.studentId)],
)

/** What was done at a station, so that it can be undone, the last first. */
export const stationAction = sqliteTable(
  'station_action',
  {
    /** In order of time. */
    seq: integer().primaryKey({ autoIncrement: true }),
    stationId: ref<StationId>()
      .notNull()
      .references(() => station.id),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    stateBefore: text().$type<StationChild['state']>().notNull(),
    /** The finger that was enrolled; null when the child was passed over. */
    finger: integer(),
    at: at().notNull(),
  },
  table => [index('station_action_station').on(table.stationId)],
)

/** Which streams belong on which group of terminals. */
export const groupStream = sqliteTable(
  'group_stream',
  {
    id: text().primaryKey(),
    deviceGroupId: ref<DeviceGroupId>()
      .notNull()
      .references(() => deviceGroup.id),
    streamId: ref<StreamId>()
      .notNull()
      .references(() => stream.id),
  },
  table => [
    uniqueIndex('group_stream_pair').on(table.deviceGroupId, table.streamId),
    index('group_stream_stream').on(table.streamId),
  ],
)

/** How far a student is on a terminal, as of the last comparison. */
export const syncItem = sqliteTable(
  'sync_item',
  {
    id: text().primaryKey(),
    deviceId: ref<DeviceId>()
      .notNull()
      .references(() => device.id),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    state: text().$type<SyncState>().notNull(),
    reason: text().$type<ErrorCode>(),
    /** Of this student on the terminal. */
    fingers: integer().notNull().default(0),
    at: at().notNull(),
  },
  table => [
    uniqueIndex('sync_item_pair').on(table.deviceId, table.studentId),
    index('sync_item_student').on(table.studentId),
  ],
)

/** A user that a terminal knew before the school did, under a PIN that is not ours, and whose he or she is. */
export const devicePin = sqliteTable(
  'device_pin',
  {
    id: text().primaryKey(),
    deviceId: ref<DeviceId>()
      .notNull()
      .references(() => device.id),
    pin: text().notNull(),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    adoptedAt: at().notNull(),
  },
  table => [
    uniqueIndex('device_pin_once').on(table.deviceId, table.pin),
    index('device_pin_student').on(table.studentId),
  ],
)

/** What happened between us and a terminal; kept 90 days. */
export const deviceLog = sqliteTable(
  'device_log',
  {
    id: text().primaryKey(),
    deviceId: ref<DeviceId>()
      .notNull()
      .references(() => device.id),
    at: at().notNull(),
    what: text().notNull(),
    details: text({ mode: 'json' }).$type<Readonly<Record<string, string | number | boolean>>>().notNull(),
  },
  table => [index('device_log_device').on(table.deviceId, table.at), index('device_log_at').on(table.at)],
)

// ── the school office ────────────────────────────────────────────────────────────────────────

/** Which stream a student was in, and when: registers of past days show the class of that day. */
export const streamStay = sqliteTable(
  'stream_stay',
  {
    id: text().primaryKey(),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    streamId: ref<StreamId>()
      .notNull()
      .references(() => stream.id),
    fromDay: text().notNull(),
    /** Last day in it; null while it lasts. */
    toDay: text(),
  },
  table => [
    uniqueIndex('stream_stay_once').on(table.studentId, table.fromDay),
    index('stream_stay_stream').on(table.streamId, table.fromDay),
    // For a day find those few of whom the present stream says nothing.
    index('stream_stay_to').on(table.toDay),
    index('stream_stay_from').on(table.fromDay),
  ],
)

export const photo = sqliteTable('photo', {
  studentId: ref<StudentId>()
    .primaryKey()
    .references(() => student.id),
  jpeg: blob({ mode: 'buffer' }).notNull(),
  at: at().notNull(),
})

/** The last number given out, so that one is never used again, not even when its student's import is undone. */
export const counter = sqliteTable('counter', { name: text().primaryKey(), value: integer().notNull() })

/** A change of the office that can be taken back: each row it touched, before and after. Kept 30 days. */
export const undoStep = sqliteTable(
  'undo_step',
  {
    id: id<UndoId>(),
    at: at().notNull(),
    userId: ref<UserId>().references(() => user.id),
    username: text().notNull(),
    /** Who may take it back: whoever may do it. */
    access: text().$type<Access>().notNull(),
    what: text().$type<UndoWhat>().notNull(),
    subject: text().notNull().default(''),
    count: integer().notNull(),
    /** JSON, see core/undo. */
    images: text().notNull(),
    undoneAt: at(),
    undoneBy: text(),
  },
  table => [index('undo_step_at').on(table.at)],
)

/** What a class is called in somebody's spreadsheet, once a person has said so. */
export const classAlias = sqliteTable('class_alias', {
  label: text().primaryKey(),
  streamId: ref<StreamId>()
    .notNull()
    .references(() => stream.id),
})

/** What the last import said of a student: tells a change in the file from an edit in the office. */
export const importMemory = sqliteTable('import_memory', {
  studentId: ref<StudentId>()
    .primaryKey()
    .references(() => student.id),
  fields: text({ mode: 'json' }).$type<Partial<Record<ImportField, string>>>().notNull(),
  at: at().notNull(),
})

/** Days, or halves of them, without school for everybody, a class or a stream. */
export const closure = sqliteTable(
  'closure',
  {
    id: id<ClosureId>(),
    fromDay: text().notNull(),
    toDay: text().notNull(),
    /** Null: the whole day. */
    session: text().$type<SessionName>(),
    scope: text().$type<'school' | 'class' | 'stream'>().notNull(),
    scopeId: text(),
    reason: text().notNull(),
    createdAt: at().notNull(),
    createdBy: text().notNull(),
    cancelledAt: at(),
    cancelledBy: text(),
  },
  table => [index('closure_days').on(table.toDay, table.fromDay)],
)

/** Why a student is away. What the reason meant is frozen with it. Added to, withdrawn, never changed. */
export const absenceReason = sqliteTable(
  'absence_reason',
  {
    id: text().primaryKey(),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    fromDay: text().notNull(),
    toDay: text().notNull(),
    session: text().$type<SessionName>(),
    reason: text().notNull(),
    excused: flag().notNull(),
    countsPresent: flag().notNull(),
    alertsParent: flag().notNull(),
    note: text().notNull().default(''),
    at: at().notNull(),
    by: text().notNull(),
    withdrawnAt: at(),
  },
  table => [
    index('absence_reason_student').on(table.studentId, table.toDay),
    index('absence_reason_days').on(table.toDay, table.fromDay),
  ],
)

/** A mark by hand, beside what the terminals say; the newest that stands counts. Added to, withdrawn, never changed. */
export const manualMark = sqliteTable(
  'manual_mark',
  {
    id: text().primaryKey(),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    day: text().notNull(),
    session: text().$type<SessionName>().notNull(),
    mark: text().$type<'present' | 'late' | 'absent'>().notNull(),
    arrivedAt: at(),
    why: text().notNull(),
    at: at().notNull(),
    by: text().notNull(),
    withdrawnAt: at(),
  },
  table => [
    index('manual_mark_day').on(table.day, table.session),
    index('manual_mark_student').on(table.studentId, table.day),
  ],
)

export const callLog = sqliteTable(
  'call_log',
  {
    id: text().primaryKey(),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    guardianId: ref<GuardianId>().references(() => guardian.id),
    day: text().notNull(),
    outcome: text().$type<CallOutcome>().notNull(),
    note: text().notNull().default(''),
    at: at().notNull(),
    by: text().notNull(),
    withdrawnAt: at(),
  },
  table => [
    index('call_log_student').on(table.studentId, table.day),
    index('call_log_day').on(table.day),
    index('call_log_guardian').on(table.guardianId),
  ],
)

/** A day that the head has signed: nobody edits it. Punches that are read later still count, and are told. */
export const dayLock = sqliteTable(
  'day_lock',
  {
    id: text().primaryKey(),
    day: text().notNull(),
    lockedAt: at().notNull(),
    lockedBy: text().notNull(),
    unlockedAt: at(),
    unlockedBy: text(),
    why: text(),
  },
  table => [
    uniqueIndex('day_lock_once')
      .on(table.day)
      .where(sql`unlocked_at is null`),
  ],
)

/** Unmatched punches that a person has put aside; the punches stay. */
export const punchDismissal = sqliteTable('punch_dismissal', {
  punchId: ref<PunchId>()
    .primaryKey()
    .references(() => punch.id),
  at: at().notNull(),
  by: text().notNull(),
  why: text().notNull(),
})

export const gatePass = sqliteTable(
  'gate_pass',
  {
    id: id<GatePassId>(),
    number: integer().notNull().unique(),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    day: text().notNull(),
    reason: text().notNull(),
    approvedBy: text().notNull(),
    collectedBy: text().notNull().default(''),
    collectorId: text().notNull().default(''),
    expectedReturnAt: at(),
    issuedAt: at().notNull(),
    issuedBy: text().notNull(),
    cancelledAt: at(),
  },
  table => [index('gate_pass_day').on(table.day), index('gate_pass_student').on(table.studentId, table.day)],
)

/** The boarders' roll at night; it closes only when every one is accounted for. */
export const nightRoll = sqliteTable('night_roll', {
  id: id<NightRollId>(),
  day: text().notNull().unique(),
  startedAt: at().notNull(),
  startedBy: text().notNull(),
  closedAt: at(),
  closedBy: text(),
})

export const nightRollEntry = sqliteTable(
  'night_roll_entry',
  {
    id: text().primaryKey(),
    nightRollId: ref<NightRollId>()
      .notNull()
      .references(() => nightRoll.id),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    state: text().$type<'in' | 'away'>().notNull(),
    note: text().notNull().default(''),
    at: at().notNull(),
    by: text().notNull(),
  },
  table => [
    uniqueIndex('night_roll_entry_once').on(table.nightRollId, table.studentId),
    index('night_roll_entry_student').on(table.studentId),
  ],
)

/** How a student stands this term: derived from the marks, made anew for those whose marks have changed. */
export const standing = sqliteTable(
  'standing',
  {
    studentId: ref<StudentId>()
      .primaryKey()
      .references(() => student.id),
    /** First day of the term it speaks of. */
    termFrom: text().notNull(),
    /** Sessions. */
    possible: integer().notNull(),
    attended: integer().notNull(),
    late: integer().notNull(),
    absent: integer().notNull(),
    /** Halves of school days missed: a day with one session that was missed is two. */
    missedHalfDays: integer().notNull().default(0),
    /** School days in a row without any attendance, up to the last one that is known. */
    daysInARow: integer().notNull(),
    /** School days on the roll with a known mark. */
    enrolledDays: integer().notNull(),
    /** Missed per ten thousand of possible. */
    missedRate: integer().notNull(),
    mainReason: text(),
    /** Its marks have changed since. */
    stale: flag().notNull().default(true),
  },
  table => [
    index('standing_missed').on(table.missedRate),
    index('standing_stale')
      .on(table.stale)
      .where(sql`stale = 1`),
  ],
)

export const warningNote = sqliteTable(
  'warning_note',
  {
    id: text().primaryKey(),
    studentId: ref<StudentId>()
      .notNull()
      .references(() => student.id),
    text: text().notNull(),
    at: at().notNull(),
    by: text().notNull(),
  },
  table => [index('warning_note_student').on(table.studentId, table.at)],
)

/** The printed code, as a hash; and the school's data key wrapped with it. The newest row counts. */
export const recovery = sqliteTable('recovery', {
  id: text().primaryKey(),
  codeHash: text().notNull(),
  wrappedKey: blob({ mode: 'buffer' }),
  failedAttempts: integer().notNull().default(0),
  lockedUntil: at(),
  createdAt: at().notNull(),
  createdBy: text().notNull(),
  usedAt: at(),
})
