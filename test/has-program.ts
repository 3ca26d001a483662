import { execFileSync } from 'node:child_process'

/**
 * Whether a program can be started here, asked for its version.
 *
 * @example
 * hasProgram('Rscript')
 */
export function hasProgram(name: string): boolean {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
