import { ArgumentError, requirePositive, requireProbability, requireWhole } from '../../base/argument.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { exponential, logarithmOfOnePlus } from '../../num/elementary.ts'
import { normalDensity, normalQuantile, normalSurvival } from '../../num/normal.ts'
import { nextSumChance } from '../../num/panjer.ts'
import { studentTDensity, studentTQuantile, studentTSurvival } from '../../num/student-t.ts'

/** The law of the losses under the null hypothesis; scale and location do not matter. */
export type LossLaw = Readonly<{ kind: 'normal' } | { kind: 'studentT'; degreesOfFreedom: number }>

/** For what record and how rarely. */
export type CriticalValueOptions = Readonly<{
  observations: number
  /** Of the VaR and ES, below one half. */
  tailProbability: number
  law: LossLaw
  /** Probability that a right model scores lower: 0.05 or 0.0001 for the two alarms of the paper. At least 1e-6. */
  level: number
}>

/**
 * The value that Acerbi and Szekely's Z2 undercuts with probability `level` although the model is right.
 *
 * Not simulated: under the null hypothesis Z2 is one less the sum of a binomial number of independent tail losses, whose law follows
 * from Panjer's recursion on a fine lattice (accurate to about 1e-3). It costs the square of the number of lattice points, a
 * millisecond for a year of losses. With heavy tails the far critical value is far lower: -1.8 for normal losses but -4.6 for three
 * degrees of freedom at 0.01 %.
 *
 * @returns Refused when the shortfall is infinite (degrees of freedom of 1 or less).
 * @throws ArgumentError for arguments outside their range.
 * @see C. Acerbi & B. Szekely, "Backtesting expected shortfall", Risk (2014); H. Panjer, ASTIN Bulletin 12 (1981).
 *
 * @example
 * criticalValueOfSizeAndNumber({ observations: 250, tailProbability: 0.025, law: { kind: 'normal' }, level: 0.05 }) // { ok: true, value: -0.7005 }
 */
export function criticalValueOfSizeAndNumber(
  options: CriticalValueOptions,
): Result<number, Readonly<{ reason: 'shortfallInfinite'; degreesOfFreedom: number }>> {
  const { observations, tailProbability, law, level } = options
  requireWhole('observations', observations, { least: 1 })
  requireProbability('level', level)
  if (level < 1e-6) throw new ArgumentError('level', { expected: 'at least 1e-6', found: String(level) })
  requireProbability('tailProbability', tailProbability)
  if (tailProbability >= 0.5) throw new ArgumentError('tailProbability', { expected: 'below 0.5', found: String(tailProbability) })
  if (law.kind === 'studentT') {
    requirePositive('degreesOfFreedom', law.degreesOfFreedom)
    if (law.degreesOfFreedom <= 1) return refuse({ reason: 'shortfallInfinite', degreesOfFreedom: law.degreesOfFreedom })
  }
  const expected = observations * tailProbability
  const meanExcess = meanExcessOf(law, tailProbability)
  let step = Math.min(0.1, Math.max(0.01, 0.004 * expected))
  for (;;) {
    const sum = quantileOfSum({ observations, tailProbability, step, level }, meanExcess)
    if (sum !== undefined) return accept(1 - sum / expected)
    step *= 2
  }
}

// The work grows with the square of the points, so a quantile beyond them is sought on a lattice twice as coarse. A sum of many losses
// needs more of them, or a step would be longer than a loss.
const pointsAllowed = (expected: number): number => Math.min(20_000, Math.max(2000, 12 * expected))
// The logarithm of 1e100, by which stored chances are rescaled before they overflow.
const logarithmOfRescaling = 230.25850929940458

/** By how much a tail loss lies above so many times the ES in the mean, in units of ES; 1 at 0. */
type MeanExcess = (multiple: number) => number

function meanExcessOf(law: LossLaw, tailProbability: number): MeanExcess {
  const valueAtRisk = law.kind === 'normal' ? -normalQuantile(tailProbability) : -studentTQuantile(tailProbability, law.degreesOfFreedom)
  const expectedShortfall = valueAtRisk + partialExcess(law, valueAtRisk) / tailProbability
  return (multiple) => {
    const loss = multiple * expectedShortfall
    if (loss <= valueAtRisk) return 1 - multiple
    return partialExcess(law, loss) / (tailProbability * expectedShortfall)
  }
}

/** The expected excess of a loss over a threshold, where no excess counts as 0. */
function partialExcess(law: LossLaw, threshold: number): number {
  if (law.kind === 'normal') return normalDensity(threshold) - threshold * normalSurvival(threshold)
  const { degreesOfFreedom } = law
  const density = studentTDensity(threshold, degreesOfFreedom)
  const growth = (degreesOfFreedom + threshold * threshold) / (degreesOfFreedom - 1)
  return density * growth - threshold * studentTSurvival(threshold, degreesOfFreedom)
}

type Lattice = Readonly<{ observations: number; tailProbability: number; step: number; level: number }>

/** The sum of tail losses, in units of ES, that is exceeded with probability `level`; undefined when it lies beyond the lattice. */
function quantileOfSum({ observations, tailProbability, step, level }: Lattice, meanExcess: MeanExcess): number | undefined {
  // Each loss is parted between its two neighbours on the lattice so that its mean stays, which is a second difference.
  const excess = [1, meanExcess(step)]
  const none = 1 + ((excess[1] as number) - 1) / step
  const masses = [none]
  const logarithmOfNone = observations * logarithmOfOnePlus(-tailProbability * (1 - none))
  // The chance of no tail loss underflows in a long record; what the stored chances lack is kept as a logarithm beside them.
  let lacking = Math.min(0, logarithmOfNone + 100)
  let sums = [exponential(logarithmOfNone - lacking)]
  let total = sums[0] as number
  const odds = tailProbability / (1 - tailProbability)
  const law = { a: -odds, b: (observations + 1) * odds }
  const within = 1 - level
  if (total * exponential(lacking) >= within) return 0
  const most = pointsAllowed(observations * tailProbability)
  for (let n = 1; n <= most; n++) {
    excess.push(meanExcess((n + 1) * step))
    masses.push(((excess[n - 1] as number) - 2 * (excess[n] as number) + (excess[n + 1] as number)) / step)
    const sum = nextSumChance(n, law, { terms: masses, sums })
    sums.push(sum)
    total += sum
    if (total * exponential(lacking) >= within) {
      const surplus = (total - within * exponential(-lacking)) / sum
      return (n + 0.5 - surplus) * step
    }
    if (total < 1e100) continue
    sums = sums.map((stored) => stored * 1e-100)
    total *= 1e-100
    lacking += logarithmOfRescaling
  }
  return undefined
}
