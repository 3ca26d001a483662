import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** What the server keeps of the control key: its hash, never the key. */
export type KeyHash = Readonly<{ sha256: Buffer }>

/**
 * Makes a control key: 192 random bits, safe in a URL.
 *
 * @example
 * createKey() // 'fK1v...' (32 characters)
 */
export function createKey(): string {
  return randomBytes(24).toString('base64url')
}

/**
 * Hashes a key for keeping.
 *
 * @example
 * const kept = hashKey(createKey())
 */
export function hashKey(key: string): KeyHash {
  return { sha256: createHash('sha256').update(key, 'utf8').digest() }
}

/**
 * Whether an `Authorization` header carries the key. Takes the same time wherever the texts differ.
 *
 * @example
 * bearerMatches('Bearer fK1v...', kept)
 */
export function bearerMatches(header: string | undefined, kept: KeyHash): boolean {
  const match = /^Bearer ([\x21-\x7e]{1,256})$/i.exec(header ?? '')
  return timingSafeEqual(hashKey(match?.[1] ?? '').sha256, kept.sha256) && match !== null
}

/**
 * Whether a `Host` header names this machine's loopback. A page elsewhere that points its own name at 127.0.0.1
 * (DNS rebinding) sends that name here, and is refused.
 *
 * @example
 * isLoopbackHost('127.0.0.1:7341') // true
 * isLoopbackHost('attacker.example:7341') // false
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host ?? '')
}
