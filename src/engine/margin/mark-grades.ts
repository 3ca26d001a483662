import type { MarginAccount } from '../../margin/account/margin-account.ts'
import type { MarginRefusal } from '../../margin/account/margin-refusal.ts'
import { gradeTolerated, worstGrade, type PriceGrade } from '../../market/price-grade.ts'
import type { MarginPolicy } from './margin-policy.ts'
import type { MarginState, MarkAge, MemberState } from './margin-state.ts'

/**
 * Why an account cannot be valued: a mark or index of a position is too old or of a grade on which nobody may lose anything.
 *
 * @example
 * staleFault(margin, account)?.reason // 'markStale'
 */
export function staleFault(margin: MarginState, { id, positions }: MarginAccount): MarginRefusal | undefined {
  for (const { contract } of positions) {
    const age = agesOf(margin, contract).find((each) => isTooOld(margin, each))
    if (age !== undefined) return refusalOf(margin, id, { subject: contract, age })
  }
  return undefined
}

/**
 * What is wrong with the first collateral of an account whose index is too old or not believed. Collateral that a feed prices has no age of its
 * own.
 *
 * @example
 * collateralFault(margin, account)?.subject // 'BTC'
 */
export function collateralFault(margin: MarginState, { id, collateral }: MarginAccount): MarginRefusal | undefined {
  for (const { asset } of collateral) {
    const age = collateralAge(margin, asset)
    if (age !== undefined && isTooOld(margin, age)) return refusalOf(margin, id, { subject: asset, age })
  }
  return undefined
}

/**
 * Whether an asset has a price that is believed, so that it may be pledged; otherwise what there is instead.
 *
 * @example
 * unbelieved(margin, 'BTC') // 'tooFew'
 */
export function unbelieved(margin: MarginState, asset: string): 'none' | PriceGrade | undefined {
  if (!margin.collateral.has(asset)) return 'none'
  const age = collateralAge(margin, asset)
  return age !== undefined && isTooOld(margin, age) ? gradeOf(margin, age) : undefined
}

function collateralAge(margin: MarginState, asset: string): MarkAge | undefined {
  return margin.indexAges.get(margin.collateral.get(asset)?.underlying ?? '')
}

function isTooOld(margin: MarginState, age: MarkAge): boolean {
  return isStale(margin, age) || !gradeTolerated('issueCall', age.grade)
}

/** By the time of this input: nobody waits for the clock to tick. */
function isStale({ at }: MarginState, { stale, freshUntil }: MarkAge): boolean {
  return stale || at > freshUntil
}

function refusalOf(margin: MarginState, account: string, { subject, age }: Readonly<{ subject: string; age: MarkAge }>): MarginRefusal {
  return { account, reason: 'markStale', subject, found: isStale(margin, age) ? String(age.at) : age.grade }
}

/**
 * The worst grade among the marks and indexes of contracts; one too old is `stale`.
 *
 * @example
 * worstMarkOf(margin, member.positions.keys()) // 'tooVolatile'
 */
export function worstMarkOf(margin: MarginState, contracts: Iterable<string>): PriceGrade {
  return worstGrade([...contracts].flatMap((contract) => agesOf(margin, contract).map((age) => gradeOf(margin, age))))
}

/**
 * The worst grade among the indexes that price collateral assets; one too old is `stale`. An asset without an underlying is priced by a feed
 * that states no grade, and counts as `ok`.
 *
 * @example
 * worstCollateralOf(margin, member.assets, policy.margin) // 'wide'
 */
export function worstCollateralOf(margin: MarginState, assets: readonly string[], policy: MarginPolicy): PriceGrade {
  const ages = assets.flatMap((asset) => {
    const underlying = policy.collateral.find((terms) => terms.asset === asset)?.underlying
    return (underlying === undefined ? undefined : margin.indexAges.get(underlying)) ?? []
  })
  return worstGrade(ages.map((age) => gradeOf(margin, age)))
}

/**
 * The worst grade among everything an account's worth rests on, with further contracts it is about to take on.
 *
 * @example
 * worstPriceOf(margin, member, { policy: policy.margin, also: ['BTC/USDT:USDT'] }) // 'ok'
 */
export function worstPriceOf(
  margin: MarginState,
  member: MemberState,
  about: Readonly<{ policy: MarginPolicy; also?: readonly string[] }>,
): PriceGrade {
  const contracts = [...member.positions.keys(), ...(about.also ?? [])]
  return worstGrade([worstMarkOf(margin, contracts), worstCollateralOf(margin, member.assets, about.policy)])
}

function gradeOf(margin: MarginState, age: MarkAge): PriceGrade {
  return isStale(margin, age) ? worstGrade([age.grade, 'stale']) : age.grade
}

function agesOf(margin: MarginState, contract: string): readonly MarkAge[] {
  const mark = margin.markAges.get(contract)
  const index = margin.indexAges.get(margin.contracts.get(contract)?.underlying ?? '')
  return [...(mark === undefined ? [] : [mark]), ...(index === undefined ? [] : [index])]
}
