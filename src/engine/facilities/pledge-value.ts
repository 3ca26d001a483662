import type { Pledged } from '../../accounting/facility-postings.ts'
import type { Pledge } from '../../backstop/collateral-support.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { unbelieved } from '../margin/mark-grades.ts'
import type { FacilityTurn } from './facility-turn.ts'

/**
 * What collateral of a loan is worth now, with the initial haircut of each asset in basis points, rounded up; values are rounded down.
 *
 * @returns Undefined when one of the assets has no price that is believed.
 *
 * @example
 * pledgesValued(at, [{ asset: 'BTC', minor: 10_000_000n }]) // [{ asset: 'BTC', valueMinor: 6_174_000_000n, haircutBps: 1_000n }]
 */
export function pledgesValued({ margin, policy }: FacilityTurn, pledged: readonly Pledged[]): readonly Pledge[] | undefined {
  const valued: Pledge[] = []
  for (const { asset, minor } of pledged) {
    const [market, terms] = [margin.collateral.get(asset), policy.margin?.collateral.find((each) => each.asset === asset)]
    if (market === undefined || terms === undefined || unbelieved(margin, asset) !== undefined) return undefined
    const value = (Number(minor) / powerOfTen(terms.decimals)) * market.price * powerOfTen(margin.settlement.decimals)
    // The haircut is a float; what it is beyond a whole basis point in its last digit is not meant.
    const haircutBps = BigInt(Math.ceil(terms.initialHaircut * 10_000 - 1e-6))
    valued.push({ asset, valueMinor: BigInt(Math.floor(value)), haircutBps })
  }
  return valued
}
