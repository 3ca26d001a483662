import { kernelBytes } from './kernel-bytes.ts'

/** The part of the WebAssembly interface that is used here; the compiler's libraries for Node leave it out. */
type Memory = Readonly<{ buffer: ArrayBuffer; grow: (pages: number) => number }>
declare const WebAssembly: Readonly<{
  Memory: new (size: Readonly<{ initial: number; maximum: number }>) => Memory
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object, imports: Readonly<{ env: Readonly<{ memory: Memory }> }>) => Readonly<{ exports: unknown }>
}>
declare const atob: (text: string) => string

/** The compiled functions of the ledger's core. Arguments are numbers and byte offsets. */
type LedgerCode = Readonly<{
  ownEnd: () => number
  useAccounts: (at: number, count: number) => void
  useReservations: (at: number, count: number) => void
  reservations: () => number
  useLast: (seq: bigint, index: number) => void
  rehash: (from: number, count: number) => void
  post: (transfers: number, outcomes: number, count: number) => number
}>

/** The core with its memory, in which room is given out and never taken back. */
export type LedgerCore = Readonly<{ memory: Memory; code: LedgerCode; room: { used: number } }>

const pageBytes = 65_536
const lineBytes = 64

/**
 * Makes a core with a memory of its own.
 *
 * @example
 * const core = createLedgerCore()
 */
export function createLedgerCore(): LedgerCore {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 })
  const bytes = Uint8Array.from(atob(kernelBytes.join('')), (letter) => letter.charCodeAt(0))
  const code = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports as LedgerCode
  return { memory, code, room: { used: Math.ceil(code.ownEnd() / lineBytes) * lineBytes } }
}

/**
 * Gives out bytes of a core's memory, all 0, at a multiple of 64. The memory may move: views of it made before are void.
 *
 * @throws RangeError beyond 4 GiB.
 *
 * @example
 * const at = reserveBytes(core, 8_190 * transferBytes)
 */
export function reserveBytes({ memory, room }: LedgerCore, bytes: number): number {
  const at = room.used
  room.used += Math.ceil(bytes / lineBytes) * lineBytes
  const missing = room.used - memory.buffer.byteLength
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes))
  return at
}
