import { invariant } from '../base/assert.ts'
import { naturalLogarithm } from './elementary.ts'

/** While four products lie between these, the product of all four neither over- nor underflows. */
const [largest, smallest] = [1e75, 1e-75]
/** A product that left these while no one looked may have left the doubles on the way. */
const [largestSafe, smallestSafe] = [1e200, 1e-200]
/** Numbers multiplied between two looks at the products, a multiple of four. */
const blockSize = 32

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
  const whole = count - (count % blockSize)
  for (let from = 0; from < whole; from += blockSize) {
    const [oldFirst, oldSecond, oldThird, oldFourth] = [first, second, third, fourth]
    // Four products side by side: one waits for its multiplication while the others go on.
    for (let i = from; i < from + blockSize; i += 4) {
      first *= values[i] as number
      second *= values[i + 1] as number
      third *= values[i + 2] as number
      fourth *= values[i + 3] as number
    }
    if (isBetween(first, smallest, largest) && isBetween(second, smallest, largest)) {
      if (isBetween(third, smallest, largest) && isBetween(fourth, smallest, largest)) continue
    }
    const products = [first, second, third, fourth]
    if (products.every((product) => isBetween(product, smallestSafe, largestSafe))) sum += sumOfLogarithms(products)
    else sum += sumOfLogarithms([oldFirst, oldSecond, oldThird, oldFourth]) + sumOfLogarithms(values.subarray(from, from + blockSize))
    first = second = third = fourth = 1
  }
  return sum + naturalLogarithm(first * second * (third * fourth)) + logarithmOfRest(values, whole, count)
}

/** Fewer numbers than a block. */
function logarithmOfRest(values: Float64Array, from: number, end: number): number {
  let product = 1
  for (let i = from; i < end; i++) product *= values[i] as number
  return isBetween(product, smallestSafe, largestSafe) ? naturalLogarithm(product) : sumOfLogarithms(values.subarray(from, end))
}

function isBetween(product: number, low: number, high: number): boolean {
  return product > low && product < high
}

function sumOfLogarithms(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += naturalLogarithm(values[i] as number)
  return sum
}
