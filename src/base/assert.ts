/** A promise that our own code broke. Never caught inside the core. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

/**
 * States what must be true here, positively. Throws `InvariantError` when it is not.
 *
 * @example
 * invariant(lots >= 0, 'a level never holds less than nothing')
 */
export function invariant(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new InvariantError(rule)
}

/**
 * Closes an exhaustive switch: the compiler rejects the call while a variant is unhandled.
 *
 * @throws InvariantError when reached at run time with a value outside the union.
 *
 * @example
 * default: return assertNever(input)
 */
export function assertNever(value: never): never {
  throw new InvariantError(
    `every variant is handled, found ${JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? `${item}n` : item))}`,
  )
}
