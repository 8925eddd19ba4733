/** What a reader made of the log. `keys`: own number, id and time (local, epoch ms) of each record as one text. */
export type Read = {
  readonly returned: number
  readonly error: string | null
  readonly keys: () => string[]
  /** What the terminal took to gather its table. */
  readonly prepareSeconds?: number
}
