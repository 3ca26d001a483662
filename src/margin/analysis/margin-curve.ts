import { enteredAtMarks } from '../account/entered-at-marks.ts'
import type { MarginAccount } from '../account/margin-account.ts'
import { shockSnapshot } from '../shock-snapshot.ts'
import { assessAccount, type MarginView } from './assess-account.ts'

/** The figures of an account after a move of the market, in quote; absent where the account is not known there. */
export type CurvePoint = Readonly<{
  /** Fraction by which prices moved: -0.5 is half. */
  spotMove: number
  figures?: Readonly<{ equity: number; initialMargin: number; maintenanceMargin: number }>
}>

/** From half to twice the price, a point a per cent. */
const curveMoves: readonly number[] = Array.from({ length: 151 }, (_, i) => (i - 50) / 100)

/**
 * Equity and margin against the price, from half of it to twice, volatilities held.
 *
 * @param view - `underlying` moves alone; all move together where it is absent.
 *
 * @example
 * marginCurve(account, { snapshot, model })[0] // { spotMove: -0.5, figures: { equity: 64977.66, initialMargin: 17910.77, maintenanceMargin: 13668.59 } }
 */
export function marginCurve(account: MarginAccount, view: MarginView & Readonly<{ underlying?: string }>): readonly CurvePoint[] {
  const { snapshot, model, underlying } = view
  const entered = enteredAtMarks(account, snapshot)
  return curveMoves.map((spotMove) => {
    const moved = shockSnapshot(snapshot, { spotMove, ...(underlying !== undefined && { underlying }) })
    const assessed = assessAccount(entered, { snapshot: moved, model })
    if (!assessed.ok) return { spotMove }
    const { equity, initialMargin, maintenanceMargin } = assessed.value
    return { spotMove, figures: { equity, initialMargin, maintenanceMargin } }
  })
}
