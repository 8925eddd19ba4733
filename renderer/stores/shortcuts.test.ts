import { describe, expect, it } from 'vitest'
import { keysOf, shortcutFor } from './shortcuts.ts'

const plain = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false }
const none = () => undefined

describe('the name of a key press', () => {
  it.each([
    ['R', { key: 'r', code: 'KeyR' }],
    ['Esc', { key: 'Escape', code: 'Escape' }],
    ['Space', { key: ' ', code: 'Space' }],
    ['/', { key: '/', code: 'Slash' }],
    ['/', { key: '/', code: 'Digit7', shiftKey: true }],
    ['?', { key: '?', code: 'Slash', shiftKey: true }],
    ['+', { key: '+', code: 'Equal', shiftKey: true }],
    ['1', { key: '1', code: 'Digit1' }],
    ['Alt+1', { key: '¡', code: 'Digit1', altKey: true }],
    ['Alt+Shift+1', { key: '!', code: 'Digit1', altKey: true, shiftKey: true }],
    ['Ctrl+P', { key: 'p', code: 'KeyP', ctrlKey: true }],
    ['Ctrl+P', { key: 'p', code: 'KeyP', metaKey: true }],
    ['Ctrl+Shift+P', { key: 'P', code: 'KeyP', ctrlKey: true, shiftKey: true }],
  ])('is %s', (name, press) => expect(keysOf({ ...plain, ...press })).toBe(name))
})

describe('what a key does', () => {
  const frame = { id: Symbol('frame'), title: 'Everywhere', list: [{ keys: 'Esc', label: 'frame', run: none }] }
  const panel = {
    id: Symbol('panel'),
    title: 'Panel',
    list: [
      { keys: 'Esc', label: 'panel', run: none, whileTyping: true },
      { keys: 'V', label: 'show', run: none },
    ],
  }

  it('is what the newest part of the screen says', () => {
    expect(shortcutFor([frame, panel], 'Esc', false)?.label).toBe('panel')
    expect(shortcutFor([frame], 'Esc', false)?.label).toBe('frame')
  })

  it('is nothing while a field is being filled in, unless the key writes nothing', () => {
    expect(shortcutFor([panel], 'V', true)).toBeUndefined()
    expect(shortcutFor([panel], 'Esc', true)?.label).toBe('panel')
  })
})
