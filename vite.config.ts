import { cpSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import type { EnvironmentOptions } from 'vite'
import { defineConfig } from 'vite'

const root = import.meta.dirname
const external = [
  'electron',
  'better-sqlite3',
  '@node-rs/argon2',
  ...builtinModules,
  ...builtinModules.map(name => `node:${name}`),
]

/** A program of Electron's own side: one CommonJS file, everything in it but native modules. */
function nodeProgram(name: string): EnvironmentOptions {
  return {
    consumer: 'server',
    resolve: { noExternal: true, external, conditions: ['node', 'module', 'import', 'default'] },
    build: {
      outDir: join(root, 'dist', name),
      emptyOutDir: true,
      copyPublicDir: false,
      target: 'node18',
      minify: false,
      rolldownOptions: {
        input: join(root, 'electron', `${name}.ts`),
        external,
        platform: 'node',
        output: { format: 'cjs', entryFileNames: `${name}.cjs`, codeSplitting: false },
      },
    },
  }
}

/** `vite build --app` makes dist/renderer, dist/main and dist/preload. `--mode development` opens the developer tools. */
export default defineConfig(({ mode }) => ({
  root: join(root, 'renderer'),
  base: './',
  publicDir: false,
  plugins: [
    react(),
    tailwindcss(),
    {
      name: 'rollcall-migrations',
      applyToEnvironment: environment => environment.name === 'main',
      writeBundle: () =>
        cpSync(join(root, 'core/db/migrations'), join(root, 'dist/main/migrations'), { recursive: true }),
    },
  ],
  define: { DEVELOPMENT: JSON.stringify(mode === 'development') },
  html: { cspNonce: '__NONCE__' },
  environments: {
    client: {
      build: {
        outDir: join(root, 'dist/renderer'),
        emptyOutDir: true,
        target: 'chrome114',
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 2000,
      },
    },
    main: nodeProgram('main'),
    preload: nodeProgram('preload'),
  },
  builder: {
    async buildApp(builder) {
      for (const environment of Object.values(builder.environments)) await builder.build(environment)
    },
  },
}))
