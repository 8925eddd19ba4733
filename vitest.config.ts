import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{core,electron,renderer,scripts}/**/*.test.{ts,tsx,mjs}'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 10_000,
  },
})
