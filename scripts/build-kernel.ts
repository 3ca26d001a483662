import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { compileKernel, kernelBytesSource } from './kernel-build.ts'

// npm run kernel: compiles src/margin/kernel/assembly to the bytes in src/margin/kernel/kernel-bytes.ts.
const bytes = await compileKernel()
writeFileSync(resolve(import.meta.dirname, '../src/margin/kernel/kernel-bytes.ts'), kernelBytesSource(bytes))
console.log(`kernel: ${bytes.length} bytes`)
