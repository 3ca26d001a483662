import { expect, test } from 'vitest'
import { createCiReporter, type CountedModule } from './ci-reporter.ts'

function moduleOf(states: readonly string[], errors = 0): CountedModule {
  const tests = states.map((state, i) => ({ fullName: `test ${i}`, result: () => ({ state }) }))
  // This very file names hasShared, so its skipped tests count as tests that need shared data.
  return { moduleId: import.meta.filename, children: { allTests: () => tests }, errors: () => Array.from({ length: errors }) }
}

function conclusionOf(modules: readonly CountedModule[], options: Readonly<{ hasShared: boolean; unhandled?: number }>) {
  const said = { line: '', printed: [] as string[], failed: false }
  createCiReporter({
    hasShared: options.hasShared,
    print: (line) => said.printed.push(line),
    conclude: (line) => {
      said.line = line
    },
    fail: () => {
      said.failed = true
    },
  }).onTestRunEnd(modules, Array.from({ length: options.unhandled ?? 0 }))
  return said
}

test('default: counts what passed and failed', () => {
  const said = conclusionOf([moduleOf(['passed', 'passed']), moduleOf(['failed'])], { hasShared: false })
  expect(said).toEqual({ line: '2 passed, 1 failed', printed: [], failed: true })
})

test('behavior: skipped tests are named only when there are any', () => {
  expect(conclusionOf([moduleOf(['passed', 'skipped'])], { hasShared: false }).line).toBe('1 passed, 0 failed, 1 skipped')
})

test('behavior: a skipped test of a file on shared data fails the run while the shared data exists', () => {
  const said = conclusionOf([moduleOf(['passed', 'skipped'])], { hasShared: true })
  expect(said.line).toBe('1 passed, 1 failed')
  expect(said.failed).toBe(true)
  expect(said.printed[0]).toContain('test 1')
})

test('behavior: a file that fails to load and an unhandled error count as failures', () => {
  const said = conclusionOf([moduleOf(['passed'], 1)], { hasShared: false, unhandled: 2 })
  expect(said).toEqual({ line: '1 passed, 3 failed', printed: [], failed: true })
})

test('behavior: nothing failed, nothing is forced to fail', () => {
  expect(conclusionOf([moduleOf(['passed'])], { hasShared: true }).failed).toBe(false)
})
