import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** One kernel: where its sources lie, the file that is compiled, and what it asks of the compiler beyond the rest. */
export type KernelSource = Readonly<{ folder: string; file: string; options: readonly string[] }>

/** Every kernel by name. Each is compiled to `kernel-bytes.ts` beside its `assembly/`. */
export const kernelSources = {
  // Strict SIMD: no fused or relaxed operation may be chosen, so that every machine has the same bits. Threads share the memory.
  margin: {
    folder: 'src/margin/kernel',
    file: 'kernel.ts',
    options: ['--enable', 'simd', '--enable', 'threads', '--disable', 'relaxed-simd', '--sharedMemory'],
  },
  ledger: { folder: 'src/ledger/batch', file: 'ledger.ts', options: [] },
} as const satisfies Readonly<Record<string, KernelSource>>

// The memory is the caller's and nothing is allocated, so there is no runtime.
const options = ['--runtime', 'stub', '-O3', '--noAssert', '--use', 'abort=', '--importMemory', '--memoryBase', '64', '--initialMemory', '1', '--maximumMemory', '65536'] // prettier-ignore

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
 * Compiles a kernel's sources to WebAssembly. The same sources and the same compiler give the same bytes.
 *
 * @throws Error with the compiler's words when they do not compile.
 *
 * @example
 * (await compileKernel(kernelSources.margin)).length
 */
export async function compileKernel(source: KernelSource): Promise<Uint8Array> {
  const sources = resolve(import.meta.dirname, '..', source.folder, 'assembly')
  const texts = new Map(
    readdirSync(sources)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => [name, readFileSync(resolve(sources, name), 'utf8')]),
  )
  let bytes: Uint8Array | undefined
  const words: string[] = []
  const { default: compiler } = (await import(compilerName)) as Readonly<{ default: Compiler }>
  const { error } = await compiler.main([source.file, '--outFile', 'kernel.wasm', ...options, ...source.options], {
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
 * kernelBytesSource(await compileKernel(kernelSources.ledger))
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
