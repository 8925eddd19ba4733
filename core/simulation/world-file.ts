import { z } from '../contract/z.ts'

export const worldFile = z.strictObject({
  seed: z.int(),
  segments: z.array(z.strictObject({ realAt: z.number(), simAt: z.number(), speed: z.number().min(0) })).min(1),
  terminals: z.array(
    z.strictObject({ serial: z.string(), name: z.string(), host: z.string(), port: z.int().min(1).max(65_535) }),
  ),
})

/** How a program tells others of the demo world it plays: its clock's whole course and its terminals' addresses. */
export type WorldFile = z.output<typeof worldFile>
