import { create } from 'zustand'
import type { AppError } from '../../core/contract/errors.ts'
import type { Access } from '../../core/contract/permissions.ts'
import { allows } from '../../core/contract/permissions.ts'
import type { SessionState } from '../../core/contract/session.ts'
import { asAppError, call, sessionEnd } from '../api.ts'

type Session = {
  /** null until the first answer. */
  current: SessionState | null
  /** Why there is no answer: the app could not start. */
  failure: AppError | null
  check: () => Promise<void>
  signIn: (username: string, password: string) => Promise<void>
  signOut: () => Promise<void>
}

/** Who is signed in at this window. */
export const useSession = create<Session>()((set, get) => ({
  current: null,
  failure: null,
  async check() {
    try {
      set({ current: await call('session.current', {}), failure: null })
    } catch (error) {
      set({ failure: asAppError(error) })
    }
  },
  async signIn(username, password) {
    await call('session.signIn', { username, password })
    await get().check()
  },
  async signOut() {
    await call('session.signOut', {})
    await get().check()
  },
}))

sessionEnd.addEventListener('ended', () => {
  if (useSession.getState().current?.user) void useSession.getState().check()
})

/** Whether the signed-in user may use something; the core checks again at every call. */
export function useMay(access: Access): boolean {
  return useSession(state => allows(state.current?.user?.role ?? null, access))
}
