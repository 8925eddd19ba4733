import * as calendar from './calendar.ts'
import type { Calendar, CalendarDay, CalendarPreset, Recalculated, SessionPlan, SessionPresets } from './calendar.ts'
import type { GatePassId, MessageId, NightRollId, Undoable } from './common.ts'
import { nothing } from './common.ts'
import { command, query } from './define.ts'
import * as morning from './morning.ts'
import type {
  ClassMonth,
  DayLock,
  DayStory,
  EarlyWarning,
  GatePass,
  InsideNow,
  NightRoll,
  Reason,
  ReportingDay,
  RollCheck,
  SchoolMonth,
  UnknownInbox,
  WarningLimits,
} from './morning.ts'
import type { PreparedDocument } from './reports.ts'
import * as setup from './setup.ts'
import type { SetupProgress } from './setup.ts'

/** The calendar, the morning and what the office does by hand. */
export const officeApi = {
  'calendar.get': query('students:read', nothing).returns<Calendar>(),
  'calendar.save': command('settings:write', calendar.calendarDates, { action: 'UPDATE', entity: 'calendar' }).returns<
    Undoable & Recalculated
  >(),
  'calendar.check': command('settings:write', calendar.calendarCheck, {
    action: 'UPDATE',
    entity: 'calendar',
  }).returns<null>(),
  'calendar.preset': query('settings:write', calendar.calendarYear).returns<CalendarPreset>(),
  'calendar.month': query('students:read', calendar.monthRequest).returns<CalendarDay[]>(),
  'calendar.close': command('attendance:write', calendar.closureDraft, { action: 'CREATE', entity: 'closure' }).returns<
    Undoable & Recalculated
  >(),
  'calendar.reopen': command('attendance:write', calendar.closureRef, {
    action: 'UPDATE',
    entity: 'closure',
    idField: 'closureId',
  }).returns<Undoable & Recalculated>(),
  'sessions.get': query('students:read', nothing).returns<{ plans: SessionPlan[]; presets: SessionPresets }>(),
  'sessions.save': command('settings:write', calendar.sessionPlans, { action: 'UPDATE', entity: 'sessions' }).returns<
    Undoable & Recalculated
  >(),

  'attendance.reasons': query('attendance:read', nothing).returns<Reason[]>(),
  'attendance.saveReasons': command('settings:write', morning.reasonList, {
    action: 'UPDATE',
    entity: 'reasons',
  }).returns<null>(),
  'attendance.explain': command('attendance:write', morning.explain, {
    action: 'CREATE',
    entity: 'absence',
  }).returns<Undoable>(),
  'attendance.setMark': command('attendance:write', morning.setMark, {
    action: 'CREATE',
    entity: 'manual_mark',
  }).returns<Undoable>(),
  'attendance.logCall': command('attendance:write', morning.logCall, {
    action: 'CREATE',
    entity: 'call',
  }).returns<Undoable>(),
  'attendance.dayStory': query('attendance:read', morning.studentOnDay).returns<DayStory>(),
  'attendance.locks': query('attendance:read', calendar.monthRequest).returns<DayLock[]>(),
  'attendance.lock': command('attendance:write', morning.dayRef, {
    action: 'UPDATE',
    entity: 'day',
    idField: 'day',
  }).returns<null>(),
  'attendance.unlock': command('settings:write', morning.dayUnlock, {
    action: 'UPDATE',
    entity: 'day',
    idField: 'day',
  }).returns<null>(),
  'attendance.inbox': query('attendance:read', nothing).returns<UnknownInbox>(),
  'attendance.dismissPin': command('attendance:write', morning.dismissPin, {
    action: 'UPDATE',
    entity: 'punch',
  }).returns<null>(),
  'attendance.dismissPunches': command('attendance:write', morning.dismissPunches, {
    action: 'UPDATE',
    entity: 'punch',
  }).returns<null>(),
  'attendance.inside': query('attendance:read', nothing).returns<InsideNow>(),
  'attendance.month': query('attendance:read', morning.monthOfStream).returns<ClassMonth>(),
  'attendance.schoolMonth': query('attendance:read', morning.monthOfSchool).returns<SchoolMonth>(),
  'attendance.earlyWarning': query('attendance:read', morning.earlyWarningRequest).returns<EarlyWarning>(),
  'attendance.warningLimits': query('attendance:read', nothing).returns<WarningLimits>(),
  'attendance.saveWarningLimits': command('settings:write', morning.warningLimits, {
    action: 'UPDATE',
    entity: 'warning_limits',
  }).returns<null>(),
  'attendance.warningNote': command('attendance:write', morning.warningNote, {
    action: 'CREATE',
    entity: 'warning_note',
    idField: 'studentId',
  }).returns<null>(),
  'attendance.rollCheck': query('attendance:read', nothing).returns<RollCheck>(),

  /** The passes of a day; of today also those of earlier days whose child is still out. */
  'passes.list': query('attendance:read', morning.passesRequest).returns<GatePass[]>(),
  'passes.issue': command('attendance:write', morning.passDraft, {
    action: 'CREATE',
    entity: 'gate_pass',
    idField: 'studentId',
  }).returns<{ id: GatePassId; number: number }>(),
  'passes.cancel': command('attendance:write', morning.passRef, {
    action: 'UPDATE',
    entity: 'gate_pass',
    idField: 'gatePassId',
  }).returns<Undoable>(),
  'passes.slip': query('attendance:read', morning.passRef).returns<PreparedDocument>(),

  'boarding.reporting': query('attendance:read', morning.reportingRequest).returns<ReportingDay>(),
  'boarding.night': query('attendance:read', nothing).returns<NightRoll | null>(),
  'boarding.nightStart': command('attendance:write', nothing, { action: 'CREATE', entity: 'night_roll' }).returns<{
    id: NightRollId
  }>(),
  'boarding.nightMark': command('attendance:write', morning.nightMark, {
    action: 'UPDATE',
    entity: 'night_roll',
    idField: 'nightRollId',
  }).returns<null>(),
  /** Refused (`roll_incomplete`) while one child is unaccounted for. */
  'boarding.nightClose': command('attendance:write', morning.nightRollRef, {
    action: 'UPDATE',
    entity: 'night_roll',
    idField: 'nightRollId',
  }).returns<null>(),

  /** Who is inside, by class, with boxes to tick and phones: for a fire or an inspection. */
  'reports.evacuation': query('attendance:read', nothing, {
    action: 'VIEW',
    entity: 'report',
  }).returns<PreparedDocument>(),

  'reports.earlyWarning': query('attendance:read', morning.earlyWarningFilter, {
    action: 'VIEW',
    entity: 'report',
  }).returns<PreparedDocument>(),
  'reports.rollCheck': query('attendance:read', nothing, {
    action: 'VIEW',
    entity: 'report',
  }).returns<PreparedDocument>(),
  'reports.reporting': query('attendance:read', morning.reportingRequest, {
    action: 'VIEW',
    entity: 'report',
  }).returns<PreparedDocument>(),

  'setup.progress': query('settings:write', nothing).returns<SetupProgress>(),
  'setup.skip': command('settings:write', setup.setupStep, { action: 'UPDATE', entity: 'setup' }).returns<null>(),
  /** For what shows nowhere in the school's data: somebody has looked at it and found it right. */
  'setup.done': command('settings:write', setup.setupStep, { action: 'UPDATE', entity: 'setup' }).returns<null>(),
  /** Puts the check-list away; it can be opened again from the settings. */
  'setup.finish': command('settings:write', nothing, { action: 'UPDATE', entity: 'setup' }).returns<null>(),
  'setup.testMessage': command('settings:write', setup.testMessage, { action: 'CREATE', entity: 'message' }).returns<{
    messageId: MessageId
  }>(),
  /** Ends the demo for good: its data is deleted and the program starts again as an empty school. Demo only. */
  'setup.leaveDemo': command('settings:write', nothing, { action: 'DELETE', entity: 'demo' }).returns<null>(),
} as const
