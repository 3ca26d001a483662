import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Brand } from './brand.ts'

/** SHA-256 in lower-case hexadecimal, 64 characters. */
export type Hash = Brand<string, 'Hash'>

/**
 * SHA-256 of a text in UTF-8. The core's only package beside stdlib: audited, plain JavaScript, the same bytes everywhere.
 *
 * @example
 * hashOf('abc') // 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
 */
export function hashOf(text: string): Hash {
  return bytesToHex(sha256(utf8ToBytes(text))) as Hash
}
