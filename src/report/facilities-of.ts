import { powerOfTen } from '../base/decimal.ts'
import type { Decision } from '../engine/decision.ts'
import { facilitiesViewOf } from '../engine/facilities/facilities-view.ts'
import type { EngineState } from '../engine/state.ts'
import type { FacilityFigures, ReportFacilities } from './report-facilities.ts'

/**
 * Guarantees, loans and draws of a run, put together from its decisions in one pass and its state at the end.
 *
 * @returns `undefined` for a run with none of them.
 *
 * @example
 * facilitiesOf({ state, decisions })?.rows[0]?.earned
 */
export function facilitiesOf(run: Readonly<{ state: EngineState; decisions: readonly Decision[] }>): ReportFacilities | undefined {
  const { margin, terms } = run.state
  const view = facilitiesViewOf(run.state)
  if (view === undefined || margin === undefined || terms === undefined) return undefined
  const { asset, decimals } = margin.settlement
  const { lossGuarantee, collateralSupport, fundDraw } = terms.policy
  const minor = (whole: number): bigint => BigInt(Math.round(whole * powerOfTen(decimals)))
  const sums = sumsOf(run.decisions)
  const rows: FacilityFigures[] = []
  if (lossGuarantee !== undefined && view.covers !== undefined) {
    const promised = view.covers.reduce((sum, { left }) => sum + left.minor, 0n)
    const left = atLeastNothing(minor(lossGuarantee.perWindow) - sums.soldOfWindow)
    rows.push({ name: 'Loss guarantee', left, promised, paid: sums.claims, earned: sums.premiums })
  }
  if (collateralSupport !== undefined && view.loans !== undefined) {
    const promised = view.loans.reduce((sum, { principal }) => sum + principal.minor, 0n)
    const left = atLeastNothing(minor(collateralSupport.budget) - promised)
    rows.push({ name: 'Collateral support', left, promised, paid: sums.lent, earned: sums.interest, lost: sums.lost })
  }
  if (fundDraw !== undefined && view.drawn !== undefined) {
    const left = atLeastNothing(minor(fundDraw.perEpoch) - view.drawn.minor)
    rows.push({ name: 'Fund draw', left, paid: sums.drawn, earned: sums.kept })
  }
  return { asset, decimals, rows }
}

type Sums = {
  soldOfWindow: bigint
  claims: bigint
  premiums: bigint
  lent: bigint
  interest: bigint
  lost: bigint
  drawn: bigint
  kept: bigint
}

function sumsOf(decisions: readonly Decision[]): Sums {
  const sums: Sums = { soldOfWindow: 0n, claims: 0n, premiums: 0n, lent: 0n, interest: 0n, lost: 0n, drawn: 0n, kept: 0n }
  let window = -1
  for (const { body } of decisions) {
    if (body.kind === 'coverSold') {
      sums.soldOfWindow = body.window === window ? sums.soldOfWindow + body.cap.minor : body.cap.minor
      window = body.window
    } else if (body.kind === 'claimPaid') sums.claims += body.paid.minor
    else if (body.kind === 'coverEnded') sums.premiums += body.premium.minor
    else if (body.kind === 'loanGranted') sums.lent += body.lent.minor
    else if (body.kind === 'loanReduced' || body.kind === 'loanRecovered') sums.interest += body.interest.minor
    else if (body.kind === 'fundDrawn') sums.drawn += body.drawn.minor
    else if (body.kind === 'gainDecided' && body.verdict === 'kept') sums.kept += body.decided.minor
    if (body.kind === 'loanRecovered') sums.lost += body.lost.minor
  }
  return sums
}

function atLeastNothing(minor: bigint): bigint {
  return minor > 0n ? minor : 0n
}
