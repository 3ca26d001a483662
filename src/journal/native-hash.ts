import { hash } from 'node:crypto'
import type { Hash } from '../base/hash.ts'

/**
 * SHA-256 of a text in UTF-8: the same as `hashOf` of base/hash, by the machine's own code, because a journal is hashed at the
 * rate it is written.
 *
 * @example
 * nativeHashOf('abc') // 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
 */
export function nativeHashOf(text: string): Hash {
  return hash('sha256', text, 'hex') as Hash // tidy-ok: the second way to make a hash, tested to be equal to the first
}

/**
 * Names a text that was read from a journal a hash. It proves nothing: the chain does.
 *
 * @example
 * storedHash(row.hash)
 */
export function storedHash(text: unknown): Hash {
  return text as Hash // tidy-ok: read back, not made
}
