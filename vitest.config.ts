import { defineConfig } from 'vitest/config'
import { createCiReporter } from './scripts/ci-reporter.ts'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    setupFiles: ['test/property-limits.ts'],
    reporters: ['default', createCiReporter()],
  },
})
