import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

const sources = resolve(import.meta.dirname, '../src/margin/kernel/assembly')

// Strict SIMD: no fused or relaxed operation may be chosen, so that every machine has the same bits. The memory is the caller's, shared
// between threads; nothing is allocated, so there is no runtime.
const options = ['kernel.ts', '--outFile', 'kernel.wasm', '--runtime', 'stub', '-O3', '--noAssert', '--use', 'abort=', '--enable', 'simd', '--enable', 'threads', '--disable', 'relaxed-simd', '--importMemory', '--sharedMemory', '--memoryBase', '64', '--initialMemory', '1', '--maximumMemory', '65536'] // prettier-ignore

// The compiler's types declare globals of its own language, `i32` and other arrays among them, which would then hold for this whole project.
// So it is imported by a name that the type checker does not follow.
const compilerName: string = 'assemblyscript/asc'

type Compiler = Readonly<{
  main: (
    options: readonly string[],
    files: Readonly<{
      readFile: (name: string) => string | null
      writeFile: (name: string, contents: Uint8Array | string) => void
      listFiles: () => readonly string[]
      stderr: Readonly<{ write: (text: Uint8Array | string) => void }>
    }>,
  ) => Promise<Readonly<{ error: Error | null }>>
}>

/**
 * Compiles the kernel's sources to WebAssembly. The same sources and the same compiler give the same bytes.
 *
 * @throws Error with the compiler's words when they do not compile.
 *
 * @example
 * (await compileKernel()).length
 */
export async function compileKernel(): Promise<Uint8Array> {
  const texts = new Map(
    readdirSync(sources)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => [name, readFileSync(resolve(sources, name), 'utf8')]),
  )
  let bytes: Uint8Array | undefined
  const words: string[] = []
  const { default: compiler } = (await import(compilerName)) as Readonly<{ default: Compiler }>
  const { error } = await compiler.main(options, {
    readFile: (name) => texts.get(name) ?? null,
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') bytes = contents
    },
    listFiles: () => [],
    stderr: { write: (text: Uint8Array | string) => words.push(String(text)) },
  })
  if (error !== null || bytes === undefined) throw new Error(`the kernel does not compile:\n${words.join('')}`)
  return bytes
}

/**
 * The file that holds the compiled kernel, as text.
 *
 * @example
 * kernelBytesSource(await compileKernel())
 */
export function kernelBytesSource(bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .replaceAll(/.{1,130}/g, "  '$&',\n")
  return `// Made by \`npm run kernel\` from assembly/; a test compiles it again and compares.

/**
 * The compiled kernel: a WebAssembly module in base 64, in lines.
 *
 * @example
 * kernelBytes.join('')
 */
export const kernelBytes: readonly string[] = [
${lines}]
`
}
