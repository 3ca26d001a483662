import { describe, expect, test } from 'vitest'
import { bearerMatches, createKey, hashKey, isLoopbackHost } from './auth.ts'

describe('bearerMatches', () => {
  const kept = hashKey('secret-key')
  const table: readonly (readonly [header: string | undefined, expected: boolean])[] = [
    ['Bearer secret-key', true],
    ['bearer secret-key', true],
    ['Bearer secret-kez', false],
    ['Bearer secret-key ', false],
    ['Bearer secret-keys', false],
    ['Bearer  secret-key', false],
    ['Basic secret-key', false],
    ['secret-key', false],
    ['Bearer ', false],
    ['', false],
    [undefined, false],
    [`Bearer ${'x'.repeat(300)}`, false],
  ]
  test.each(table)('table: %j is %s', (header, expected) => {
    expect(bearerMatches(header, kept)).toBe(expected)
  })

  test('behavior: the empty key matches no header', () => {
    expect(bearerMatches(undefined, hashKey(''))).toBe(false)
    expect(bearerMatches('Bearer ', hashKey(''))).toBe(false)
  })

  test('behavior: each key is new and long', () => {
    const keys = new Set(Array.from({ length: 100 }, createKey))
    expect(keys.size).toBe(100)
    for (const key of keys) expect(key).toMatch(/^[\w-]{32}$/)
  })
})

describe('isLoopbackHost', () => {
  const table: readonly (readonly [host: string | undefined, expected: boolean])[] = [
    ['127.0.0.1:7341', true],
    ['127.0.0.1', true],
    ['localhost:7341', true],
    ['LOCALHOST', true],
    ['[::1]:7341', true],
    ['attacker.example:7341', false],
    ['127.0.0.1.attacker.example', false],
    ['localhost.attacker.example:7341', false],
    ['127.0.0.1:7341@attacker.example', false],
    ['0.0.0.0:7341', false],
    ['', false],
    [undefined, false],
  ]
  test.each(table)('table: %j is %s', (host, expected) => {
    expect(isLoopbackHost(host)).toBe(expected)
  })
})
