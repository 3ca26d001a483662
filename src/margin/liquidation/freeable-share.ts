import { accept, refuse } from '../../base/result.ts'
import { lessOrZero, lower, strayed, type Wide } from './wide-integer.ts'

/** How far a liquidation has come. Money in millionths, shares in ten-thousandths. */
export type FreeableTerms = Readonly<{
  shortage: bigint
  /** Margin this liquidation has freed so far. */
  freed: bigint
  slotsElapsed: bigint
  /** The share that may be freed at once, and the slots after which all may; 0 of them is at once. */
  initialShare: bigint
  slotsToWhole: bigint
}>

const whole = 10_000n
/** Below 50 units of quote a shortage is not worth several steps. */
const smallShortage = 50_000_000n

/**
 * Which share of a shortage may be freed now, in ten-thousandths: it grows with time, less what was freed already.
 *
 * @see Drift v2, `calculate_max_pct_to_liquidate`.
 *
 * @example
 * freeableShare({ shortage: 100_000_000n, freed: 0n, slotsElapsed: 5n, initialShare: 1_000n, slotsToWhole: 10n }).value // 6_000n
 */
export function freeableShare({ shortage, freed, slotsElapsed, initialShare, slotsToWhole }: FreeableTerms): Wide {
  if (slotsElapsed < 0n) return refuse({ reason: 'belowZero' })
  if (shortage < smallShortage) return accept(whole)
  const grown = slotsToWhole === 0n ? whole : (slotsElapsed * whole) / slotsToWhole
  const share = lower(grown + initialShare, whole)
  const most = ((shortage + freed) * share) / whole
  const now = lessOrZero(most, freed) * whole
  return strayed([(shortage + freed) * whole, now]) ?? accept(now / shortage)
}
