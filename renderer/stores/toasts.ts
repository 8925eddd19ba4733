import { create } from 'zustand'
import { asAppError } from '../api.ts'
import { errorSentence } from '../strings/errors.ts'

/** Something that can be done about the news, with the key that does the same. */
export type ToastAction = { label: string; keys: string; run: () => void }
export type Toast = {
  id: number
  tone: 'good' | 'bad' | 'plain'
  title: string
  text: string
  action?: ToastAction
}

type Toasts = {
  toasts: readonly Toast[]
  /** Returns its id. */
  show: (toast: Omit<Toast, 'id'>) => number
  dismiss: (id: number) => void
}

const shownMs = { good: 6_000, plain: 6_000, bad: 15_000 }
const shownWithActionMs = 12_000
let lastId = 0

/** Short news at the edge of the window, gone by themselves. */
export const useToasts = create<Toasts>()((set, get) => ({
  toasts: [],
  show(toast) {
    const id = ++lastId
    // At most three: the oldest goes.
    set({ toasts: [...get().toasts.slice(-2), { ...toast, id }] })
    setTimeout(() => get().dismiss(id), toast.action === undefined ? shownMs[toast.tone] : shownWithActionMs)
    return id
  },
  dismiss: id => set({ toasts: get().toasts.filter(toast => toast.id !== id) }),
}))

/** Says what went wrong, whatever was thrown. */
export function showError(error: unknown): void {
  const { title, text } = errorSentence(asAppError(error))
  useToasts.getState().show({ tone: 'bad', title, text })
}
