import { z } from '../contract/z.ts'

export const worldFile = z.strictObject({
  seed: z.int(),
  segments: z.array(z.strictObject({ realAt: z.number(), simAt: z.number(), speed: z.number().min(0) })).min(1),
  terminals: z.array(
    z.strictObject({ serial: z.string(), name: z.string(), host: z.string(), port: z.int().min(1).max(65_535) }),
  ),
  /** Where its stand-in for the messages provider listens; null: the program that reads this has its own. */
  smsOrigin: z.string().nullable().default(null),
})

/** How a program tells others of the demo world it plays: its clock's whole course and where its parts are. */
export type WorldFile = z.output<typeof worldFile>
