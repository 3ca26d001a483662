// 128-bit whole numbers in memory, low word first.

/** Adds to the number at `at`. */
// @ts-ignore: decorator
@inline
export function addTo(at: usize, low: u64, high: u64): void {
  const sum = load<u64>(at) + low
  const carry = u64(sum < low)
  store<u64>(at, sum)
  store<u64>(at, load<u64>(at, 8) + high + carry, 8)
}

/** Takes from the number at `at`, which is at least as large. */
// @ts-ignore: decorator
@inline
export function takeFrom(at: usize, low: u64, high: u64): void {
  const before = load<u64>(at)
  store<u64>(at, before - low)
  store<u64>(at, load<u64>(at, 8) - high - u64(before < low), 8)
}

/** Whether the number at `at` and the other have a sum of 2^127 or more. */
// @ts-ignore: decorator
@inline
export function isTooLarge(at: usize, low: u64, high: u64): bool {
  const carry = u64(load<u64>(at) + low < low)
  return high >= 0x8000000000000000 || load<u64>(at, 8) + high + carry >= 0x8000000000000000
}

/** Whether the number is more than the one at `at`. */
// @ts-ignore: decorator
@inline
export function isMoreThan(low: u64, high: u64, at: usize): bool {
  const highAt = load<u64>(at, 8)
  return high > highAt || (high == highAt && low > load<u64>(at))
}
