import { serveRun, type ServedRun } from '../api/serve.ts'
import { faultText, type FaultDetails } from '../base/fault.ts'
import { startRun } from '../daemon/run-service.ts'
import type { RunHandle, RunOptions, RunSummary } from '../daemon/run-types.ts'
import { exitCodes } from './exit.ts'
import { listenForInterruption, type Interruption } from './interruption.ts'
import { createProgressBar, type ProgressBar } from './progress-bar.ts'
import { summaryText } from './run-text.ts'
import { printJson, printText, tell } from './write.ts'

/** A run to carry out, and how to tell of it. */
export type RunRequest = Readonly<{
  options: Omit<RunOptions, 'onProgress'>
  /** Serve the dashboard here; absent serves nothing. */
  port?: number
  /** End after the report even when serving. */
  exitAtEnd: boolean
  json: boolean
  quiet: boolean
  /** Faults of the data do not change the exit code. */
  toleratesFaults: boolean
}>

/** Faults of the data that are told one by one. */
const faultsTold = 20

/**
 * Starts a run, shows it, waits for its end and tells what came of it. Sets the exit code.
 *
 * @throws InputFault, EnvironmentFault as the run does, and EnvironmentFault when the port is taken; the run is stopped then.
 *
 * @example
 * await executeRun({ options, exitAtEnd: true, json: false, quiet: false, toleratesFaults: false })
 */
export async function executeRun(request: RunRequest): Promise<void> {
  const say = request.quiet ? () => undefined : tell
  let handle: RunHandle | undefined
  let server: ServedRun | undefined
  let bar: ProgressBar | undefined
  const interruption = listenForInterruption(() => void handle?.stop())
  try {
    handle = await startRun({ ...request.options, onProgress: (progress) => bar?.update(progress) })
    server = await serve(handle, request, say)
    // Only now, so that nothing is told in the middle of a drawn bar.
    if (!request.quiet) bar = createProgressBar(request.options.feed.label)
    const summary = await outcomeOf(handle, interruption)
    bar?.end()
    if (summary === undefined) return
    tellSummary(summary, request)
    if (server === undefined || request.exitAtEnd || interruption.came()) return
    say(`The run is over. Its dashboard stays at ${server.url} until Ctrl-C.`)
    await interruption.wait()
  } finally {
    bar?.end()
    interruption.end()
    await server?.close()
  }
}

async function serve(handle: RunHandle, request: RunRequest, say: (text: string) => void): Promise<ServedRun | undefined> {
  if (request.port === undefined) return undefined
  try {
    const server = await serveRun({ session: handle.session, port: request.port })
    say(`Dashboard: ${server.url}\nControl key: ${server.key}`)
    return server
  } catch (error) {
    // The run's own end is of no interest any more.
    handle.done.catch(() => undefined)
    await handle.stop()
    throw error
  }
}

/** The summary, or `undefined` when the run was interrupted; then the exit code is set. */
async function outcomeOf(handle: RunHandle, interruption: Interruption): Promise<RunSummary | undefined> {
  try {
    return await handle.done
  } catch (error) {
    if (!interruption.came()) throw error
    tell(`\nStopped. Everything so far is kept in ${handle.folder}; the same command goes on from there.`)
    process.exitCode = exitCodes.interrupted
    return undefined
  }
}

function tellSummary(summary: RunSummary, request: RunRequest): void {
  if (request.json) printJson(summary)
  else printText(summaryText(summary, request.options.feed.label))
  if (summary.faults.length === 0) return
  tellFaults(summary.faults)
  if (!request.toleratesFaults) process.exitCode = exitCodes.badInput
}

function tellFaults(faults: readonly FaultDetails[]): void {
  for (const fault of faults.slice(0, faultsTold)) tell(`seawall: ${faultText(fault)}`)
  if (faults.length > faultsTold) tell(`seawall: ... and ${faults.length - faultsTold} more faults of the data`)
}
