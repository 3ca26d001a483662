import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { join, resolve } from 'node:path'
import { afterAll } from 'vitest'
import { testFolder } from './feed-files.ts'

/** What a command printed and how it ended. */
export type Answer = Readonly<{ code: number | null; out: string; err: string }>

/** A command that goes on. `said` resolves once stderr holds a text, or the command ends without. */
export type Started = Readonly<{ process: ChildProcess; said: (text: string) => Promise<string>; ended: Promise<Answer> }>

/** The command line as people start it: a process of its own, in a folder of its own. */
export type CommandLine = Readonly<{
  folder: string
  /** The path of a file in that folder. */
  at: (name: string) => string
  /** Writes a file there and returns its path. */
  put: (name: string, content: string | Uint8Array) => string
  /** Runs a command to its end. */
  seawall: (...args: readonly string[]) => Answer
  /** Starts a command without waiting for its end. */
  started: (...args: readonly string[]) => Started
  /** As `started`, by the Node at that path. */
  startedBy: (node: string, ...args: readonly string[]) => Started
}>

/** What finds Node and starts the command line. */
export const launcher = resolve(import.meta.dirname, '../bin/seawall.mjs')

/** Six hours of a crash: long enough for an activation and its release, short enough for a test. */
export const crashSlice: readonly string[] = [
  'run',
  '--scenario',
  '2020-03-12',
  '--from',
  '2020-03-12T09:00',
  '--to',
  '2020-03-12T15:00',
  '--runs',
  'runs',
]

/** Makes an empty folder for the commands of a test file; it goes when the file's tests are done. */
export function createCommandLine(): CommandLine {
  const { path: folder, write, remove } = testFolder()
  afterAll(remove)
  const startedBy = (node: string, ...args: readonly string[]): Started =>
    follow(spawn(node, [launcher, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }))
  return {
    folder,
    at: (name) => join(folder, name),
    put: write,
    seawall: (...args) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...args], { cwd: folder, encoding: 'utf8' })
      return { code: status, out: stdout, err: stderr }
    },
    started: (...args) => startedBy(process.execPath, ...args),
    startedBy,
  }
}

function follow(child: ReturnType<typeof spawn>): Started {
  let out = ''
  let err = ''
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const ended = new Promise<Answer>((settle) => child.on('close', (code) => settle({ code, out, err })))
  const said = (text: string): Promise<string> =>
    new Promise((settle) => {
      const look = (): void => {
        if (err.includes(text)) settle(err)
      }
      child.stderr?.on('data', look)
      void ended.then(() => settle(err))
      look()
    })
  return { process: child, said, ended }
}
