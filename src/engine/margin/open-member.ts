import { memberOpenings } from '../../accounting/member-chart.ts'
import { invariant } from '../../base/assert.ts'
import { openAccount } from '../../ledger/account.ts'
import { recordDecision, type Turn } from '../turn.ts'
import { indexMember } from './index-accounts.ts'
import type { MarginPolicy } from './margin-policy.ts'
import { insertName, type MarginState, type MemberState } from './margin-state.ts'
import type { AccountOpened } from './member-input.ts'
import { isAccountName, isLots, isTicks, positiveMinor, refuseInput, type InputRefusal } from './refuse-input.ts'
import { reviewMember } from './review-member.ts'
import { bringMoney, isAsset } from './take-money.ts'
import { takePosition } from './take-position.ts'
import { executionOf } from './take-trade.ts'

/**
 * Opens an account with the money and the positions it brings, which are taken as they are, and reviews it.
 *
 * @example
 * openMember(turn, margin, input, policy.margin)
 */
export function openMember(turn: Turn, margin: MarginState, input: AccountOpened, policy: MarginPolicy): void {
  const { account, owner } = input
  const refusal = openingRefusal(margin, input, policy)
  if (refusal !== undefined) return refuseInput(turn, input.kind, { account, ...refusal })
  for (const opening of memberOpenings(account, margin.settlement.asset)) {
    invariant(openAccount(turn.state.ledger, opening).ok, "a member's accounts are opened once")
  }
  const member: MemberState = {
    id: account,
    ...(owner !== undefined && { owner }),
    positions: new Map(),
    assets: [],
    orders: [],
    touches: [],
    restricted: false,
    lockId: '',
  }
  margin.members.set(account, member)
  noteOwner(margin, member)
  const at = { turn, margin, member }
  const money = input.money.flatMap(({ asset, minor }) => bringMoney(at, asset, positiveMinor(minor) ?? 0n))
  const positions = input.positions.flatMap(({ contract, lots, ticks }) => {
    const listing = margin.listings.get(contract)
    return listing === undefined ? [] : takePosition(at, listing, executionOf(lots, ticks)).transfers
  })
  indexMember(margin, member, policy)
  const transfers = [...money, ...positions]
  recordDecision(turn, { transfers, body: { kind: 'accountOpened', account, ...(owner !== undefined && { owner }) } })
  reviewMember(at, policy)
}

/** Under liquidity coverage accounts of one owner are closed together. */
function noteOwner({ coverage }: MarginState, { id, owner }: MemberState): void {
  if (coverage === undefined || owner === undefined) return
  const names = coverage.owners.get(owner) ?? []
  coverage.owners.set(owner, names)
  insertName(names, id)
}

function openingRefusal(margin: MarginState, { account, money, positions }: AccountOpened, policy: MarginPolicy): InputRefusal | undefined {
  if (!isAccountName(account)) return { reason: 'nameNotAllowed' }
  if (margin.members.has(account)) return { reason: 'accountExists' }
  for (const { asset, minor } of money) {
    if (!isAsset(margin, policy, asset)) return { reason: 'assetUnknown', subject: asset }
    if (positiveMinor(minor) === undefined) return { reason: 'amountNotPositive', subject: asset, found: minor }
  }
  const seen = new Set<string>()
  for (const { contract, lots, ticks } of positions) {
    if (!margin.listings.has(contract)) return { reason: 'contractUnknown', subject: contract }
    if (seen.has(contract)) return { reason: 'contractExists', subject: contract }
    if (!isLots(lots)) return { reason: 'lotsNotWhole', subject: contract, found: String(lots) }
    if (!isTicks(ticks)) return { reason: 'priceNotPositive', subject: contract, found: String(ticks) }
    seen.add(contract)
  }
  return undefined
}
