import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { compileKernel, kernelBytesSource, kernelSources } from './kernel-build.ts'

// npm run kernel: compiles every kernel's assembly/ to the bytes in kernel-bytes.ts beside it.
for (const [name, source] of Object.entries(kernelSources)) {
  const bytes = await compileKernel(source)
  writeFileSync(resolve(import.meta.dirname, '..', source.folder, 'kernel-bytes.ts'), kernelBytesSource(bytes))
  console.log(`${name}: ${bytes.length} bytes`)
}
