// tidy-ok: started as a process of its own by cli.test.ts
import { exitCodes, failureOf } from './exit.ts'
import { createProgram } from './program.ts'
import { printJson, tell } from './write.ts'

/**
 * Runs the command line and sets the exit code: 0 done, 1 a check failed, 2 bad usage or input, 3 environment, 130 interrupted.
 *
 * @param argv - As `process.argv`: the program, the script, the arguments.
 *
 * @example
 * await main(process.argv)
 */
export async function main(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', endOnClosedPipe)
  process.stderr.on('error', endOnClosedPipe)
  endWithParent()
  try {
    await createProgram().parseAsync([...argv])
  } catch (error) {
    tellFailure(error, argv.includes('--json'))
  }
}

function tellFailure(error: unknown, isJson: boolean): void {
  const failure = failureOf(error)
  if (failure === undefined) return
  const { code, kind, message, faults } = failure
  process.exitCode = code
  if (message !== '')
    tell(
      message
        .split('\n')
        .map((line) => `seawall: ${line}`)
        .join('\n'),
    )
  if (process.env['SEAWALL_DEBUG'] === '1' && error instanceof Error) tell(error.stack ?? '')
  if (isJson) printJson({ error: { kind, code, message: message === '' ? errorText(error) : message, faults } })
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message.replace(/^error: /, '') : String(error)
}

// `seawall scenarios | head -1` closes our stdout; that is no failure.
function endOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? exitCodes.done)
  throw error
}

// The launcher of an older Node is our parent. Whoever kills it outright means the run, and a run may be killed at any moment.
function endWithParent(): void {
  if (process.channel === undefined || process.channel === null) return
  process.channel.unref()
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
  process.channel.unref()
}
