/** How the chances of a count follow one another: `p(n) = (a + b / n) p(n - 1)`. Binomial, Poisson and negative binomial counts do. */
export type CountLaw = Readonly<{ a: number; b: number }>

/**
 * One step of Panjer's recursion: the chance that the sum of a random number of independent terms on a lattice is `steps` steps, from the
 * chances of all smaller sums.
 *
 * @param steps - From 1.
 * @param terms - Chance of a term of so many steps, from 0 to `steps` at least.
 * @param sums - Chance of a sum of so many steps, from 0 to `steps - 1` at least; in any scale, which the result shares.
 * @see H. Panjer, "Recursive evaluation of a family of compound distributions", ASTIN Bulletin 12 (1981).
 *
 * @example
 * nextSumChance(1, { a: 0, b: 2 }, { terms: [0, 1], sums: [0.25] }) // 0.5
 */
export function nextSumChance(
  steps: number,
  { a, b }: CountLaw,
  { terms, sums }: Readonly<{ terms: ArrayLike<number>; sums: ArrayLike<number> }>,
): number {
  let sum = 0
  for (let j = 1; j <= steps; j++) sum += (a + (b * j) / steps) * (terms[j] as number) * (sums[steps - j] as number)
  return sum / (1 - a * (terms[0] as number))
}
