import { defineConfig } from 'playwright/test'

// One app at a time: each test starts a whole program, and the office PC's two cores are what it is made for.
export default defineConfig({
  testDir: '.',
  outputDir: '../out/e2e',
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: 'list',
})
