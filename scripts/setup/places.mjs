import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's top folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

/** What set-up fetches and builds; git ignores it and it can be deleted at any time. */
export const cache = path.join(root, '.cache')

export const modules = path.join(root, 'node_modules')
