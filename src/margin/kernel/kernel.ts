import { requireWhole } from '../../base/argument.ts'
import { invariant } from '../../base/assert.ts'
import { kernelBytes } from './kernel-bytes.ts'

/** The part of the WebAssembly interface that is used here; the compiler's libraries for Node leave it out. */
type Memory = Readonly<{ buffer: SharedArrayBuffer; grow: (pages: number) => number }>
declare const WebAssembly: Readonly<{
  Memory: new (size: Readonly<{ initial: number; maximum: number; shared: true }>) => Memory
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: Readonly<{ env: Readonly<{ memory: Memory }> }>) => Readonly<{ exports: unknown }>
}>
declare const atob: (text: string) => string

/** Memory that threads share; it can be posted to another thread as it is. */
export type KernelMemory = Memory

/** The compiled functions. Arguments are numbers and byte offsets; what they mean stands beside each in `assembly/`. */
export type KernelCode = Readonly<
  Record<
    | 'priceGrid'
    | 'takeLogarithms'
    | 'dampenGrid'
    | 'sweepRows'
    | 'sweepListed'
    | 'sumRows'
    | 'sumTiles'
    | 'selectTails'
    | 'sumMoves'
    | 'nameWorst'
    | 'sumLines'
    | 'boundLines'
    | 'narrowGrid'
    | 'sweepNear'
    | 'findLevels',
    (...words: number[]) => void
  > & { ownEnd: () => number }
>

/** A kernel: its memory, its functions, and how far the memory is given out. */
export type Kernel = Readonly<{ memory: KernelMemory; code: KernelCode; room: { used: number } }>

const pageBytes = 65_536
const lineBytes = 64
const mostBytes = 4_294_967_296

/**
 * Makes a kernel with a memory of its own, which grows as room is reserved in it.
 *
 * The module is strict WebAssembly of the four operations, the square root and the bits of exponents, so its results have the same bits on
 * every machine and in every thread.
 *
 * @param most - Bytes that the memory may grow to, at most 4 GiB. Address space is taken for them, memory as it is used.
 *
 * @example
 * const kernel = createKernel()
 */
export function createKernel(most = 1_073_741_824): Kernel {
  requireWhole('most', most, { least: pageBytes, most: mostBytes })
  const memory = new WebAssembly.Memory({ initial: 1, maximum: Math.floor(most / pageBytes), shared: true })
  return attachKernel(memory)
}

/**
 * A kernel over a memory that another thread made. It can compute with what lies there; room is reserved by the thread that made the memory.
 *
 * @example
 * const same = attachKernel(kernel.memory)
 */
export function attachKernel(memory: KernelMemory): Kernel {
  const instance = new WebAssembly.Instance(compiled(), { env: { memory } })
  const code = instance.exports as KernelCode
  return { memory, code, room: { used: wholeLines(code.ownEnd()) } }
}

/**
 * Reserves room for `count` numbers, zero at first, at the start of a cache line. It is never given back.
 *
 * @throws Error when the memory's greatest size is reached.
 *
 * @example
 * const sizes = reserveNumbers(kernel, 1_700_000)
 */
export function reserveNumbers(kernel: Kernel, count: number): Float64Array {
  const at = reserve(kernel, count * 8)
  return new Float64Array(kernel.memory.buffer, at, count)
}

/**
 * Reserves room for `count` whole numbers from 0 to 2^32 - 1, zero at first, at the start of a cache line.
 *
 * @throws Error when the memory's greatest size is reached.
 *
 * @example
 * const starts = reserveIndexes(kernel, 100_001)
 */
export function reserveIndexes(kernel: Kernel, count: number): Uint32Array {
  const at = reserve(kernel, count * 4)
  return new Uint32Array(kernel.memory.buffer, at, count)
}

/**
 * Reserves room for `count` numbers in single precision, zero at first, at the start of a cache line.
 *
 * @throws Error when the memory's greatest size is reached.
 *
 * @example
 * const narrow = reserveSingles(kernel, 1_536 * 32)
 */
export function reserveSingles(kernel: Kernel, count: number): Float32Array {
  const at = reserve(kernel, count * 4)
  return new Float32Array(kernel.memory.buffer, at, count)
}

/** The buffer is read after this, as growing makes a longer one. Views of the shorter one stay good: it is the same memory. */
function reserve({ memory, room }: Kernel, bytes: number): number {
  invariant(Number.isSafeInteger(bytes) && bytes >= 0, 'room is reserved for a whole number of elements')
  const at = room.used
  // One line more than asked for: vectors may be read, never written, a little beyond the end.
  room.used = wholeLines(at + bytes) + lineBytes
  const missing = room.used - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes))
  return at
}

function wholeLines(bytes: number): number {
  return Math.ceil(bytes / lineBytes) * lineBytes
}

let module: object | undefined

function compiled(): object {
  module ??= new WebAssembly.Module(Uint8Array.from(atob(kernelBytes.join('')), (letter) => letter.charCodeAt(0)))
  return module
}
