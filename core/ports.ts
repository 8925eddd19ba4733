import type { SimulationState } from './contract/app.ts'
import type { ErrorDetails } from './contract/errors.ts'
import type { BlockReason, PauseCode } from './contract/messages.ts'
import type { SessionState } from './contract/session.ts'

/** What the core needs from outside. Tests replace these and nothing else. */
export type Ports = {
  readonly clock: Clock
  readonly log: Log
  readonly paths: Paths
  readonly deviceDriver: DeviceDriver
  readonly sms: SmsGateways
  /** Null: delivery is never confirmed, and the wording says so. */
  readonly deliveryReports: DeliveryReports | null
  readonly mailer: Mailer
  readonly pages: Pages
  readonly keyring: Keyring
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

/** Someone to be put on a terminal. What is left out stays as it is, or is nothing for someone new. */
export type DeviceUserDraft = {
  /** The terminal's own number for him, 1…65535; the lowest free one when he is new and none is given. */
  readonly uid?: number
  readonly userId: string
  /** Cut at a whole letter where the terminal has no room. */
  readonly name: string
  readonly privilege?: number
  readonly card?: number
}

/** A finger as a terminal holds it; the bytes are kept exactly. `finger`: 0 left little … 9 right little. */
export type FingerTemplate = {
  readonly userId: string
  readonly uid: number
  readonly finger: number
  /** 0 invalid, 1 valid, 3 duress. */
  readonly flag: number
  readonly template: Uint8Array
}

export type TemplateUpload = {
  readonly user: DeviceUserDraft
  readonly fingers: readonly { readonly finger: number; readonly flag: number; readonly template: Uint8Array }[]
}

export type EnrollStep =
  | { readonly kind: 'place'; readonly press: number; readonly of: number }
  | { readonly kind: 'lift'; readonly press: number; readonly of: number }
  | { readonly kind: 'bad_press' }
  | { readonly kind: 'reading_back' }

/** How a terminal talks, as found out on this line. */
export type DeviceProtocol = {
  readonly transport: 'tcp' | 'udp'
  /** `tft`: colour screens, text ids. `bw`: black and white, number ids. */
  readonly family: 'tft' | 'bw'
  /** Templates of one version mean nothing to a terminal of another: '9', '10'. */
  readonly templateVersion: string
}

/**
 * An open line to a terminal. Every method may throw AppError `device_*`. `device_offline`, `device_protocol`,
 * `device_key_wrong` and `device_secured` mean that the line is closed; the others leave it as it was.
 */
export interface DeviceSession {
  readonly info: DeviceInfo
  readonly protocol: DeviceProtocol
  getTime(): Promise<number>
  setTime(rawTime: number): Promise<void>
  sizes(): Promise<DeviceSizes>
  /** Settings of the terminal by name; those it does not have are left out. */
  options(names: readonly string[]): Promise<Record<string, string>>
  users(): Promise<DeviceUser[]>
  /**
   * Writes one user and reads him back. Password, group and whatever else is not given stay as they are.
   * @throws AppError `device_unsupported` when this terminal cannot hold it, `device_full`, `device_not_saved`.
   */
  putUser(user: DeviceUserDraft): Promise<DeviceUser>
  /** Removes a user with his fingers, and looks whether he is gone. False: he was not there. */
  removeUser(userId: string): Promise<boolean>
  /** All fingers, complete and validated, or an error. Progress is in fingers. */
  templates(onProgress?: (done: number, total: number) => void): Promise<FingerTemplate[]>
  template(userId: string, finger: number): Promise<FingerTemplate | null>
  /**
   * Puts users and their fingers on the terminal, many at once where it can take that, and compares what it holds
   * afterwards byte for byte. Progress is in users.
   * @throws AppError as `putUser`.
   */
  putTemplates(
    items: readonly TemplateUpload[],
    onProgress?: (done: number, total: number) => void,
  ): Promise<{ readonly mode: 'bulk' | 'single'; readonly users: number; readonly fingers: number }>
  /** False: it was not there. */
  removeTemplate(userId: string, finger: number): Promise<boolean>
  /**
   * Enrolls a finger of a user who is on the terminal. Success only when the template was read back. A finger that
   * was there before is put back when it fails.
   * @throws AppError `enroll_failed` {result}, `enroll_duplicate`, `enroll_timeout`, `enroll_cancelled`, `not_found`.
   */
  enroll(
    request: { readonly userId: string; readonly finger: number; readonly flag?: number },
    onStep: (step: EnrollStep) => void,
    signal: AbortSignal,
  ): Promise<FingerTemplate>
  /** Ends an enrollment that a lost line left behind, so that the terminal reads fingers normally again. */
  endEnrollment(): Promise<void>
  /** The whole log, complete and validated, or an error. */
  readLogs(onProgress?: (done: number, total: number) => void): Promise<RawPunch[]>
  /**
   * Empties the log. Refused unless the last `readLogs` of this line returned `recordsRead` records and the terminal
   * still counts exactly as many. Store them first.
   * @throws AppError `device_log_changed`.
   */
  clearLogs(proof: { readonly recordsRead: number }): Promise<void>
  /** The operation log as the terminal holds it; its layout is not public. */
  operationLog(): Promise<Uint8Array>
  /**
   * Asks for live events. `onPunches` is called once per burst; the terminal gets its acknowledgement only after it
   * returned. If it throws, nothing is acknowledged and the line ends. `onUnknown`: an event that could not be
   * read as a punch, so the log should be.
   */
  listen(onPunches: (punches: RawPunch[]) => void, onUnknown: () => void): Promise<void>
  ping(): Promise<void>
  /** Makes written users and fingers effective. Every write here does it already. */
  refresh(): Promise<void>
  /** Restarts the terminal, which ends the line. */
  restart(): Promise<void>
  /** Resolves when the line is gone: with the reason, or null after close() or restart(). */
  readonly ended: Promise<Error | null>
  close(): Promise<void>
}

/** `auto` (the default): TCP, and UDP when TCP opens but nothing is answered there. */
export type DeviceTransport = 'auto' | 'tcp' | 'udp'
export type DeviceAddress = {
  readonly host: string
  readonly port: number
  readonly commKey: number
  readonly transport?: DeviceTransport
}

export interface DeviceDriver {
  connect(address: DeviceAddress, signal: AbortSignal): Promise<DeviceSession>
}

/**
 * Keeps the data key with the operating system. `available` is false where nothing better than plain text is to be
 * had: then fingers are not enrolled, and attendance goes on.
 */
export interface Keyring {
  /** Which back end protects the key, for the log. */
  readonly backend: string
  available(): boolean
  /** Throws AppError `keyring_unavailable`. */
  wrap(secret: Uint8Array): Promise<Uint8Array>
  unwrap(wrapped: Uint8Array): Promise<Uint8Array>
}

// ── messages ─────────────────────────────────────────────────────────────────────────────────

/**
 * What came of handing one message to a provider. `accepted`: it took the message. `refused`: certainly not sent, and
 * never will be. `retry`: certainly not sent; another try after `afterMs` may do, at most `tries` in all.
 * `account`: certainly not sent, and no other message will be until a person or money mends it. `held`: the provider
 * has it and keeps it back. `ambiguous`: it may have been sent. `unreachable`: certainly not sent, the line is down.
 * Reasons are codes, never a text, a phone or a key.
 */
export type SendOutcome = { readonly evidence?: SendEvidence } & (
  | {
      readonly kind: 'accepted'
      readonly providerId: string
      readonly costMinor: number | null
      readonly code: string | null
    }
  | { readonly kind: 'refused'; readonly reason: string; readonly contact: BlockReason | null }
  | { readonly kind: 'retry'; readonly reason: string; readonly afterMs: number; readonly tries: number }
  | {
      readonly kind: 'account'
      readonly reason: PauseCode
      /** How long the provider asks to be left alone, where it says so. */
      readonly afterMs?: number
    }
  | { readonly kind: 'held'; readonly providerId: string | null; readonly reason: string }
  | { readonly kind: 'ambiguous'; readonly reason: string; readonly providerId: string | null }
  | { readonly kind: 'unreachable'; readonly reason: string }
)

/** How far a request came: `connect` nothing had left, `sent` the request had left, `reply` an answer had begun. */
export type SendEvidence = {
  readonly phase: 'connect' | 'sent' | 'reply' | null
  readonly httpStatus: number | null
  readonly code: string | null
}

export type Balance = { readonly minor: number; readonly currency: string }

export interface SmsGateway {
  readonly name: string
  /** One message to one phone (E.164). Never throws. */
  send(message: { readonly id: string; readonly phone: string; readonly body: string }): Promise<SendOutcome>
  /** Null when the provider does not say. Throws AppError `gateway_unreachable`, `sms_key_refused`. */
  balance(): Promise<Balance | null>
}

export type SmsAccountKey = {
  readonly provider: 'africastalking'
  readonly username: string
  readonly senderId: string
  readonly apiKey: string
}

/** Makes gateways from accounts. One process speaks to one environment only, live or sandbox. */
export interface SmsGateways {
  /** Throws AppError `sms_restart_needed` for the other environment than before. */
  open(account: SmsAccountKey): SmsGateway
  /** Asks for the balance with these credentials, apart from whatever is open. */
  test(account: SmsAccountKey): Promise<Balance | null>
}

/** A delivery report as the provider sent it, fetched from wherever it was received. */
export type DeliveryReport = {
  readonly id: string
  readonly providerId: string
  readonly phone: string
  readonly status: string
  readonly reason: string | null
  readonly receivedAt: number
}

/** Where the provider's reports are collected for us: it cannot reach a computer in a school. */
export interface DeliveryReports {
  /** Those after the cursor, oldest first, and the next cursor. Throws AppError `gateway_unreachable`. */
  pull(after: string | null): Promise<{ readonly reports: readonly DeliveryReport[]; readonly cursor: string }>
}

export type MailAccountKey = {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  readonly username: string
  readonly password: string
  readonly from: string
}
export interface Mailer {
  /** One message to one address. Never throws. */
  send(
    account: MailAccountKey,
    message: { readonly id: string; readonly to: string; readonly subject: string; readonly body: string },
  ): Promise<SendOutcome>
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
  /** Saves a file where the person says, under this name unless another is given; null when cancelled. Throws `file_not_written`. */
  saveFile(file: { readonly fileName: string; readonly bytes: Uint8Array }): Promise<string | null>
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
