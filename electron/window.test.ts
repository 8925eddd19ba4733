import { describe, expect, it } from 'vitest'
import { windowOptions } from './window.ts'

const room = { width: 1280, height: 1024 }

describe('windowOptions', () => {
  it('stay within the screen', () => {
    expect(windowOptions('', { development: false, dark: false, room })).toMatchObject({ width: 1280, height: 768 })
  })

  it('leaves nothing open to the page', () => {
    expect(windowOptions('/preload.cjs', { development: false, dark: false, room }).webPreferences).toEqual({
      preload: '/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      spellcheck: false,
      devTools: false,
    })
  })

  it('opens the developer tools in development builds only', () => {
    expect(windowOptions('', { development: true, dark: false, room }).webPreferences?.devTools).toBe(true)
  })
})
