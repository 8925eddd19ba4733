import { describe, expect, it } from 'vitest'
import { windowOptions } from './window.ts'

describe('windowOptions', () => {
  it('leaves nothing open to the page', () => {
    expect(windowOptions('/preload.cjs', false, false).webPreferences).toEqual({
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
    expect(windowOptions('', true, false).webPreferences?.devTools).toBe(true)
  })
})
