import { messagesApi } from './api-messages.ts'
import { officeApi } from './api-office.ts'
import { peopleApi } from './api-people.ts'
import * as appShapes from './app.ts'
import type { Frame, SimulationState, Status } from './app.ts'
import * as attendance from './attendance.ts'
import type {
  ArrivalsChart,
  AttendanceEvent,
  DaySummary,
  NotInStream,
  StudentDay,
  UnmatchedPunch,
} from './attendance.ts'
import type { DeviceId, EnrollmentId } from './common.ts'
import { nothing } from './common.ts'
import { command, query } from './define.ts'
import * as devices from './devices.ts'
import type { DeviceGroupOption, DeviceLogLine, DeviceSearch, DeviceStatus, DoctorReport } from './devices.ts'
import * as enrollment from './enrollment.ts'
import type { EnrollmentProgress, MissingInStream, Station, StudentFinger } from './enrollment.ts'
import * as reports from './reports.ts'
import type { PreparedDocument, ReportDay } from './reports.ts'
import * as school from './school.ts'
import type { ClassNode, StudentDetail, StudentPage, StudentPrivate } from './school.ts'
import * as session from './session.ts'
import type { SessionState, SessionUser } from './session.ts'
import * as sync from './sync.ts'
import type { DeviceGroupRow, SyncMatrix, SyncPlan, UnknownUser } from './sync.ts'
import type { z } from './z.ts'

