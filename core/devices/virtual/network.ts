/** How the network between the terminal and the PCs behaves. 0 and false: as it should. Rates are parts of 1. */
export type NetworkConditions = {
  /** TCP: every byte of a short frame alone; of a long one its head and tail, and the rest in small pieces. */
  readonly split: boolean
  /** TCP: what is sent within so many ms leaves in one piece. */
  readonly coalesceMs: number
  /** Each frame is late by up to so many ms, and by at least half of it. */
  readonly lateMs: number
  /** Frames that never arrive; of datagrams, in both directions. */
  readonly drop: number
  /** Frames before which an old one comes again; datagrams that come twice or after the next. */
  readonly jumble: number
  /** Frames with a wrong byte. */
  readonly corrupt: number
  /** TCP: frames in whose middle the line ends. */
  readonly cut: number
}

export type NetworkMode = 'normal' | 'split' | 'coalesced' | 'late' | 'drop' | 'jumbled' | 'corrupt' | 'cut'

export const GOOD_NETWORK: NetworkConditions = {
  split: false,
  coalesceMs: 0,
  lateMs: 0,
  drop: 0,
  jumble: 0,
  corrupt: 0,
  cut: 0,
}

const MODES: Readonly<Record<NetworkMode, Partial<NetworkConditions>>> = {
  normal: {},
  split: { split: true },
  coalesced: { coalesceMs: 30 },
  late: { lateMs: 300 },
  drop: { drop: 0.05 },
  jumbled: { jumble: 0.3 },
  corrupt: { corrupt: 0.05 },
  cut: { cut: 0.02 },
}

export const NETWORK_MODES = Object.keys(MODES) as readonly NetworkMode[]

export function networkMode(mode: NetworkMode): NetworkConditions {
  return { ...GOOD_NETWORK, ...MODES[mode] }
}

/** The conditions of now; they can be changed while lines are open. */
export type Network = {
  now(): NetworkConditions
  set(conditions: Partial<NetworkConditions>): void
  mode(mode: NetworkMode): void
}

export function createNetwork(start: NetworkConditions = GOOD_NETWORK): Network {
  let conditions = start
  return {
    now: () => conditions,
    set(changed) {
      conditions = { ...conditions, ...changed }
    },
    mode(mode) {
      conditions = networkMode(mode)
    },
  }
}
