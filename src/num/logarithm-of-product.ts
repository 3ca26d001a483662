import { invariant } from '../base/assert.ts'
import { naturalLogarithm } from './elementary.ts'

/** While four products lie between these, the product of all four neither over- nor underflows. */
const largest = 1e75
const smallest = 1e-75

/**
 * The sum of the natural logarithms of the first `count` numbers, at the cost of a few logarithms for numbers near 1.
 *
 * Numbers are multiplied as long as the product stays in range, and only the products go through the logarithm. Each multiplication
 * is off by at most one rounding of 1, as each logarithm of a number near 1 would be, so the sum is as good as that of the logarithms.
 *
 * @param values - Positive and between 1e-100 and 1e100.
 * @throws InvariantError for more numbers than there are.
 *
 * @example
 * logarithmOfProduct(Float64Array.of(2, 0.5), 2) // 0
 */
export function logarithmOfProduct(values: Float64Array, count: number): number {
  invariant(count <= values.length, 'there are as many numbers as are multiplied')
  let sum = 0
  let [first, second, third, fourth] = [1, 1, 1, 1]
  let i = 0
  // Four products side by side: one waits for its multiplication while the others go on.
  for (; i + 4 <= count; i += 4) {
    first *= values[i] as number
    second *= values[i + 1] as number
    third *= values[i + 2] as number
    fourth *= values[i + 3] as number
    if (isInRange(first) && isInRange(second) && isInRange(third) && isInRange(fourth)) continue
    sum += logarithmOfFour(first, second, third, fourth)
    first = second = third = fourth = 1
  }
  for (; i < count; i++) sum += naturalLogarithm(values[i] as number)
  return sum + logarithmOfFour(first, second, third, fourth)
}

// oxlint-disable-next-line max-params -- four numbers on the hot path, which an object would slow.
function logarithmOfFour(first: number, second: number, third: number, fourth: number): number {
  if (isInRange(first) && isInRange(second) && isInRange(third) && isInRange(fourth)) {
    return naturalLogarithm(first * second * (third * fourth))
  }
  return naturalLogarithm(first) + naturalLogarithm(second) + naturalLogarithm(third) + naturalLogarithm(fourth)
}

function isInRange(product: number): boolean {
  return product > smallest && product < largest
}
