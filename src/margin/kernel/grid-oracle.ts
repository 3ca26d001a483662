import { kernelExponential, tailDenominator, tailNumerator } from './kernel-arithmetic.ts'
import { checkedPart, type GridPart, type ScenarioGrid } from './scenario-grid.ts'
import { seriesOfTerm } from './term-table.ts'

/**
 * What `priceGrid` writes, in plain TypeScript: equal to the last bit, slower, and there to be read. The grid is left as it is.
 *
 * @returns Values of the instruments of the part, `width` numbers each.
 *
 * @example
 * priceGridPlainly(grid)[0]
 */
export function priceGridPlainly(grid: ScenarioGrid, part: GridPart = {}): Float64Array {
  const { from, to, lowestVolatility } = checkedPart(grid, part)
  const { kinds, termOf, strikes, logStrikes, volatilities } = grid.instruments
  const { numbers, width } = grid.terms
  const values = new Float64Array((to - from) * width)
  for (let i = from; i < to; i++) {
    const term = (termOf[i] as number) * seriesOfTerm * width
    for (let s = 0; s < width; s++) {
      const at = (series: number): number => numbers[term + series * width + s] as number
      if (kinds[i] === 0) values[(i - from) * width + s] = at(0)
      else {
        const shocked = (volatilities[i] as number) * at(3) + at(4)
        values[(i - from) * width + s] = optionValue({
          forward: at(0),
          moneyness: at(1) - (logStrikes[i] as number),
          total: (shocked < lowestVolatility ? lowestVolatility : shocked) * at(2),
          strike: strikes[i] as number,
          isPut: kinds[i] === 2,
        })
      }
    }
  }
  return values
}

type OptionNumbers = Readonly<{ forward: number; moneyness: number; total: number; strike: number; isPut: boolean }>

/** One exponential serves both tails, as forward * density(d1) = strike * density(d2). */
function optionValue({ forward, moneyness, total, strike, isPut }: OptionNumbers): number {
  const ratio = moneyness / total
  const half = total * 0.5
  const [d1, d2] = [ratio + half, ratio - half]
  const [x1, x2] = [lesser(Math.abs(d1)), lesser(Math.abs(d2))]
  const [under1, under2] = [tailDenominator(x1), tailDenominator(x2)]
  const scale = (forward * kernelExponential(d1 * d1 * -0.5)) / (under1 * under2)
  const tail1 = scale * (tailNumerator(x1) * under2)
  const tail2 = scale * (tailNumerator(x2) * under1)
  const asset = d1 > 0 !== isPut ? forward - tail1 : tail1
  const paid = d2 > 0 !== isPut ? strike - tail2 : tail2
  const value = isPut ? -(asset - paid) : asset - paid
  const exercised = isPut ? -(forward - strike) : forward - strike
  const intrinsic = exercised > 0 ? exercised : 0
  return intrinsic < value ? value : intrinsic
}

/** Beyond 40 the tails are 0 to every digit, and the rationals would overflow. */
function lesser(x: number): number {
  return x > 40 ? 40 : x
}

/**
 * What `dampenGrid` makes of a grid, in plain TypeScript.
 *
 * @returns All values, `width` numbers an instrument.
 *
 * @example
 * dampenGridPlainly(grid, base)[0]
 */
export function dampenGridPlainly(grid: ScenarioGrid, base: ScenarioGrid): Float64Array {
  const { numbers, width } = grid.terms
  return grid.values.map((value, at) => {
    const [instrument, scenario] = [Math.floor(at / width), at % width]
    const weight = numbers[((grid.instruments.termOf[instrument] as number) * seriesOfTerm + 5) * width + scenario] as number
    return (1 - weight) * (base.values[instrument * 2] as number) + weight * value
  })
}
