/** Every expected failure. The window has a sentence for each (what happened, what it means, what to do). */
export const errorCodes = [
  'unknown_channel',
  'invalid_input',
  'not_signed_in',
  'forbidden',
  'too_many_calls',
  'internal',
  'stopping',
  'sign_in_wrong',
  'sign_in_locked',
  'already_set_up',
  'not_found',
  'device_offline',
  'device_busy',
  'device_admin',
  'device_key_wrong',
  'device_protocol',
  'device_refused',
  'device_secured',
  'device_serial_changed',
  'enroll_failed',
  'enroll_duplicate',
  'enroll_timeout',
  'enroll_cancelled',
  'enroll_running',
  'keyring_unavailable',
  'template_unreadable',
  'device_address_taken',
  'device_full',
  'device_unsupported',
  'device_not_saved',
  'device_log_changed',
  'already_adopted',
  'search_running',
  'disk_full',
  'storage_failed',
  'database_newer',
  'database_damaged',
  'migration_incomplete',
  'document_gone',
  'file_not_written',
  'printer_failed',
  'simulation_off',
  'gateway_unreachable',
  'gateway_missing',
  'number_taken',
  'name_taken',
  'not_empty',
  'phone_invalid',
  'photo_unreadable',
  'undo_gone',
  'undo_conflict',
  'day_locked',
  'day_in_future',
  'file_unreadable',
  'file_too_big',
  'import_gone',
  'import_incomplete',
  'boarder_alone',
  'roll_incomplete',
  'roll_closed',
  'last_admin',
  'recovery_wrong',
  'rollover_blocked',
  'backup_failed',
  'not_uncertain',
  'batch_changed',
  'batch_blocked',
  'nothing_to_correct',
  'late_waiting',
  'template_fields',
  'sms_key_refused',
  'sms_restart_needed',
  'sms_no_account',
  'sms_low_balance',
  'email_refused',
] as const
export type ErrorCode = (typeof errorCodes)[number]

export type ErrorDetails = Readonly<Record<string, string | number | boolean>>

/** An expected failure. Anything else that is thrown is a bug. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(code, options)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}

/** What crosses to the window: Electron keeps only the message of a thrown error, so errors travel as values. */
export type Result<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: ErrorCode; readonly details: ErrorDetails } }
