import type { Undoable } from './common.ts'
import { nothing } from './common.ts'
import { command, query } from './define.ts'
import * as messages from './messages.ts'
import type {
  AccountTest,
  Batch,
  BatchStudent,
  BlockedGuardian,
  EmailAccount,
  EmergencyPreview,
  MessageDetail,
  MessagePage,
  PolicyView,
  SmsAccount,
  Statement,
  Template,
  TemplateCheck,
} from './messages.ts'
import type { PreparedDocument } from './reports.ts'

/** Messages to parents. */
export const messagesApi = {
  'messages.list': query('messages:read', messages.messageFilter).returns<MessagePage>(),
  'messages.get': query('messages:read', messages.messageRef).returns<MessageDetail>(),
  'messages.resolve': command('messages:write', messages.messageResolve, {
    action: 'UPDATE',
    entity: 'message',
    idField: 'messageId',
  }).returns<null>(),
  'messages.cancel': command('messages:write', messages.messagesCancel, {
    action: 'UPDATE',
    entity: 'message',
  }).returns<{ cancelled: number }>(),
  /** Tells the guardians who were told of an absence that it was wrong. Once. */
  'messages.correct': command('messages:write', messages.correctStudent, {
    action: 'CREATE',
    entity: 'message',
    idField: 'studentId',
  }).returns<{ messages: number }>(),

  'messages.batches': query('messages:read', nothing).returns<Batch[]>(),
  'messages.batchStudents': query('messages:read', messages.batchRef).returns<BatchStudent[]>(),
  'messages.releaseBatch': command('messages:write', messages.batchRelease, {
    action: 'UPDATE',
    entity: 'message_batch',
    idField: 'batchId',
  }).returns<{ messages: number }>(),
  'messages.discardBatch': command('messages:write', messages.batchDecision, {
    action: 'UPDATE',
    entity: 'message_batch',
    idField: 'batchId',
  }).returns<null>(),
  'messages.recallBatch': command('messages:write', messages.batchDecision, {
    action: 'UPDATE',
    entity: 'message_batch',
    idField: 'batchId',
  }).returns<{ messages: number }>(),

  'messages.templates': query('messages:read', nothing).returns<Template[]>(),
  'messages.checkTemplate': query('messages:read', messages.templateDraft).returns<TemplateCheck>(),
  'messages.saveTemplate': command('messages:write', messages.templateDraft, {
    action: 'UPDATE',
    entity: 'template',
    idField: 'kind',
  }).returns<Undoable>(),
  'messages.resetTemplate': command('messages:write', messages.templateRef, {
    action: 'UPDATE',
    entity: 'template',
    idField: 'kind',
  }).returns<Undoable>(),

  'messages.policy': query('messages:read', nothing).returns<PolicyView>(),
  'messages.savePolicy': command('settings:write', messages.messagePolicy, {
    action: 'UPDATE',
    entity: 'message_policy',
  }).returns<null>(),
  'messages.blocked': query('messages:read', nothing).returns<BlockedGuardian[]>(),
  'messages.unblock': command('messages:write', messages.guardianRef, {
    action: 'UPDATE',
    entity: 'guardian',
    idField: 'guardianId',
  }).returns<null>(),

  'messages.account': query('messages:read', nothing).returns<SmsAccount>(),
  'messages.saveAccount': command('settings:write', messages.smsAccountDraft, {
    action: 'UPDATE',
    entity: 'sms_account',
  }).returns<null>(),
  'messages.testAccount': command('settings:write', messages.smsAccountDraft, {
    action: 'VIEW',
    entity: 'sms_account',
  }).returns<AccountTest>(),
  'messages.refreshBalance': command('messages:read', nothing, {
    action: 'VIEW',
    entity: 'sms_account',
  }).returns<null>(),
  'messages.resume': command('messages:write', nothing, { action: 'UPDATE', entity: 'sms_account' }).returns<null>(),
  'messages.emailAccount': query('messages:read', nothing).returns<EmailAccount>(),
  'messages.saveEmailAccount': command('settings:write', messages.emailAccountDraft, {
    action: 'UPDATE',
    entity: 'email_account',
  }).returns<null>(),
  'messages.testEmail': command('settings:write', messages.emailTest, {
    action: 'VIEW',
    entity: 'email_account',
  }).returns<AccountTest>(),
  'messages.statement': query('messages:read', messages.statementRequest).returns<Statement>(),

  'messages.emergencyPreview': query('messages:write', messages.emergencyPreview).returns<EmergencyPreview>(),
  'messages.emergency': command('messages:write', messages.emergency, { action: 'CREATE', entity: 'message' }).returns<{
    messages: number
  }>(),

  'reports.smsStatement': query('messages:read', messages.statementRequest).returns<PreparedDocument>(),
} as const
