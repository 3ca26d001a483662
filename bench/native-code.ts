import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'

/**
 * Compiles `bench/native/NAME.cpp` into a folder.
 *
 * @param flags - For this program: what to define, which library to link.
 * @returns The program's path, or undefined on a machine without g++.
 * @throws Error when the source does not compile.
 *
 * @example
 * const binary = compileNative(folder, 'rolling-es')
 */
export function compileNative(folder: string, name: string, flags: readonly string[] = []): string | undefined {
  const binary = join(folder, name)
  try {
    execFileSync('g++', ['--version'], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  execFileSync('g++', [
    '-O3',
    '-march=native',
    '-std=c++17',
    '-pthread',
    '-o',
    binary,
    resolve(import.meta.dirname, `native/${name}.cpp`),
    ...flags,
  ])
  return binary
}

/**
 * Whether native code can include a header here.
 *
 * @example
 * hasHeader('ql/quantlib.hpp')
 */
export function hasHeader(header: string): boolean {
  try {
    execFileSync('g++', ['-E', '-x', 'c++', '-o', '/dev/null', '-'], {
      input: `#include <${header}>\n`,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    return true
  } catch {
    return false
  }
}

/**
 * The middle of some measurements, the upper one of an even number.
 *
 * @returns NaN for none.
 *
 * @example
 * median([3, 1, 2]) // 2
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/**
 * The shortest of the times of some runs, in milliseconds: the one that others on the machine disturbed least.
 *
 * @example
 * shortestTime(25, () => pool.sweep())
 */
export function shortestTime(runs: number, work: () => void): number {
  let shortest = Infinity
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    work()
    shortest = Math.min(shortest, performance.now() - start)
  }
  return shortest
}
