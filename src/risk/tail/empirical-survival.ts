/** Scenario losses, smallest first, and the weight of each; without weights all count alike. */
export type WeightedSample = Readonly<{ ascending: Float64Array; weights?: Float64Array }>

/**
 * The probability of a loss above `loss` as a sample sees it, equal losses counted by half and one loss's worth of doubt spread over
 * both ends: never 0 and never 1, since a sample cannot rule out what it has not seen.
 *
 * @returns `(above + equal / 2 + 1/2) / (count + 1)`, or the same with weights that sum to 1 in place of counts.
 *
 * @example
 * empiricalSurvival({ ascending: Float64Array.of(1, 2, 3) }, 2) // 0.5
 */
export function empiricalSurvival({ ascending, weights }: WeightedSample, loss: number): number {
  const count = ascending.length
  const [from, to] = [firstAtLeast(ascending, loss), firstAbove(ascending, loss)]
  if (weights === undefined) return (count - to + 0.5 * (to - from) + 0.5) / (count + 1)
  let share = 0
  for (let i = to; i < count; i++) share += weights[i] as number
  for (let i = from; i < to; i++) share += 0.5 * (weights[i] as number)
  return (share * count + 0.5) / (count + 1)
}

function firstAtLeast(ascending: Float64Array, loss: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) < loss) low = middle + 1
    else high = middle
  }
  return low
}

function firstAbove(ascending: Float64Array, loss: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) <= loss) low = middle + 1
    else high = middle
  }
  return low
}
