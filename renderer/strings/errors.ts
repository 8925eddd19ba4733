import type { ErrorCode, ErrorDetails } from '../../core/contract/errors.ts'

/** What happened, and what it means and what to do. */
export type Sentence = { title: string; text: string }

const sentences: Record<ErrorCode, Sentence> = {
  unknown_channel: {
    title: 'This is not possible in this version',
    text: 'Nothing was changed. Restart Rollcall; if it happens again, install the newest version.',
  },
  invalid_input: {
    title: 'Something in the form is not valid',
    text: 'Nothing was saved. Check the fields and try again.',
  },
  not_signed_in: { title: 'Signed out', text: 'Sign in again to go on. Recording of attendance was not interrupted.' },
  forbidden: {
    title: 'Not open to this account',
    text: 'The signed-in account may not do this. An administrator of the school can allow it.',
  },
  too_many_calls: { title: 'Too many requests at once', text: 'Wait a few seconds, then try again.' },
  internal: {
    title: 'Something went wrong inside Rollcall',
    text: 'Nothing was lost. Try again; if it happens again, send the reference below to support.',
  },
  stopping: {
    title: 'Rollcall is closing',
    text: 'Open it again to go on. Punches are kept in the terminals meanwhile.',
  },
  sign_in_wrong: {
    title: 'Name or password is wrong',
    text: 'Check both and try again. Capital letters count in passwords.',
  },
  sign_in_locked: {
    title: 'Sign-in is locked for a while',
    text: 'There were too many wrong passwords. Wait a few minutes, then try again.',
  },
  already_set_up: {
    title: 'This school is already set up',
    text: 'Sign in with an existing account. An administrator can add more accounts.',
  },
  not_found: {
    title: 'No longer there',
    text: 'It was removed or changed meanwhile. Go back to the list and choose again.',
  },
  device_offline: {
    title: 'A terminal does not answer',
    text: 'Punches are kept in the terminal and will be read when it is back. Check its power and network cable.',
  },
  device_busy: {
    title: 'A terminal is not ready yet',
    text: 'It is being connected, and its log is read first so that no punch is missed. That takes a few seconds, a minute when the log is full. Then try again.',
  },
  device_admin: {
    title: 'This person manages the terminal',
    text: 'Nothing was removed: without its administrator anybody could open its menu. Make another administrator in the menu of the terminal, and remove this one there.',
  },
  device_key_wrong: {
    title: 'A terminal refuses the communication key',
    text: 'Its punches are kept but cannot be read. Compare the key in the terminal (Comm. menu) with the one in Rollcall.',
  },
  device_protocol: {
    title: 'A terminal gives answers that cannot be read',
    text: 'Nothing was recorded from them, and its punches stay in the terminal. Rollcall tries again by itself; if it lasts, restart the terminal.',
  },
  device_refused: {
    title: 'A terminal refused the request',
    text: 'Nothing was changed. Wait until nobody uses its menu, then try again; if it lasts, restart the terminal.',
  },
  device_secured: {
    title: 'A terminal uses a protection that is not supported',
    text: 'It cannot be read. Switch off encrypted communication in its menu, or ask the supplier for a standard firmware.',
  },
  device_serial_changed: {
    title: 'Another terminal answers at this address',
    text: 'Its serial number differs, so nothing was read from it. Check whether terminals or addresses were exchanged.',
  },
  enroll_failed: {
    title: 'The finger was not enrolled',
    text: 'The terminal could not make a good picture of it. Clean the finger and the glass, press flat and longer, or choose another finger.',
  },
  enroll_duplicate: {
    title: 'This finger is enrolled already',
    text: 'The terminal knows it under another name. Check who stands there, or choose another finger.',
  },
  enroll_timeout: {
    title: 'No finger was pressed in time',
    text: 'Nothing was enrolled and the terminal works as before. Start again when the child is ready.',
  },
  enroll_cancelled: {
    title: 'The enrollment was cancelled',
    text: 'Nothing was enrolled and the terminal works as before. Start again when the child is ready.',
  },
  enroll_running: {
    title: 'Another enrollment is going on at this terminal',
    text: 'Finish or cancel it first; a terminal can take one child at a time.',
  },
  keyring_unavailable: {
    title: 'Fingers cannot be kept safely on this computer',
    text: 'No finger is enrolled without the password store of the computer. Attendance goes on. Unlock or install it (on Linux: GNOME Keyring or KWallet), then start again.',
  },
  template_unreadable: {
    title: 'Stored fingers cannot be opened on this computer',
    text: 'They belong to the password store of another computer or user. Fingers that are on the terminals still work; restore the key from a backup or enroll again.',
  },
  device_address_taken: {
    title: 'A terminal already has this address',
    text: 'Nothing was saved. Check the address, or take the other terminal out of use first.',
  },
  device_full: {
    title: 'A terminal is full',
    text: 'Nobody else fits on it; those who are on it still work. Remove people who do not belong there, or take a class off its group.',
  },
  device_unsupported: {
    title: 'A terminal cannot hold this',
    text: 'Its model has no room for such a number or finger, so nothing was written. The other terminals are not concerned.',
  },
  device_not_saved: {
    title: 'A terminal did not keep what was written',
    text: 'It was read back and compared, and differs. Rollcall tries again by itself; if it lasts, restart the terminal.',
  },
  device_log_changed: {
    title: 'A terminal got new punches meanwhile',
    text: 'Its log was not cleared, so nothing is lost. Try again when nobody stands at it.',
  },
  already_adopted: {
    title: 'This number is used by somebody else there',
    text: 'Nothing was changed. Compare the name on the terminal with the student: under Terminals, Adopt, people are linked to students or removed.',
  },
  search_running: {
    title: 'A search is going on already',
    text: 'Wait for its end, or stop it and start again.',
  },
  disk_full: {
    title: 'The disk of this computer is full',
    text: 'Attendance cannot be saved now; punches are kept in the terminals and are read when there is room. Free at least 1 GB.',
  },
  storage_failed: {
    title: 'The database cannot be written',
    text: 'Attendance cannot be saved now; punches are kept in the terminals. Check that the disk is healthy and that no other program locks the folder.',
  },
  database_newer: {
    title: 'This database belongs to a newer version of Rollcall',
    text: 'It was left untouched, so nothing is lost. Install the newest version of Rollcall on this computer and start it again.',
  },
  database_damaged: {
    title: 'The database is damaged',
    text: 'It was not changed. Punches are still in the terminals. Restore the last backup, or call support before doing anything else.',
  },
  migration_incomplete: {
    title: 'The database could not be brought up to date',
    text: 'It was left as it was, and a copy was made before. Keep using the previous version of Rollcall and call support.',
  },
  document_gone: {
    title: 'The page is no longer there',
    text: 'Pages are kept for a short time. Choose the day again to make it anew.',
  },
  file_not_written: {
    title: 'The file could not be saved',
    text: 'Choose another folder, or close the file if it is open in another program, and save again.',
  },
  printer_failed: {
    title: 'The printer did not take the page',
    text: 'Check that it is on and has paper, then print again, or save the page as PDF.',
  },
  simulation_off: { title: 'Only in simulation', text: 'This school is real, so there is no demo day to steer.' },
  gateway_unreachable: {
    title: 'Messages cannot be sent at the moment',
    text: 'They stay in the queue and go out by themselves when the message service answers. Check the internet connection.',
  },
  gateway_missing: {
    title: 'No message service is set up yet',
    text: 'Nothing was sent. Parents get no texts until a message service is set up; everything else works without it.',
  },
  number_taken: {
    title: 'This admission number is already used',
    text: 'Admission numbers stay with their student, also after he or she has left. Use another number, or open the student who has it.',
  },
  name_taken: {
    title: 'This name is already used',
    text: 'Nothing was saved. Choose another name.',
  },
  not_empty: {
    title: 'There are still students here',
    text: 'Move them to another stream first; then it can be removed.',
  },
  phone_invalid: {
    title: 'This phone number cannot receive messages',
    text: 'A Kenyan mobile number has ten digits and begins with 07 or 01; other countries begin with + and the country code. Check the digits.',
  },
  photo_unreadable: {
    title: 'This picture cannot be used',
    text: 'Choose a JPEG or PNG photo. Nothing was changed.',
  },
  undo_gone: {
    title: 'This can no longer be taken back',
    text: 'It was taken back already, or it is too long ago.',
  },
  undo_conflict: {
    title: 'This cannot be taken back any more',
    text: 'What it changed has been changed again since. Nothing was touched; take the later change back first, or edit the record.',
  },
  day_locked: {
    title: 'This day is signed and locked',
    text: 'Nothing was changed. An administrator can unlock the day, which is written down.',
  },
  day_in_future: {
    title: 'This day has not come yet',
    text: 'Marks can be set for today and for past days. For planned absence give a reason with its dates.',
  },
  file_unreadable: {
    title: 'This file cannot be read',
    text: 'It is not a spreadsheet in XLSX or CSV form, or it is damaged. Open it in the spreadsheet program, save it again as XLSX and try once more. Nothing was imported.',
  },
  file_too_big: {
    title: 'This file is too big',
    text: 'A list of students is at most 20 MB. Remove pictures and other sheets, save it and try again. Nothing was imported.',
  },
  import_gone: {
    title: 'This import is no longer open',
    text: 'Rollcall was restarted, or the import was closed. Choose the file again; nothing was imported.',
  },
  import_incomplete: {
    title: 'Some columns are still missing',
    text: 'Say which columns hold the admission number, the name, the sex and the class. Nothing was imported.',
  },
  boarder_alone: {
    title: 'A boarder would leave alone',
    text: 'After 09:00 a boarder leaves only with an adult. Write who collects the child, or confirm that the head allows it.',
  },
  roll_incomplete: {
    title: 'The night roll is not complete',
    text: 'Every boarder must be in or away with a reason before the roll can be closed.',
  },
  roll_closed: {
    title: 'This roll is closed',
    text: 'It was closed before and stays as it was signed.',
  },
  last_admin: {
    title: 'This is the last administrator',
    text: 'The school needs at least one account that can manage accounts. Make another administrator first.',
  },
  recovery_wrong: {
    title: 'The code or the name is wrong',
    text: 'Check every letter of the printed code. After several wrong tries it is locked for some minutes.',
  },
  rollover_blocked: {
    title: 'The new year cannot begin like this',
    text: 'Nothing was changed. See the warnings in the preview and choose where each class goes.',
  },
  backup_failed: {
    title: 'The copy before the change could not be made',
    text: 'Nothing was changed. Make room on the disk or check that the backup folder can be written, then try again.',
  },
  not_uncertain: {
    title: 'This message is no longer uncertain',
    text: 'A delivery report or another person has settled it meanwhile. Nothing was sent.',
  },
  batch_changed: {
    title: 'The list has changed meanwhile',
    text: 'A child has come in, or a mark was changed, since the number was shown. Look at the list again and confirm the new number. Nothing was sent.',
  },
  batch_blocked: {
    title: 'These alerts cannot be sent',
    text: 'They speak of another day or of a day without school. Nothing was sent.',
  },
  nothing_to_correct: {
    title: 'There is nothing to correct',
    text: 'No absence message of this child went out on this day, or it has been corrected already.',
  },
  late_waiting: {
    title: 'A terminal is not read, so parents are not told who is late',
    text: 'Check its power and its cable. An earlier press may lie in it, and then the child was in time. Messages about lateness wait until it is read; when it takes too long they are not sent.',
  },
  template_fields: {
    title: 'The text cannot be sent like this',
    text: 'It must say {name}, so that parents know who is meant, and only the fields listed beside it can stand in braces. Nothing was saved.',
  },
  sms_key_refused: {
    title: 'The message service does not accept the key',
    text: 'Check the user name and the key, and that both are of the same environment (live or sandbox). A new key can take up to 20 minutes. Messages stay in the queue.',
  },
  sms_restart_needed: {
    title: 'Restart Rollcall to change between live and sandbox',
    text: 'One running program speaks to one of the two only. The account is saved; messages wait in the queue until the restart.',
  },
  sms_no_account: {
    title: 'No message service is set up',
    text: 'Messages wait in the queue. Enter the account of the school under Messages, Account.',
  },
  sms_low_balance: {
    title: 'The money for messages runs low',
    text: 'The balance is below the amount at which Rollcall warns. When it is used up, messages wait and some become too old to be sent. Top up at the message service; the new balance is seen within 15 minutes.',
  },
  email_refused: {
    title: 'The mail server does not accept this',
    text: 'Check the server, the port, the name and the password. Nothing was sent.',
  },
}

