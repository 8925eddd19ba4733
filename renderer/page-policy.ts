/**
 * Meets the page's content policy: libraries that add a style element learn the nonce, and text that would become
 * markup is refused. Must run before the first component.
 */
export function meetPagePolicy(): void {
  const nonce = document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce
  if (nonce) window.__webpack_nonce__ = nonce
  window.trustedTypes?.createPolicy('default', { createHTML, createScript: () => null, createScriptURL: () => null })
}

/** @throws TypeError for any text that holds a tag. */
export function createHTML(text: string): string {
  if (text.includes('<')) throw new TypeError('The page makes no markup from text.')
  return text
}
