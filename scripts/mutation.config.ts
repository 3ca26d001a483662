import { defineConfig } from 'vitest/config'

// Tests that judge mutants: only those beside the mutated folders, each alone and without retries, so that a mutant costs seconds.
export default defineConfig({
  test: {
    include: ['risk/backtest', 'trigger', 'margin', 'ledger', 'waterfall', 'backstop'].map((folder) => `src/${folder}/**/*.test.ts`),
    // Tests of documents read docs/, which is not copied.
    exclude: ['src/**/*-page.test.ts'],
    setupFiles: ['test/property-limits.ts', 'test/property-first-failure.ts'],
    testTimeout: 60_000,
    pool: 'forks',
    reporters: [],
  },
})
