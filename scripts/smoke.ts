import { spawn } from 'node:child_process'
import { globSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

// Starts the demonstration as the README says, and checks what a newcomer would: the screen answers, the report is written.
const root = resolve(import.meta.dirname, '..')
const address = 'http://127.0.0.1:7341/'
const startedAt = Date.now()
const output: string[] = []

const run = spawn('npm', ['start', '--', '--exit'], { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
run.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()))
run.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()))
const overdue = setTimeout(() => stop('npm start ended within 300 s', 'it was still running'), 300_000)
const ended = new Promise<number | null>((settle) => run.on('close', settle))

let answered = false
while (run.exitCode === null && run.signalCode === null) {
  answered ||= await fetch(address, { signal: AbortSignal.timeout(5000) }).then(
    (response) => response.ok,
    () => false,
  )
  await new Promise((settle) => setTimeout(settle, 200))
}
const code = await ended
clearTimeout(overdue)
const report = globSync('runs/*/report.html', { cwd: root }).find((path) => statSync(resolve(root, path)).mtimeMs >= startedAt - 1000)

if (code !== 0) stop('npm start ended with exit code 0', String(code))
if (!answered) stop(`${address} answered while npm start ran`, 'no answer')
if (report === undefined) stop('npm start wrote runs/<id>/report.html', 'no such file newer than the start')
console.log(`smoke: ${address} answered, ${report} is there, ${((Date.now() - startedAt) / 1000).toFixed(1)} s`)

function stop(expected: string, found: string): never {
  console.log(output.join(''))
  console.error(`smoke: expected that ${expected}, found: ${found}`)
  try {
    if (run.pid !== undefined) process.kill(-run.pid)
  } catch {
    // The group is gone already.
  }
  process.exit(1)
}
