import type { MarginPolicy } from './margin-policy.ts'
import { insertName, removeName, type MarginState, type MemberState } from './margin-state.ts'
import { noteTouches } from './quiet-bands.ts'

/**
 * The list of accounts that hold a collateral asset.
 *
 * @example
 * assetKey('BTC') // 'asset:BTC'
 */
export function assetKey(asset: string): string {
  return `asset:${asset}`
}

/**
 * Puts an account into the lists of everything whose news touches it, and takes it out of the others: underlyings of its positions, its
 * orders and its collateral, and the collateral assets themselves.
 *
 * @example
 * indexMember(margin, member, policy.margin)
 */
export function indexMember(margin: MarginState, member: MemberState, policy: MarginPolicy): void {
  const now = touchesOf(margin, member, policy)
  noteTouches(margin, member, now)
  for (const key of member.touches) if (!now.includes(key)) removeName(listOf(margin, key), member.id)
  for (const key of now) if (!member.touches.includes(key)) insertName(listOf(margin, key), member.id)
  member.touches = now
}

function touchesOf(margin: MarginState, member: MemberState, policy: MarginPolicy): readonly string[] {
  const keys: string[] = []
  const contracts = [...member.positions.keys(), ...member.orders.map((order) => order.contract)]
  for (const contract of contracts) insertName(keys, margin.contracts.get(contract)?.underlying ?? contract)
  for (const asset of member.assets) {
    insertName(keys, assetKey(asset))
    const underlying = policy.collateral.find((terms) => terms.asset === asset)?.underlying
    if (underlying !== undefined) insertName(keys, underlying)
  }
  return keys
}

function listOf(margin: MarginState, key: string): string[] {
  const list = margin.touchedBy.get(key) ?? []
  margin.touchedBy.set(key, list)
  return list
}
