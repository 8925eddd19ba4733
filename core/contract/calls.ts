/** What came of calling a guardian. */
export const callOutcomes = ['reached', 'no_answer', 'busy', 'wrong_number', 'message_left'] as const
export type CallOutcome = (typeof callOutcomes)[number]
