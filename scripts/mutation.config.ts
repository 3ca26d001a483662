import { defineConfig } from 'vitest/config'

// Tests that judge mutants: only those beside the mutated folders, each alone and without retries, so that a mutant costs seconds.
export default defineConfig({
  test: {
    include: ['src/risk/backtest/**/*.test.ts', 'src/trigger/**/*.test.ts', 'src/margin/**/*.test.ts'],
    testTimeout: 60_000,
    pool: 'forks',
    reporters: [],
  },
})
