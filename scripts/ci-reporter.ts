import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** How many tests ended which way. */
export type TestCounts = Readonly<{ passed: number; failed: number; skipped: number }>

/** The part of vitest's test module that is counted. */
export type CountedModule = Readonly<{
  moduleId: string
  children: Readonly<{ allTests: () => Iterable<Readonly<{ fullName: string; result: () => Readonly<{ state: string }> }>> }>
  errors: () => readonly unknown[]
}>

/** What the reporter needs to know of its surroundings. */
export type ReporterOptions = Readonly<{
  /** Whether the shared data lies beside the project; then no test that needs it may be skipped. */
  hasShared: boolean
  print: (line: string) => void
  /** Receives the counts, once, at the very end. */
  conclude: (line: string) => void
  /** Called when the run must fail though vitest would let it pass. */
  fail: () => void
}>

const root = resolve(import.meta.dirname, '..')
const countsFile = resolve(root, '.cache/test-counts.txt')

const atThisProject: ReporterOptions = {
  hasShared: existsSync(resolve(root, '../shared')),
  print: (line) => console.log(line),
  conclude: (line) => {
    mkdirSync(resolve(root, '.cache'), { recursive: true })
    writeFileSync(countsFile, `${line}\n`)
    // Whatever vitest still says while it closes comes before this.
    process.once('exit', () => console.log(line))
  },
  fail: () => {
    process.exitCode = 1
  },
}

/**
 * Makes the reporter that counts tests and prints, as the last line, `N passed, N failed` (and `, N skipped`).
 *
 * The line goes to `.cache/test-counts.txt` too. Files that fail to load and unhandled errors count as failed tests.
 *
 * @example
 * reporters: ['default', createCiReporter()]
 */
export function createCiReporter(options: ReporterOptions = atThisProject) {
  return {
    onTestRunEnd(modules: readonly CountedModule[], unhandled: readonly unknown[]): void {
      const counts = countTests(modules, unhandled.length)
      const skippedShared = options.hasShared ? modules.flatMap(skippedTestsOnShared) : []
      for (const name of skippedShared) options.print(`error: ../shared exists and yet this test was skipped: ${name}`)
      const failed = counts.failed + skippedShared.length
      const skipped = counts.skipped - skippedShared.length
      if (failed > 0) options.fail()
      options.conclude(`${counts.passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
    },
  }
}

function countTests(modules: readonly CountedModule[], unhandled: number): TestCounts {
  let passed = 0
  let failed = unhandled
  let skipped = 0
  for (const module of modules) {
    failed += module.errors().length
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') passed++
      else if (state === 'skipped') skipped++
      else failed++
    }
  }
  return { passed, failed, skipped }
}

function skippedTestsOnShared(module: CountedModule): string[] {
  const skipped = [...module.children.allTests()].filter((test) => test.result().state === 'skipped')
  if (skipped.length === 0 || !readFileSync(module.moduleId, 'utf8').includes('hasShared')) return []
  return skipped.map((test) => `${module.moduleId}: ${test.fullName}`)
}
