import { exponential } from '../../num/elementary.ts'
import { sviPoint, type SviSlice } from '../../pricing/svi.ts'
import type { FittedExpiry } from './fit-surface.ts'

/** The fits of one expiry at one strike, as volatilities; absent where there is no fit. */
export type CurvePoint = Readonly<{ strike: number; logStrike: number; svi?: number; ssvi?: number; extended?: number }>

const points = 120

/**
 * The fitted smiles of an expiry over the strikes quoted and a twentieth beyond on either side, for drawing.
 *
 * @returns Empty without two quotes.
 *
 * @example
 * curvesOf(expiry).length
 */
export function curvesOf(expiry: FittedExpiry): readonly CurvePoint[] {
  const [first, last] = [expiry.points[0], expiry.points.at(-1)]
  if (first === undefined || last === undefined || first === last) return []
  const width = last.logStrike - first.logStrike
  return Array.from({ length: points + 1 }, (_, i) => {
    const logStrike = first.logStrike + width * ((1.1 * i) / points - 0.05)
    const volatility = (slice: SviSlice): number => Math.sqrt(Math.max(0, sviPoint(slice, logStrike).variance) / expiry.timeYears)
    return {
      logStrike,
      strike: expiry.forward.forward * exponential(logStrike),
      ...(expiry.svi.ok ? { svi: volatility(expiry.svi.fit.slice) } : {}),
      ...(expiry.ssvi === undefined ? {} : { ssvi: volatility(expiry.ssvi.slice) }),
      ...(expiry.extended === undefined ? {} : { extended: volatility(expiry.extended.slice) }),
    }
  })
}
