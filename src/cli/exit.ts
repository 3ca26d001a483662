import { CommanderError } from 'commander'
import { EnvironmentFault, InputFault, InputFaults, type FaultDetails } from '../base/fault.ts'

/** What the command line answers with. */
export const exitCodes = { done: 0, checkFailed: 1, badInput: 2, environment: 3, interrupted: 130 } as const

/** An error as the command line tells it. */
export type Failure = Readonly<{
  code: number
  kind: 'usage' | 'input' | 'environment' | 'failed'
  /** One or more lines; empty when it has been told already. */
  message: string
  faults: readonly FaultDetails[]
}>

/** Codes of the operating system that say something of the machine, not of our code. */
const environmentCodes = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'EADDRINUSE', 'ENOMEM', 'EIO'])

/**
 * What to say and with which code to end, for anything that was thrown.
 *
 * @returns `undefined` when nothing failed: help or the version was asked for.
 *
 * @example
 * failureOf(new InputFault(details))?.code // 2
 */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return undefined
    // Commander has written its message itself, except where it only shows the help.
    return { code: exitCodes.badInput, kind: 'usage', message: '', faults: [] }
  }
  if (error instanceof InputFault) {
    const faults = error instanceof InputFaults ? error.faults : [error.details]
    return { code: exitCodes.badInput, kind: 'input', message: error.message, faults }
  }
  if (error instanceof EnvironmentFault) {
    return { code: exitCodes.environment, kind: 'environment', message: error.message, faults: [error.details] }
  }
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (environmentCodes.has(code)) return { code: exitCodes.environment, kind: 'environment', message, faults: [] }
  return { code: exitCodes.checkFailed, kind: 'failed', message: `${message} (SEAWALL_DEBUG=1 shows where)`, faults: [] }
}
