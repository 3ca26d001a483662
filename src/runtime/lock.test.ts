import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EnvironmentFault, InputFault } from '../base/fault.ts'
import { acquireRunLock } from './lock.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seawall-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Starts a process that takes the lock, says so, and holds it until it is killed. */
async function holdInChild(): Promise<() => Promise<void>> {
  const script = `
    import { acquireRunLock } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))}
    const lock = acquireRunLock(${JSON.stringify(folder)})
    process.stdout.write(lock === undefined ? 'refused' : 'held')
    process.stdin.resume()
    globalThis.keep = lock`
  const child = spawn(process.execPath, ['--input-type=module', '--no-warnings', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  expect(said.toString()).toBe('held')
  return async () => {
    child.kill('SIGKILL')
    await exited
  }
}

describe('acquireRunLock', () => {
  test('default: one holder at a time, in one process', () => {
    const lock = acquireRunLock(folder)
    expect(lock).toBeDefined()
    expect(acquireRunLock(folder)).toBeUndefined()
    lock?.close()
    lock?.close()
    const next = acquireRunLock(folder)
    expect(next).toBeDefined()
    next?.close()
  })

  test('behavior: another process holds it until it is killed, and leaves nothing behind', async () => {
    const kill = await holdInChild()
    expect(acquireRunLock(folder)).toBeUndefined()
    await kill()
    const lock = acquireRunLock(folder)
    expect(lock).toBeDefined()
    lock?.close()
  })

  test('error: a folder that cannot be written, a file that is something else', () => {
    expect(() => acquireRunLock(join(folder, 'absent'))).toThrow(EnvironmentFault)
    expect(() => acquireRunLock('/dev/null')).toThrow(EnvironmentFault)
    writeFileSync(
      join(folder, 'run.lock'),
      'not a database, and longer than the header that a database begins with, so that it is read'.repeat(20),
    )
    expect(() => acquireRunLock(folder)).toThrow(InputFault)
  })
})
