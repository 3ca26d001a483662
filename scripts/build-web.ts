import { spawnSync } from 'node:child_process'
import { existsSync, globSync, statSync } from 'node:fs'
import { resolve } from 'node:path'

// Builds the dashboard unless web/dist is newer than everything it is made of. `npm start` and `npm test` call it.
const web = resolve(import.meta.dirname, '../web')
const built = resolve(web, 'dist/index.html')
const sources = globSync(['package.json', '*.{html,ts,js}', 'src/**/*', 'public/**/*'], { cwd: web }).map((path) => resolve(web, path))

if (!existsSync(resolve(web, 'package.json'))) console.log('web: no dashboard in this checkout')
else if (isFresh()) console.log('web: up to date')
else {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status } = spawnSync(npm, ['run', 'build', '--workspace', 'web'], { cwd: resolve(web, '..'), stdio: 'inherit' })
  process.exitCode = status ?? 1
}

function isFresh(): boolean {
  if (!existsSync(built)) return false
  const builtAt = statSync(built).mtimeMs
  return sources.every((path) => statSync(path).mtimeMs <= builtAt)
}
