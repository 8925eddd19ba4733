import type { ErrorCode, ErrorDetails } from '../../core/contract/errors.ts'
import { AppError } from '../../core/contract/errors.ts'
import type { DeviceAddress } from '../../core/ports.ts'

/** What happened and what to do about it, for a technician. */
export function explain(error: unknown, { host, port }: DeviceAddress): string {
  const where = `${host}:${port}`
  if (!(error instanceof AppError)) return explainOther(error)
  const { code, details } = error
  const reference = `(${code}${detailsText(details)})`
  const sentence = SENTENCES[code]?.(details, where) ?? `That did not work at ${where}.`
  return `${sentence}\n${reference}`
}

const SENTENCES: Readonly<Partial<Record<ErrorCode, (details: ErrorDetails, where: string) => string>>> = {
  device_offline: ({ reason = '' }, where) => offline(String(reason), where),
  device_key_wrong: ({ reason }, where) =>
    reason === 'key_needed'
      ? `The terminal at ${where} asks for a communication key.\nGive it with --key; it stands in the menu of the terminal under Comm.`
      : `The terminal at ${where} refuses this communication key.\nCompare it with the menu of the terminal (Comm.). Do not try many: terminals lock themselves.`,
  device_secured: (_, where) =>
    `The terminal at ${where} wants an encrypted line, which is not supported.\nSwitch off encrypted communication in its menu, or ask the supplier for a standard firmware.`,
  device_protocol: (_, where) =>
    `The terminal at ${where} gave an answer that does not add up, so nothing of it is shown.\nTry again; if it stays like this, restart the terminal and keep the line below for support.`,
  device_refused: (_, where) =>
    `The terminal at ${where} refused the request.\nWait until nobody uses its menu and try again; if it lasts, restart the terminal.`,
  device_unsupported: (_, where) => `The firmware of the terminal at ${where} cannot do this.`,
  device_full: () => 'The terminal has no room left.\nRemove people or fingers that do not belong on it.',
  device_not_saved: () =>
    'The terminal took it and does not hold it afterwards.\nTry again; if it stays like this, restart the terminal.',
  not_found: () => 'There is nobody with this PIN on the terminal.\nAdd the person first; "users" shows who is there.',
  enroll_duplicate: () =>
    'The terminal knows this finger already, under this or another PIN.\nCheck who stands there, or take another finger.',
  enroll_timeout: () => 'No finger was pressed in time. Nothing was enrolled.\nStart again when the person is ready.',
  enroll_cancelled: () => 'The enrollment was cancelled at the terminal. Nothing was enrolled.',
  enroll_failed: ({ result }) =>
    result === 'not_started'
      ? 'The terminal did not start the enrollment.\nWait until nobody uses its menu and try again.'
      : 'The finger was not enrolled: not clear enough, out of time, or known already under another PIN.\nClean finger and glass, press flat and still, or take another finger.',
}

function offline(reason: string, where: string): string {
  switch (reason) {
    case 'ECONNREFUSED':
      return `There is a device at ${where}, but it does not take connections there.\nCheck the port (usually 4370), and whether the terminal is in cloud (ADMS) mode.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `No device is called like that: ${where}.\nCheck --host; an address such as 192.168.1.201 needs no name server.`
    case 'connect_timeout':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
      return `Nothing answers at ${where}.\nCheck power and network cable of the terminal, and whether this computer is on the same network.`
    case 'no_reply_in_time':
      return `The terminal at ${where} does not answer any more.\nAnother program may be using it (only one can at a time), or someone is in its menu. Old terminals speak UDP only: try --udp.`
    default:
      return `The line to ${where} was lost.\nCheck the network cable and whether another program uses the terminal, then try again.`
  }
}

const FILE_SENTENCES: Readonly<Record<string, string>> = {
  EEXIST: 'A file of that name is there already; nothing is written over. Choose another folder.',
  EACCES: 'This folder may not be written to. Choose another one.',
  ENOENT: 'There is no such folder, and it could not be made.',
  ENOTDIR: 'That is not a folder.',
  ENOSPC: 'The disk is full.',
}

function explainOther(error: unknown): string {
  if (!(error instanceof Error)) return `Something unexpected happened: ${String(error)}`
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const sentence = FILE_SENTENCES[code]
  return sentence
    ? `${sentence}\n(${error.message})`
    : `Something unexpected happened.\n${error.stack ?? error.message}`
}

function detailsText(details: ErrorDetails): string {
  return Object.entries(details)
    .map(([name, value]) => `, ${name} ${value}`)
    .join('')
}
