import type { ClassId, GuardianId, StreamId, StudentId, Undoable, UserId } from './common.ts'
import { nothing } from './common.ts'
import { command, query } from './define.ts'
import * as imports from './imports.ts'
import type {
  ImportDraft,
  ImportPreview,
  ImportResult,
  ImportRows,
  RolloverPreview,
  RolloverProposal,
} from './imports.ts'
import * as school from './school.ts'
import type { GuardianMatch, SchoolRecord, SearchHit, StudentChange } from './school.ts'
import type { SessionUser } from './session.ts'
import * as undo from './undo.ts'
import type { UndoStep, UndoWhat } from './undo.ts'
import * as users from './users.ts'
import type { RecoveryCode, RecoveryState, UserRow } from './users.ts'

/** The school, its classes and its people. */
export const peopleApi = {
  'school.get': query('students:read', nothing).returns<SchoolRecord>(),
  'school.save': command('settings:write', school.schoolRecord, { action: 'UPDATE', entity: 'school' }).returns<null>(),

  'classes.add': command('students:write', school.classDraft, { action: 'CREATE', entity: 'class' }).returns<
    Undoable & { id: ClassId }
  >(),
  'classes.edit': command('students:write', school.classEdit, {
    action: 'UPDATE',
    entity: 'class',
    idField: 'classId',
  }).returns<Undoable>(),
  'classes.remove': command('students:write', school.classRef, {
    action: 'DELETE',
    entity: 'class',
    idField: 'classId',
  }).returns<Undoable>(),
  'classes.addStream': command('students:write', school.streamDraft, { action: 'CREATE', entity: 'stream' }).returns<
    Undoable & { id: StreamId }
  >(),
  'classes.editStream': command('students:write', school.streamEdit, {
    action: 'UPDATE',
    entity: 'stream',
    idField: 'streamId',
  }).returns<Undoable>(),
  'classes.removeStream': command('students:write', school.streamRef, {
    action: 'DELETE',
    entity: 'stream',
    idField: 'streamId',
  }).returns<Undoable>(),
  'classes.preset': command('students:write', school.classPreset, { action: 'CREATE', entity: 'class' }).returns<
    Undoable & { classes: number; streams: number }
  >(),

  'students.suggestNumber': query('students:write', nothing).returns<{ admissionNumber: string }>(),
  'students.add': command('students:write', school.studentDraft, { action: 'CREATE', entity: 'student' }).returns<
    Undoable & { id: StudentId }
  >(),
  'students.edit': command('students:write', school.studentEdit, {
    action: 'UPDATE',
    entity: 'student',
    idField: 'studentId',
  }).returns<Undoable>(),
  'students.move': command('students:write', school.studentsMove, {
    action: 'UPDATE',
    entity: 'student',
  }).returns<Undoable>(),
  'students.deactivate': command('students:write', school.studentsDeactivate, {
    action: 'UPDATE',
    entity: 'student',
  }).returns<Undoable>(),
  'students.restore': command('students:write', school.studentsRestore, {
    action: 'UPDATE',
    entity: 'student',
  }).returns<Undoable>(),
  'students.setPhoto': command('students:write', school.studentPhoto, {
    action: 'UPDATE',
    entity: 'student',
    idField: 'studentId',
  }).returns<Undoable>(),
  /** Data URLs of those that have one. */
  'students.photos': query('students:read', school.studentPhotos).returns<Record<StudentId, string>>(),
  'students.history': query('audit:read', school.studentRef).returns<StudentChange[]>(),

  'guardians.find': query('students:write', school.guardianSearch).returns<GuardianMatch[]>(),
  'guardians.save': command('students:write', school.guardianSave, {
    action: 'UPDATE',
    entity: 'guardian',
    idField: 'guardianId',
  }).returns<Undoable & { id: GuardianId }>(),
  'guardians.link': command('students:write', school.guardianLink, {
    action: 'UPDATE',
    entity: 'guardian',
    idField: 'guardianId',
  }).returns<Undoable>(),
  'guardians.unlink': command('students:write', school.guardianUnlink, {
    action: 'UPDATE',
    entity: 'guardian',
    idField: 'guardianId',
  }).returns<Undoable>(),

  'guardians.order': command('students:write', school.guardianOrder, {
    action: 'UPDATE',
    entity: 'student',
    idField: 'studentId',
  }).returns<Undoable>(),

  'search.find': query('students:read', school.searchRequest).returns<SearchHit[]>(),

  'undo.list': query('signed_in', nothing).returns<UndoStep[]>(),
  'undo.run': command('signed_in', undo.undoRef, { action: 'UPDATE', entity: 'undo', idField: 'undoId' }).returns<{
    what: UndoWhat
    count: number
  }>(),

  'users.list': query('users:write', nothing).returns<UserRow[]>(),
  'users.add': command('users:write', users.userDraft, { action: 'CREATE', entity: 'user' }).returns<{ id: UserId }>(),
  'users.edit': command('users:write', users.userEdit, {
    action: 'UPDATE',
    entity: 'user',
    idField: 'userId',
  }).returns<null>(),
  'users.setPassword': command('users:write', users.userPassword, {
    action: 'UPDATE',
    entity: 'user',
    idField: 'userId',
  }).returns<null>(),
  'users.deactivate': command('users:write', users.userRef, {
    action: 'DELETE',
    entity: 'user',
    idField: 'userId',
  }).returns<null>(),
  'users.restore': command('users:write', users.userRef, {
    action: 'UPDATE',
    entity: 'user',
    idField: 'userId',
  }).returns<null>(),
  'users.ownPassword': command('signed_in', users.ownPassword, { action: 'UPDATE', entity: 'user' }).returns<null>(),
  'users.recoveryState': query('users:write', nothing).returns<RecoveryState>(),
  /** Replaces the code that was printed before. */
  'users.recoveryCode': command('users:write', nothing, {
    action: 'CREATE',
    entity: 'recovery_code',
  }).returns<RecoveryCode>(),
  'session.recover': command('public', users.recover, {
    action: 'UPDATE',
    entity: 'user',
    idField: 'username',
  }).returns<SessionUser>(),

  'import.open': command('students:write', imports.importOpen, {
    action: 'CREATE',
    entity: 'import',
  }).returns<ImportDraft>(),
  'import.preview': query('students:write', imports.importMapping).returns<ImportPreview>(),
  'import.rows': query('students:write', imports.importRowsRequest).returns<ImportRows>(),
  /** Saves the rejected rows as a spreadsheet with the reasons in its first column; null when the person cancelled. */
  'import.rejects': command('students:write', imports.importRef, {
    action: 'VIEW',
    entity: 'import',
    idField: 'importId',
  }).returns<{ path: string | null }>(),
  'import.template': command('students:write', nothing, { action: 'VIEW', entity: 'import' }).returns<{
    path: string | null
  }>(),
  'import.apply': command('students:write', imports.importApply, {
    action: 'CREATE',
    entity: 'import',
    idField: 'importId',
  }).returns<ImportResult>(),
  'import.close': command('students:write', imports.importRef, {
    action: 'DELETE',
    entity: 'import',
    idField: 'importId',
  }).returns<null>(),

  'rollover.propose': query('students:write', nothing).returns<RolloverProposal>(),
  'rollover.preview': query('students:write', imports.rolloverPlan).returns<RolloverPreview>(),
  /** Copies the database first. */
  'rollover.apply': command('students:write', imports.rolloverPlan, { action: 'UPDATE', entity: 'school' }).returns<
    Undoable & { promoted: number; leaving: number }
  >(),
} as const
