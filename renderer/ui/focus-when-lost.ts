/** As a ref: coming by a key, one stands on this element; a mouse or a field keeps what it has. */
export function focusWhenLost(element: { focus(): void } | null): void {
  if (document.activeElement === document.body || document.activeElement?.id === 'main') element?.focus()
}
