import type { App } from '../core/app.ts'

type Subscription = { readonly windowId: number; readonly listener: Parameters<App['subscribe']>[1]; stop: () => void }

/** An app in whose place another can be put while the windows stay: they go on hearing, now from the other one. */
export function createChangingApp(first: App): { readonly app: App; readonly change: (next: App) => void } {
  let current = first
  const subscriptions = new Set<Subscription>()
  return {
    app: {
      call: (windowId, channel, input) => current.call(windowId, channel, input),
      subscribe(windowId, listener) {
        const subscription = { windowId, listener, stop: current.subscribe(windowId, listener) }
        subscriptions.add(subscription)
        return () => {
          subscriptions.delete(subscription)
          subscription.stop()
        }
      },
      forgetWindow: windowId => current.forgetWindow(windowId),
      start: () => current.start(),
      stop: () => current.stop(),
    },
    change(next) {
      current = next
      for (const subscription of subscriptions) {
        subscription.stop()
        subscription.stop = next.subscribe(subscription.windowId, subscription.listener)
      }
    },
  }
}
