// The one import of zod. Its compiled parsers need `new Function`, which the page's policy forbids:
// that must be switched off before the first schema is made.
import { z } from 'zod'

z.config({ jitless: true })

export { z }
