import { useLayoutEffect } from 'react'
import { create } from 'zustand'

export type Shortcut = {
  /** As shown: `Alt+1`, `Ctrl+P`, `/`, `?`, `Esc`, `R`, `Space`. */
  keys: string
  label: string
  run: () => void
  /** Also while typing in a field. Only for keys that write nothing. */
  whileTyping?: boolean
}

type Group = { id: symbol; title: string; list: readonly Shortcut[] }
type Shortcuts = { groups: readonly Group[] }

/** What each key does now; the newest screen wins. */
export const useShortcutList = create<Shortcuts>()(() => ({ groups: [] }))

/** Keys that work from the moment the component is on screen. `list` must be stable (useMemo). */
export function useShortcuts(title: string, list: readonly Shortcut[]): void {
  useLayoutEffect(() => {
    const id = Symbol(title)
    useShortcutList.setState(({ groups }) => ({ groups: [...groups, { id, title, list }] }))
    return () => useShortcutList.setState(({ groups }) => ({ groups: groups.filter(group => group.id !== id) }))
  }, [title, list])
}

type Press = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

/** The name of a key press, as shortcuts are written. With Alt or Ctrl digits are told by their place on the keyboard. */
export function keysOf(press: Press): string {
  const held = press.ctrlKey || press.altKey || press.metaKey
  const digit = held ? /^(?:Digit|Numpad)([0-9])$/.exec(press.code)?.[1] : undefined
  const name = press.key === 'Escape' ? 'Esc' : press.key === ' ' ? 'Space' : press.key
  const base = digit ?? (name.length === 1 ? name.toUpperCase() : name)
  // A sign such as ? already says that Shift was held.
  const shift = press.shiftKey && (digit !== undefined || name.length > 1 || /[a-z0-9]/i.test(name))
  return `${press.ctrlKey || press.metaKey ? 'Ctrl+' : ''}${press.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${base}`
}

/** The shortcut that a key press means, if any. */
export function shortcutFor(groups: readonly Group[], keys: string, typing: boolean): Shortcut | undefined {
  return groups
    .flatMap(group => group.list)
    .reverse()
    .find(shortcut => shortcut.keys === keys && (!typing || shortcut.whileTyping === true))
}

/** What Enter and Space press by themselves. */
const pressedByKeys = 'button, a, [role="radio"], summary, select'

/** Listens to the keyboard of the whole window. Returns the way to stop. */
export function followKeyboard(): () => void {
  function press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return
    const target = event.target instanceof HTMLElement ? event.target : null
    // An open dialog or menu has the keyboard to itself.
    if (document.querySelector('[role="dialog"][data-state="open"], [role="menu"][data-state="open"]')) return
    const keys = keysOf(event)
    if ((keys === 'Space' || keys === 'Enter') && target?.closest(pressedByKeys)) return
    const shortcut = shortcutFor(useShortcutList.getState().groups, keys, isTyping(target))
    if (shortcut === undefined || event.repeat) return
    event.preventDefault()
    shortcut.run()
  }
  window.addEventListener('keydown', press)
  return () => window.removeEventListener('keydown', press)
}

function isTyping(target: HTMLElement | null): boolean {
  return (
    target?.matches('input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable="true"]') ?? false
  )
}