export type ErrorSentence = Sentence & { reference: string | null }

/** How many messages wait for which terminals, and how many never went. */
function lateWaiting({ waiting, notSent, terminals }: ErrorDetails): string {
  const now = Number(waiting ?? 0)
  const never = Number(notSent ?? 0)
  const parts = [
    now > 0 && `${now.toLocaleString('en-GB')} waiting${terminals ? ` for ${String(terminals)}` : ''}`,
    never > 0 && `${never.toLocaleString('en-GB')} not sent today`,
  ].filter(part => part !== false)
  return parts.length === 0 ? '' : `Messages: ${parts.join(', ')}. `
}

/** The sentence for an error or a problem, naming the terminal where one is meant. */
export function errorSentence({ code, details }: { code: ErrorCode; details: ErrorDetails }): ErrorSentence {
  const { title, text } = sentences[code]
  const terminal = details['device'] ?? details['deviceName'] ?? details['name']
  const named = typeof terminal === 'string' && code.startsWith('device_')
  return {
    title: named
      ? title.replace(/^A terminal|^Another terminal/, m =>
          m === 'A terminal' ? terminal : `${terminal}: another terminal`,
        )
      : title,
    text: code === 'late_waiting' ? `${lateWaiting(details)}${text}` : text,
    reference: typeof details['reference'] === 'string' ? details['reference'] : null,
  }
}
