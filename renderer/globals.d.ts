import type { Bridge } from '../core/contract/bridge.ts'

declare global {
  interface Window {
    readonly bridge: Bridge
    /** The page's nonce, where the scroll lock of dialogs looks for it before it adds its style element. */
    __webpack_nonce__?: string
    /** Chromium has it; the type library does not know it yet. */
    readonly trustedTypes?: {
      createPolicy(
        name: string,
        rules: { createHTML(text: string): string; createScript(): null; createScriptURL(): null },
      ): object
    }
  }
}
