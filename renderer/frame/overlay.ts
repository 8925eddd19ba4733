/** What can stand over any screen. */
export type Overlay = 'shortcuts' | 'search' | 'changes' | 'password'