/** Everything that can be asked. Permission, validation, audit and the types on both sides come from these rows. */
export const api = {
  'session.current': query('public', nothing).returns<SessionState>(),
  'session.signIn': command('public', session.signIn, {
    action: 'CREATE',
    entity: 'session',
    idField: 'username',
  }).returns<SessionUser>(),
  'session.signOut': command('signed_in', nothing, { action: 'DELETE', entity: 'session' }).returns<null>(),
  'session.setUp': command('public', session.setUp, { action: 'CREATE', entity: 'school' }).returns<SessionUser>(),

  'app.frame': query('signed_in', nothing).returns<Frame>(),
  'app.status': query('signed_in', nothing).returns<Status>(),

  'students.tree': query('students:read', nothing).returns<ClassNode[]>(),
  'students.list': query('students:read', school.studentFilter).returns<StudentPage>(),
  'students.get': query('students:read', school.studentRef).returns<StudentDetail>(),
  'students.reveal': query('students:read', school.studentRef, {
    action: 'VIEW',
    entity: 'student',
    idField: 'studentId',
  }).returns<StudentPrivate>(),

  'attendance.summary': query('attendance:read', attendance.sessionOfDay).returns<DaySummary>(),
  'attendance.feed': query('attendance:read', attendance.feedRequest).returns<AttendanceEvent[]>(),
  'attendance.notIn': query('attendance:read', attendance.notInRequest).returns<NotInStream[]>(),
  'attendance.unmatched': query('attendance:read', attendance.dayRequest).returns<UnmatchedPunch[]>(),
  'attendance.arrivals': query('attendance:read', attendance.sessionOfDay).returns<ArrivalsChart>(),
  'attendance.student': query('attendance:read', attendance.studentHistory).returns<StudentDay[]>(),

  'devices.list': query('attendance:read', nothing).returns<DeviceStatus[]>(),
  'devices.readNow': command('devices:write', devices.deviceRef, {
    action: 'UPDATE',
    entity: 'device',
    idField: 'deviceId',
  }).returns<null>(),

  'devices.add': command('devices:write', devices.deviceDraft, { action: 'CREATE', entity: 'device' }).returns<{
    id: DeviceId
  }>(),
  'devices.edit': command('devices:write', devices.deviceEdit, {
    action: 'UPDATE',
    entity: 'device',
    idField: 'deviceId',
  }).returns<null>(),
  'devices.retire': command('devices:write', devices.deviceRetire, {
    action: 'DELETE',
    entity: 'device',
    idField: 'deviceId',
  }).returns<null>(),
  'devices.groups': query('attendance:read', nothing).returns<DeviceGroupOption[]>(),
  'devices.doctor': query('attendance:read', nothing).returns<DoctorReport[]>(),
  'devices.remedy': command('devices:write', devices.deviceRemedy, {
    action: 'UPDATE',
    entity: 'device',
    idField: 'deviceId',
  }).returns<null>(),
  'devices.search': query('devices:write', nothing).returns<DeviceSearch>(),
  'devices.searchStart': command('devices:write', nothing, { action: 'VIEW', entity: 'network' }).returns<null>(),
  'devices.searchStop': command('devices:write', nothing, { action: 'VIEW', entity: 'network' }).returns<null>(),
  'devices.log': query('devices:write', devices.deviceLogRequest).returns<DeviceLogLine[]>(),

  'sync.groups': query('students:read', nothing).returns<DeviceGroupRow[]>(),
  'sync.assign': command('devices:write', sync.groupAssign, {
    action: 'UPDATE',
    entity: 'device_group',
    idField: 'deviceGroupId',
  }).returns<null>(),
  'sync.plan': query('devices:write', nothing).returns<SyncPlan[]>(),
  'sync.run': command('devices:write', sync.syncScope, {
    action: 'UPDATE',
    entity: 'device',
    idField: 'deviceId',
  }).returns<null>(),
  'sync.matrix': query('students:read', sync.matrixRequest).returns<SyncMatrix>(),
  'sync.unknown': query('enrollment:write', nothing).returns<UnknownUser[]>(),
  'sync.adopt': command('enrollment:write', sync.adopt, {
    action: 'UPDATE',
    entity: 'student',
    idField: 'studentId',
  }).returns<{ punchesApplied: number }>(),
  'sync.removeUnknown': command('devices:write', sync.removeUnknown, {
    action: 'DELETE',
    entity: 'device_user',
    idField: 'pin',
  }).returns<null>(),

  'enrollment.start': command('enrollment:write', enrollment.enrollmentStart, {
    action: 'CREATE',
    entity: 'enrollment',
    idField: 'studentId',
  }).returns<{ enrollmentId: EnrollmentId }>(),
  'enrollment.cancel': command('enrollment:write', enrollment.enrollmentRef, {
    action: 'UPDATE',
    entity: 'enrollment',
    idField: 'enrollmentId',
  }).returns<null>(),
  'enrollment.current': query('enrollment:write', nothing).returns<EnrollmentProgress | null>(),
  'enrollment.missing': query('enrollment:write', nothing).returns<MissingInStream[]>(),
  'enrollment.fingers': query('students:read', enrollment.studentFingers).returns<StudentFinger[]>(),
  'enrollment.remove': command('enrollment:write', enrollment.fingerRef, {
    action: 'DELETE',
    entity: 'enrollment',
    idField: 'studentId',
  }).returns<null>(),
  'enrollment.stationStart': command('enrollment:write', enrollment.stationStart, {
    action: 'CREATE',
    entity: 'station',
    idField: 'streamId',
  }).returns<Station>(),
  'enrollment.station': query('enrollment:write', nothing).returns<Station | null>(),
  'enrollment.stationEnroll': command(
    'enrollment:write',
    enrollment.stationStep.extend({ finger: enrollment.finger }),
    { action: 'CREATE', entity: 'enrollment', idField: 'studentId' },
  ).returns<{ enrollmentId: EnrollmentId }>(),
  'enrollment.stationSkip': command('enrollment:write', enrollment.stationSkip, {
    action: 'UPDATE',
    entity: 'station',
    idField: 'stationId',
  }).returns<null>(),
  'enrollment.stationUndo': command('enrollment:write', enrollment.stationRef, {
    action: 'UPDATE',
    entity: 'station',
    idField: 'stationId',
  }).returns<null>(),
  'enrollment.stationEnd': command('enrollment:write', enrollment.stationRef, {
    action: 'UPDATE',
    entity: 'station',
    idField: 'stationId',
  }).returns<null>(),

  'reports.days': query('attendance:read', nothing).returns<ReportDay[]>(),
  'reports.daySheet': query('attendance:read', reports.daySheetRequest).returns<PreparedDocument>(),
  'reports.print': command('attendance:read', reports.documentRef, {
    action: 'VIEW',
    entity: 'report',
    idField: 'documentId',
  }).returns<{ printed: boolean }>(),
  'reports.savePdf': command('attendance:read', reports.documentRef, {
    action: 'VIEW',
    entity: 'report',
    idField: 'documentId',
  }).returns<{ path: string | null }>(),

  'simulation.state': query('public', nothing).returns<SimulationState | null>(),
  'simulation.setSpeed': command('signed_in', appShapes.simulationSpeed, {
    action: 'UPDATE',
    entity: 'simulation',
  }).returns<null>(),
  'simulation.setCable': command('signed_in', appShapes.simulationCable, {
    action: 'UPDATE',
    entity: 'simulation',
  }).returns<null>(),
  ...messagesApi,
  ...peopleApi,
  ...officeApi,
} as const

export type Api = typeof api
export type ChannelName = keyof Api
/** What a caller writes. */
export type Input<C extends ChannelName> = z.input<Api[C]['input']>
/** What a use case gets: trimmed, defaulted, branded. */
export type Parsed<C extends ChannelName> = z.output<Api[C]['input']>
export type Output<C extends ChannelName> =
  NonNullable<Api[C]['output']> | (null extends Api[C]['output'] ? null : never)
