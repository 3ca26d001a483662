import { spawnSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'

// Builds what is published: dist/ from src/ with the policy profiles beside the code that reads them, and web/dist.
const root = resolve(import.meta.dirname, '..')
rmSync(resolve(root, 'dist'), { recursive: true, force: true })
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json')
cpSync(resolve(root, 'src/policy/profiles'), resolve(root, 'dist/policy/profiles'), {
  recursive: true,
  filter: (path) => !path.endsWith('.ts'),
})
run('scripts/build-web.ts')

function run(...args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
