export type Detail = Readonly<Record<string, string | number | boolean>>

/** One thing that happened at a virtual terminal; `at` is real epoch ms. */
export type TerminalLine = Detail & { readonly at: number; readonly what: string }

export type Report = (what: string, detail?: Detail) => void
