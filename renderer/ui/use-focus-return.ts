import { useState } from 'react'

/**
 * For what stands over the window: `remember` when it opens, `giveBack` when it closes. The focus goes back to what had
 * it, or to the screen when that is gone; it stays where it is when something has taken it meanwhile.
 */
export function useFocusReturn() {
  const [focus] = useState(() => {
    let before: Element | null = null
    return {
      remember: () => {
        before = document.activeElement
      },
      giveBack: (event: Event) => {
        event.preventDefault()
        if (document.activeElement !== document.body) return
        const target = before?.isConnected && before !== document.body ? before : document.getElementById('main')
        if (target instanceof HTMLElement) target.focus()
      },
    }
  })
  return focus
}
