import { create } from 'zustand'
import { remember, remembered } from './remembered.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

type ThemeState = { theme: Theme; choose: (theme: Theme) => void }

const darkDesktop = window.matchMedia('(prefers-color-scheme: dark)')

function apply(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'system' && darkDesktop.matches)
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
}

/** Light, dark, or as the desktop is. */
export const useTheme = create<ThemeState>()(set => ({
  theme: remembered('theme', themes) ?? 'system',
  choose(theme) {
    remember('theme', theme)
    apply(theme)
    set({ theme })
  },
}))

/** Puts the theme on the page and follows the desktop from now on. */
export function followTheme(): void {
  apply(useTheme.getState().theme)
  darkDesktop.addEventListener('change', () => apply(useTheme.getState().theme))
}
