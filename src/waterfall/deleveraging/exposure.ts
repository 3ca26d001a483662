import { assertNever } from '../../base/assert.ts'
import type { Candidates } from './candidates.ts'
import { weightOf, type DeleverageRule } from './deleverage-rule.ts'
import { firstCapOf } from './allocate.ts'
import { queueOrder } from './queue.ts'
import { scoresOf } from './rankings.ts'

/** From which deficit on each candidate gives something, and from which on everything it can. In the units of the caps. */
export type Exposure = Readonly<{ begins: Float64Array; ends: Float64Array }>

/**
 * How large a deficit reaches whom: what a member asks who wants to know its place before it happens. Infinity where it never does.
 *
 * @param caps - The most each can bear, from 0.
 *
 * @example
 * exposureOf({ kind: 'proRata' }, candidates, Float64Array.of(150, 50)) // begins [0, 0], ends [200, 200]
 */
export function exposureOf(rule: DeleverageRule, candidates: Candidates, caps: Float64Array): Exposure {
  switch (rule.kind) {
    case 'queue':
      return alongQueue(scoresOf(rule.ranking, candidates), caps)
    case 'equalAwards':
      return downToLevel(caps)
    case 'talmud':
      return fromTheFirstToTheLast(caps)
    case 'cappedProRata':
    case 'proRata':
    case 'equalLoss':
    case 'equityWeighted':
    case 'riskAware':
    case 'hedgeAware':
      return upToLevel(rule, candidates, caps)
    default:
      return assertNever(rule)
  }
}

/**
 * The place of each in the queue, the first being 1.
 *
 * @example
 * placesOf(Float64Array.of(1, 3, 2)) // [3, 1, 2]
 */
export function placesOf(scores: Float64Array): Int32Array {
  const places = new Int32Array(scores.length)
  queueOrder(scores).forEach((index, at) => (places[index] = at + 1))
  return places
}

/**
 * By how much the fund must fall for the account to be closed: what stands between the fund and the start level, and then the deficit
 * that reaches the account.
 *
 * @param untilStart - How far the fund is from the level at which deleveraging starts, from 0.
 *
 * @example
 * closedIfFundFallsBy(exposure, { index: 0, untilStart: 1_000 }) // { begins: 1_000, ends: 1_200 }
 */
export function closedIfFundFallsBy(
  exposure: Exposure,
  at: Readonly<{ index: number; untilStart: number }>,
): Readonly<{ begins: number; ends: number }> {
  return {
    begins: at.untilStart + (exposure.begins[at.index] as number),
    ends: at.untilStart + (exposure.ends[at.index] as number),
  }
}

function empty(caps: Float64Array): Exposure {
  const never = caps.map(() => Number.POSITIVE_INFINITY)
  return { begins: never, ends: Float64Array.from(never) }
}

function alongQueue(scores: Float64Array, caps: Float64Array): Exposure {
  const exposure = empty(caps)
  let ahead = 0
  for (const index of queueOrder(scores)) {
    const cap = caps[index] as number
    if (cap === 0) continue
    exposure.begins[index] = ahead
    ahead += cap
    exposure.ends[index] = ahead
  }
  return exposure
}

/** Everyone is cut down to one level: whoever has least is reached last, and all end together. */
function downToLevel(caps: Float64Array): Exposure {
  const exposure = empty(caps)
  const falling = Int32Array.from(caps.keys())
    .filter((index) => (caps[index] as number) > 0)
    .sort((a, b) => (caps[b] as number) - (caps[a] as number))
  const total = caps.reduce((sum, cap) => sum + cap, 0)
  let above = 0
  falling.forEach((index, at) => {
    exposure.begins[index] = above - at * (caps[index] as number)
    exposure.ends[index] = total
    above += caps[index] as number
  })
  return exposure
}

function fromTheFirstToTheLast(caps: Float64Array): Exposure {
  const exposure = empty(caps)
  const total = caps.reduce((sum, cap) => sum + cap, 0)
  caps.forEach((cap, index) => {
    if (cap === 0) return
    exposure.begins[index] = 0
    exposure.ends[index] = total
  })
  return exposure
}

/** Whoever's cap is least beside its weight is full first; those the rule protects come after all others are full. */
function upToLevel(rule: Parameters<typeof weightOf>[0], candidates: Candidates, caps: Float64Array): Exposure {
  const exposure = empty(caps)
  const weights = caps.map((_cap, index) => weightOf(rule, candidates, index))
  const firstCaps = caps.map((cap, index) => firstCapOf(rule, candidates, { index, cap }))
  const able = Int32Array.from(caps.keys()).filter((index) => (firstCaps[index] as number) > 0 && (weights[index] as number) > 0)
  const fullAt = (index: number): number => (firstCaps[index] as number) / (weights[index] as number)
  able.sort((a, b) => fullAt(a) - fullAt(b))
  let open = able.reduce((sum, index) => sum + (weights[index] as number), 0)
  let full = 0
  for (const index of able) {
    exposure.begins[index] = 0
    exposure.ends[index] = full + fullAt(index) * open
    full += firstCaps[index] as number
    open = Math.max(0, open - (weights[index] as number))
  }
  if (rule.kind !== 'cappedProRata') reachProtected(exposure, { candidates, caps, firstCaps, weights, full })
  return exposure
}

type Protected = Readonly<{ candidates: Candidates; caps: Float64Array; firstCaps: Float64Array; weights: Float64Array; full: number }>

function reachProtected(exposure: Exposure, { candidates, caps, firstCaps, weights, full }: Protected): void {
  const isOpen = (index: number): boolean => (candidates.gain[index] as number) > 0
  const first = (index: number): number => ((weights[index] as number) > 0 ? (firstCaps[index] as number) : 0)
  let left = 0
  for (let index = 0; index < caps.length; index++) if (isOpen(index)) left += (caps[index] as number) - first(index)
  for (let index = 0; index < caps.length; index++) {
    if (!isOpen(index) || (caps[index] as number) === first(index)) continue
    if (exposure.begins[index] === Number.POSITIVE_INFINITY) exposure.begins[index] = full
    exposure.ends[index] = full + left
  }
}
