#!/usr/bin/env node
/* oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- plain JavaScript, outside of the type check: it must start on any Node */
// Starts the command line. It needs Node 24: a Node before that hands over to the one in node_modules, and answers as that one does.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const wantedMajor = 24
const script = fileURLToPath(import.meta.url)

if (Number(process.versions.node.split('.')[0]) >= wantedMajor) await start()
else handOver()

// In a checkout the sources run as they are; a published package has only what was built from them.
async function start() {
  const sources = resolve(dirname(script), '../src/cli/main.ts')
  const { main } = await import(pathToFileURL(existsSync(sources) ? sources : resolve(dirname(script), '../dist/cli/main.js')).href)
  await main(process.argv)
}

function handOver() {
  const node = findNode()
  if (node === undefined) {
    console.error(
      `seawall: node: expected version ${wantedMajor} or newer, found ${process.versions.node}; run npm install, or install a newer Node`,
    )
    process.exit(3)
  }
  // The channel only tells the child that this process is gone, so that killing one ends both.
  const child = spawn(node, [script, ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const forward = (signal) => child.kill(signal)
  for (const signal of signals) process.on(signal, forward)
  child.on('error', (error) => {
    console.error(`seawall: ${node}: expected a program that runs, found: ${error.message}`)
    process.exit(3)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    for (const caught of signals) process.off(caught, forward)
    process.kill(process.pid, signal)
  })
}

function findNode() {
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const require = createRequire(import.meta.url)
  const folderOf = (name, from) => {
    try {
      return dirname(from(`${name}/package.json`))
    } catch {
      return undefined
    }
  }
  const folder = folderOf('node', require.resolve)
  if (folder === undefined) return undefined
  // npm may have been told not to run install scripts; then only the package of the platform may be there.
  const inner = folderOf(`node-${platform}-${process.arch}`, createRequire(resolve(folder, 'package.json')).resolve)
  return [folder, inner].flatMap((at) => (at === undefined ? [] : [resolve(at, 'bin', program)])).find(existsSync)
}
