import type { SimulationState } from './contract/app.ts'
import type { ErrorDetails } from './contract/errors.ts'
import type { SessionState } from './contract/session.ts'

/** What the core needs from outside. Tests replace these and nothing else. */
export type Ports = {
  readonly clock: Clock
  readonly log: Log
  readonly paths: Paths
  readonly deviceDriver: DeviceDriver
  readonly smsGateway: SmsGateway
  readonly pages: Pages
  /** The demo world, or null in a real school. */
  readonly simulation: Simulation | null
}

/** True time in epoch ms; a simulated school runs on a simulated clock. Intervals and time-outs do not use it. */
export type Clock = { now(): number; speed(): number }

/** Facts for a technician. Details never hold a name, a phone number, a message text or a secret. */
export type Log = {
  info(what: string, details?: ErrorDetails): void
  warn(what: string, details?: ErrorDetails): void
  error(what: string, error: unknown, details?: ErrorDetails): void
}

export type Paths = {
  /** The database file, or ':memory:'. */
  readonly database: string
  /** Copies made before a migration. */
  readonly backups: string
  /** A build of SQLite for runtimes whose Node-API is older than the stock one needs. */
  readonly sqliteBinding?: string
  /** Folder of the migrations (SQL and journal), where it is not beside the module that opens the database. */
  readonly migrations?: string
}

// ── terminals ────────────────────────────────────────────────────────────────────────────────

/** One line of a terminal's log, or one live event. `rawTime` is the packed local time of the terminal. */
export type RawPunch = {
  readonly userId: string
  readonly uid: number | null
  readonly rawTime: number
  readonly verify: number
  readonly state: number
}

export type DeviceInfo = {
  readonly serial: string
  readonly name: string
  readonly platform: string
  readonly firmware: string
}

export type DeviceSizes = {
  readonly users: number
  readonly fingers: number
  readonly logs: number
  readonly userCapacity: number
  readonly fingerCapacity: number
  readonly logCapacity: number
}

export type DeviceUser = {
  readonly uid: number
  readonly userId: string
  readonly name: string
  readonly privilege: number
  readonly card: number
}

/** An open line to a terminal. Every method may throw AppError `device_*`; after such an error the line is closed. */
export interface DeviceSession {
  readonly info: DeviceInfo
  getTime(): Promise<number>
  setTime(rawTime: number): Promise<void>
  sizes(): Promise<DeviceSizes>
  users(): Promise<DeviceUser[]>
  /** The whole log, complete and validated, or an error. */
  readLogs(onProgress?: (done: number, total: number) => void): Promise<RawPunch[]>
  /**
   * Asks for live events. `onPunches` is called once per burst; the terminal gets its acknowledgement only after it
   * returned. If it throws, nothing is acknowledged and the line ends. `onUnknown`: an event that could not be
   * read as a punch, so the log should be.
   */
  listen(onPunches: (punches: RawPunch[]) => void, onUnknown: () => void): Promise<void>
  ping(): Promise<void>
  /** Resolves when the line is gone: with the reason, or null after close(). */
  readonly ended: Promise<Error | null>
  close(): Promise<void>
}

export type DeviceAddress = { readonly host: string; readonly port: number; readonly commKey: number }

export interface DeviceDriver {
  connect(address: DeviceAddress, signal: AbortSignal): Promise<DeviceSession>
}

// ── messages ─────────────────────────────────────────────────────────────────────────────────

/**
 * What the provider said. `accepted`: it took the message. `refused`: certainly not sent. `ambiguous`: it may
 * have been sent (a time-out, a reset after the request left, an unreadable answer). `unreachable`: certainly
 * not sent, and worth another try later.
 */
export type SmsOutcome =
  | { readonly kind: 'accepted'; readonly providerId: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'ambiguous'; readonly reason: string }
  | { readonly kind: 'unreachable'; readonly reason: string }

export interface SmsGateway {
  readonly name: string
  /** One message to one phone (E.164). Never throws. */
  send(message: { readonly id: string; readonly phone: string; readonly body: string }): Promise<SmsOutcome>
}

// ── paper ────────────────────────────────────────────────────────────────────────────────────

/** A finished page: a whole HTML document without scripts. */
export type Page = { readonly title: string; readonly fileName: string; readonly html: string }

export interface Pages {
  /** Keeps a page so that the window can show it; returns its id. Old pages are forgotten. */
  keep(page: Page): string
  /** Prints with the system's dialog; false when the person cancelled. Throws `document_gone`, `printer_failed`. */
  print(documentId: string): Promise<boolean>
  /** Saves as PDF where the person says; null when cancelled. Throws `document_gone`, `file_not_written`. */
  savePdf(documentId: string): Promise<string | null>
}

// ── simulation ───────────────────────────────────────────────────────────────────────────────

/** The demo world's controls: its terminals and its player live outside the core and are heard only over TCP. */
export interface Simulation {
  state(): SimulationState
  setSpeed(speed: number): void
  /** Throws `not_found` for a serial that is not of this world. */
  setCable(serial: string, plugged: boolean): void
  subscribe(listener: (state: SimulationState) => void): () => void
  readonly demoAccounts: SessionState['demoAccounts']
}
