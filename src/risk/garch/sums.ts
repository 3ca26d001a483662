/** Sums of products along four columns: `weights * a * a`, `weights * a * b` and so on, the lower triangle row after row. */
export type ProductSums = readonly [number, number, number, number, number, number, number, number, number, number]

/** Sums of products of one column with four. */
export type FourSums = readonly [number, number, number, number]

/** Four columns of the same length. */
export type FourColumns = readonly [Float64Array, Float64Array, Float64Array, Float64Array]

/**
 * The weighted sums of products of each two of four columns: `aa, ab, bb, ac, bc, cc, ad, bd, cd, dd`.
 *
 * Two passes, as the machine holds no more sums at a time without putting them away.
 *
 * @example
 * productSums(weights, [a, b, c, d])[0] // sum of weights * a * a
 */
export function productSums(weights: Float64Array, [a, b, c, d]: FourColumns): ProductSums {
  let [aa, ab, ac, ad] = [0, 0, 0, 0]
  for (let t = 0; t < weights.length; t++) {
    const weighted = (weights[t] as number) * (a[t] as number)
    aa += weighted * (a[t] as number)
    ab += weighted * (b[t] as number)
    ac += weighted * (c[t] as number)
    ad += weighted * (d[t] as number)
  }
  let [bb, bc, bd, cc, cd, dd] = [0, 0, 0, 0, 0, 0]
  for (let t = 0; t < weights.length; t++) {
    const weight = weights[t] as number
    const second = b[t] as number
    const third = c[t] as number
    const fourth = d[t] as number
    const weightedThird = weight * third
    const weightedFourth = weight * fourth
    bb += weight * second * second
    bc += weightedThird * second
    bd += weightedFourth * second
    cc += weightedThird * third
    cd += weightedFourth * third
    dd += weightedFourth * fourth
  }
  return [aa, ab, bb, ac, bc, cc, ad, bd, cd, dd]
}

/**
 * The sums of products of a column with each of four.
 *
 * @example
 * fourSums(weights, [a, b, c, d])[0] // sum of weights * a
 */
export function fourSums(weights: Float64Array, [a, b, c, d]: FourColumns): FourSums {
  let [first, second, third, fourth] = [0, 0, 0, 0]
  for (let t = 0; t < weights.length; t++) {
    const weight = weights[t] as number
    first += weight * (a[t] as number)
    second += weight * (b[t] as number)
    third += weight * (c[t] as number)
    fourth += weight * (d[t] as number)
  }
  return [first, second, third, fourth]
}

/**
 * What `fourSums` gives for two columns of weights, in one pass.
 *
 * @example
 * twoFourSums(weights, others, [a, b, c, d])[1] // fourSums(others, [a, b, c, d])
 */
export function twoFourSums(weights: Float64Array, others: Float64Array, [a, b, c, d]: FourColumns): readonly [FourSums, FourSums] {
  let [first, second, third, fourth] = [0, 0, 0, 0]
  let [fifth, sixth, seventh, eighth] = [0, 0, 0, 0]
  for (let t = 0; t < weights.length; t++) {
    const weight = weights[t] as number
    const other = others[t] as number
    first += weight * (a[t] as number)
    second += weight * (b[t] as number)
    third += weight * (c[t] as number)
    fourth += weight * (d[t] as number)
    fifth += other * (a[t] as number)
    sixth += other * (b[t] as number)
    seventh += other * (c[t] as number)
    eighth += other * (d[t] as number)
  }
  return [
    [first, second, third, fourth],
    [fifth, sixth, seventh, eighth],
  ]
}

/**
 * The sum of products of two columns.
 *
 * @example
 * sumOfProducts(Float64Array.of(1, 2), Float64Array.of(3, 4)) // 11
 */
export function sumOfProducts(first: Float64Array, second: Float64Array): number {
  let sum = 0
  for (let t = 0; t < first.length; t++) sum += (first[t] as number) * (second[t] as number)
  return sum
}

/**
 * Fills `into` with the products of two columns.
 *
 * @example
 * takeProducts(Float64Array.of(2), Float64Array.of(3), into) // into[0] is 6
 */
export function takeProducts(first: Float64Array, second: Float64Array, into: Float64Array): void {
  for (let t = 0; t < first.length; t++) into[t] = (first[t] as number) * (second[t] as number)
}
