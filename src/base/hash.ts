import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { invariant } from './assert.ts'
import type { Brand } from './brand.ts'

/** SHA-256 in lower-case hexadecimal, 64 characters. */
export type Hash = Brand<string, 'Hash'>

/**
 * Names a text that was stored as a hash one again.
 *
 * @throws InvariantError unless it is 64 lower-case hexadecimal digits.
 *
 * @example
 * hashFrom(manifest.head.hash)
 */
export function hashFrom(text: string): Hash {
  invariant(/^[0-9a-f]{64}$/.test(text), 'a hash is 64 lower-case hexadecimal digits')
  return text as Hash
}

/**
 * SHA-256 of a text in UTF-8. The core's only package beside stdlib: audited, plain JavaScript, the same bytes everywhere.
 *
 * @example
 * hashOf('abc') // 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
 */
export function hashOf(text: string): Hash {
  return bytesToHex(sha256(utf8ToBytes(text))) as Hash
}
