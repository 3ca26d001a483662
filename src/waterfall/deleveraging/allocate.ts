import { invariant } from '../../base/assert.ts'
import type { Candidates } from './candidates.ts'
import { weightOf, type DeleverageRule } from './deleverage-rule.ts'
import { takeByQueue } from './queue.ts'
import { scoresOf } from './rankings.ts'
import { weightScale, wholeWeight } from './whole-weights.ts'
import { shareWhole, type ShareLevel } from './whole-shares.ts'

/** What is to be borne, and the most each candidate can bear: minor units of money, or lots. */
export type Need = Readonly<{ total: number; caps: Float64Array }>

/**
 * The public terms by which everyone can compute its own share.
 *
 * - `queue`: all of those before the marginal one, which gives what is left.
 * - `levels`: a first round by the rule's weights, multiplied by `scale`; where the rule protects some, a second in proportion to what
 *   is left of the caps.
 * - `kept`: the level is of what everyone keeps. `halves` counts in half units, of which the odd ones up to `cutPlace` are rounded up.
 */
export type AllocationTerms = Readonly<
  | { kind: 'queue'; marginal: number }
  | { kind: 'levels'; scale: number; first: ShareLevel; second: ShareLevel | 'none' }
  | { kind: 'kept'; level: ShareLevel }
  | { kind: 'halves'; of: 'borne' | 'kept'; level: ShareLevel; cutPlace: number }
>

/** Who bears how much under a rule. What nobody can bear is the residual: for the next layer. */
export type Allocation = Readonly<{ shares: Float64Array; absorbed: number; residual: number; terms: AllocationTerms }>

/**
 * Divides what a deficit needs among candidates, in whole units that sum to the last.
 *
 * @param need - Caps of 0 bear nothing; an account without a position or without gain has one.
 * @throws InvariantError when amounts are negative or no whole numbers, sums pass 2^50, or a candidate without gain has a cap.
 *
 * @example
 * allocate({ kind: 'proRata' }, candidates, { total: 100, caps: Float64Array.of(150, 50) }).shares // [75, 25]
 */
export function allocate(rule: DeleverageRule, candidates: Candidates, need: Need): Allocation {
  const { shares, terms } = divide(rule, candidates, need)
  let absorbed = 0
  for (const share of shares) absorbed += share
  return { shares, absorbed, residual: need.total - absorbed, terms }
}

type Divided = Pick<Allocation, 'shares' | 'terms'>

function divide(rule: DeleverageRule, candidates: Candidates, need: Need): Divided {
  invariant(need.caps.length === candidates.accounts.length, 'every candidate has a cap')
  invariant(
    need.caps.every((cap, index) => cap === 0 || (candidates.gain[index] as number) > 0),
    'whoever has won nothing bears nothing',
  )
  if (rule.kind === 'queue') {
    const { shares, marginal } = takeByQueue(need.total, need.caps, scoresOf(rule.ranking, candidates))
    return { shares, terms: { kind: 'queue', marginal } }
  }
  if (rule.kind === 'equalAwards') return keepEqually(need)
  if (rule.kind === 'talmud') return halve(need)
  return divideByWeights(rule, candidates, need)
}

/** Rules that weigh candidates. */
type WeighingRule = Exclude<DeleverageRule, { kind: 'queue' | 'equalAwards' | 'talmud' }>

/**
 * The most a candidate bears in the first round: all of its cap, but for rules that hold something back.
 *
 * @example
 * firstCapOf({ kind: 'cappedProRata', mostFraction: 0.5 }, candidates, { index: 0, cap: 9 }) // 4
 */
export function firstCapOf(rule: DeleverageRule, candidates: Candidates, at: Readonly<{ index: number; cap: number }>): number {
  const { index, cap } = at
  if (rule.kind === 'cappedProRata') return Math.floor(cap * rule.mostFraction)
  if (rule.kind !== 'hedgeAware') return cap
  const gain = candidates.gain[index] as number
  const free = gain - (candidates.hedgedLoss[index] as number)
  return free > 0 ? Math.min(cap, Math.floor((cap * free) / gain)) : 0
}

function divideByWeights(rule: WeighingRule, candidates: Candidates, { total, caps }: Need): Divided {
  const raw = caps.map((_cap, index) => weightOf(rule, candidates, index))
  const scale = weightScale(raw)
  const firstCaps = caps.map((cap, index) => firstCapOf(rule, candidates, { index, cap }))
  const first = shareWhole({ total, caps: firstCaps, weights: raw.map((weight) => wholeWeight(weight, scale)) })
  const terms = { kind: 'levels', scale, first: first.level, second: 'none' } as const
  if (first.absorbed === total || rule.kind === 'cappedProRata') return { shares: first.shares, terms }
  // Those whom the rule protects bear what is left, in proportion to what they have.
  const left = caps.map((cap, index) => cap - (first.shares[index] as number))
  const second = shareWhole({ total: total - first.absorbed, caps: left, weights: left })
  const shares = first.shares.map((share, index) => share + (second.shares[index] as number))
  return { shares, terms: { ...terms, second: second.level } }
}

function keepEqually({ total, caps }: Need): Divided {
  const capacity = sumOf(caps)
  const kept = shareWhole({ total: Math.max(0, capacity - total), caps, weights: ones(caps) })
  return { shares: caps.map((cap, index) => cap - (kept.shares[index] as number)), terms: { kind: 'kept', level: kept.level } }
}

/** In half units up to half of every cap: of the loss while it is the smaller half of all, of what is kept when it is the larger. */
function halve({ total, caps }: Need): Divided {
  const capacity = sumOf(caps)
  const of = total * 2 <= capacity ? 'borne' : 'kept'
  const halves = Math.max(0, of === 'borne' ? total * 2 : (capacity - total) * 2)
  const doubled = shareWhole({ total: halves, caps, weights: ones(caps) })
  const odd = Array.from(doubled.shares.keys()).filter((index) => (doubled.shares[index] as number) % 2 === 1)
  const cutPlace = odd[odd.length / 2 - 1] ?? -1
  const shares = doubled.shares.map((share, index) => {
    const half = halfOf(share, index, cutPlace)
    return of === 'borne' ? half : (caps[index] as number) - half
  })
  return { shares, terms: { kind: 'halves', of, level: doubled.level, cutPlace } }
}

/**
 * Half of a number of half units: an odd one is rounded up at places up to `cutPlace`, and down after.
 *
 * @example
 * halfOf(5, 0, 2) // 3
 */
export function halfOf(halves: number, place: number, cutPlace: number): number {
  return Math.floor(halves / 2) + (halves % 2 === 1 && place <= cutPlace ? 1 : 0)
}

function ones(caps: Float64Array): Float64Array {
  return caps.map(() => 1)
}

function sumOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
