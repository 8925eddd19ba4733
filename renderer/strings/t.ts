import { en } from './en.ts'

/** The sentences of the present language. */
export const t = en
