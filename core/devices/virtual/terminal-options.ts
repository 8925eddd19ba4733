import type { AttlogEventLength } from '../zkteco/attlog-event.ts'
import type { LogRecord, UserRecord, UserWidth } from '../zkteco/records.ts'
import type { Simulation } from './enrollment.ts'
import type { StoredFinger, TemplateVersion } from './fingers.ts'
import type { LogTableLayout } from './log-layout.ts'

/** Colour screen with text ids, or black and white with number ids. */
export type Family = 'tft' | 'bw'

export type SizesLength = 92 | 80 | 72 | 36

export type TerminalOptions = {
  readonly serial: string
  /** What it calls itself (`~DeviceName`). */
  readonly name?: string
  /** 0 (the default): no key is asked for. */
  readonly commKey?: number
  /** The true local time as local ms (see local-time.ts); the terminal's own clock may be wrong by an offset. */
  readonly clock: () => number
  readonly users?: readonly UserRecord[]
  readonly logs?: readonly LogRecord[]
  readonly fingers?: readonly StoredFinger[]
  /** Session ids and made-up templates follow from it. */
  readonly seed?: number
  /** Says how users, log lines and events look and which templates it takes, unless they are given: tft (the default) or bw. */
  readonly family?: Family
  /** 72 (colour screen, the default) or 28 (black and white: number ids). */
  readonly userWidth?: UserWidth
  /** tft40 unless given; bw16 when the family is bw. */
  readonly logLayout?: LogTableLayout
  readonly sizesLength?: SizesLength
  readonly eventLength?: AttlogEventLength
  /** 10 unless given; 9 when the family is bw. */
  readonly templateVersion?: TemplateVersion
  readonly userCapacity?: number
  readonly logCapacity?: number
  readonly fingerCapacity?: number
  /** Given: fingers are pressed by themselves during enrollment. Missing: by `enrollment.press` only. */
  readonly simulation?: Simulation
  /** After this long without a press an enrollment ends by itself; 60 s unless given. */
  readonly enrollTimeoutMs?: number
  /** DELETE_USERTEMP with finger 0 takes all fingers of the user, as one source has it. False unless given. */
  readonly fingerZeroMeansAll?: boolean
  /**
   * What the size before a template in one packet (USERTEMP_WRQ) counts: the template, as the vendor's manual says, or
   * the whole entry, as in the table of templates. Both are taken unless given.
   */
  readonly entrySize?: 'template' | 'entry'
}

const FAMILIES = {
  tft: { userWidth: 72, logLayout: 'tft40', eventLength: 32, templateVersion: '10' },
  bw: { userWidth: 28, logLayout: 'bw16', eventLength: 12, templateVersion: '9' },
} as const

/** What follows from the family, where the options do not say it. */
export function layoutOf(options: TerminalOptions): {
  readonly family: Family
  readonly userWidth: UserWidth
  readonly logLayout: LogTableLayout
  readonly eventLength: AttlogEventLength
  readonly templateVersion: TemplateVersion
} {
  const defaults = FAMILIES[options.family ?? 'tft']
  const userWidth = options.userWidth ?? defaults.userWidth
  return {
    family: options.family ?? (userWidth === 72 ? 'tft' : 'bw'),
    userWidth,
    logLayout: options.logLayout ?? defaults.logLayout,
    eventLength: options.eventLength ?? defaults.eventLength,
    templateVersion: options.templateVersion ?? defaults.templateVersion,
  }
}
