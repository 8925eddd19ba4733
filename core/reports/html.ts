/** Text that is safe to stand in a page as it is. Only this file makes it. */
export type Html = { readonly html: string }

/** The page's own style sheet. The shell replaces `__NONCE__` by the nonce that the page's policy asks for. */
export function styleElement(css: string): Html {
  return { html: `<style nonce="__NONCE__">${css}</style>` }
}

type Value = Html | readonly Html[] | string | number

/** A piece of a page. Every value is escaped unless it is a piece of a page itself. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return { html: strings.reduce((text, part, i) => text + toText(values[i - 1] ?? '') + part) }
}

function toText(value: Value): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return escaped(value)
  if ('html' in value) return value.html
  return value.map(part => part.html).join('')
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
