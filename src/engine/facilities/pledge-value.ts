import type { Pledged } from '../../accounting/facility-postings.ts'
import type { Pledge } from '../../backstop/collateral-support.ts'
import { wholeBps } from '../../backstop/penal-price.ts'
import { mulDivUp } from '../../base/amount.ts'
import { powerOfTen } from '../../base/decimal.ts'
import { unbelieved } from '../margin/mark-grades.ts'
import type { FacilityTurn } from './facility-turn.ts'

/**
 * What collateral of a loan is worth now, rounded down, with the haircut of the loans' own terms in basis points, rounded up.
 *
 * @returns Undefined when one of the assets has no price that is believed.
 *
 * @example
 * pledgesValued(at, [{ asset: 'BTC', minor: 10_000_000n }]) // [{ asset: 'BTC', valueMinor: 6_174_000_000n, haircutBps: 1_000n }]
 */
export function pledgesValued({ margin, policy }: FacilityTurn, pledged: readonly Pledged[]): readonly Pledge[] | undefined {
  const valued: Pledge[] = []
  for (const { asset, minor } of pledged) {
    const terms = policy.margin?.collateral.find((each) => each.asset === asset)
    const lentOn = policy.collateralSupport?.collateral.find((each) => each.asset === asset)
    const market = margin.collateral.get(asset)
    if (market === undefined || terms === undefined || lentOn === undefined || unbelieved(margin, asset) !== undefined) return undefined
    const value = (Number(minor) / powerOfTen(terms.decimals)) * market.price * powerOfTen(margin.settlement.decimals)
    // The haircut is a float; what it is beyond a whole basis point in its last digit is not meant.
    const haircutBps = BigInt(Math.ceil(lentOn.haircut * 10_000 - 1e-6))
    valued.push({ asset, valueMinor: BigInt(Math.floor(value)), haircutBps })
  }
  return valued
}

/**
 * What collateral counts toward initial margin now, rounded up: what a member lacks more of once it is pledged.
 *
 * @param valued - As `pledgesValued` says.
 *
 * @example
 * marginCreditOf(at, [{ asset: 'BTC', valueMinor: 225_000_000n, haircutBps: 2_000n }]) // 45_000_000n at an initial haircut of 80 %
 */
export function marginCreditOf({ policy }: FacilityTurn, valued: readonly Pledge[]): bigint {
  let credit = 0n
  for (const { asset, valueMinor } of valued) {
    const haircut = policy.margin?.collateral.find((each) => each.asset === asset)?.initialHaircut ?? 0
    credit += mulDivUp(valueMinor, BigInt(Math.ceil((1 - haircut) * 10_000 - 1e-6)), wholeBps)
  }
  return credit
}
