import { invariant } from '../../base/assert.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { later, type DurationUs, type TimeUs } from '../../base/time.ts'
import { rebaseFund, rebaseStake } from './rebase.ts'
import { minorForShares, sharesForMinor } from './share-value.ts'
import type { Stake, StakedFund, UnstakeRequest } from './staked-fund.ts'
import type { FundAndStake } from './staking.ts'

/** Why an exit is not taken up, in order of precedence. A request whose shares a rebase rounded to none is not in progress. */
export type RequestRefusal = Readonly<{ kind: 'requestInProgress' } | { kind: 'moreThanHeld'; held: bigint }>

/** Why an exit is not paid, in order of precedence. */
export type SettleRefusal = Readonly<{ kind: 'nothingRequested' } | { kind: 'coolingDown'; until: TimeUs }>

/**
 * Announces an exit. The shares stay in the fund through the cool-down: they share its losses and none of its gains.
 *
 * @param asked - How many shares, in the exponent of the stake as it stands, and when.
 * @returns The request holds what the shares are worth now, at most one unit less than the vault, so that a fund is never emptied.
 *
 * @example
 * requestUnstake({ fund, stake }, { shares: 333_333n, at }, 947_369n)
 */
export function requestUnstake(
  before: FundAndStake,
  asked: Readonly<{ shares: bigint; at: TimeUs }>,
  vault: bigint,
): Result<FundAndStake, RequestRefusal> {
  invariant(asked.shares >= 0n, 'shares are never negative')
  const fund = rebaseFund(before.fund, vault)
  if (requestOf(rebaseStake(before.stake, fund)) !== undefined) return refuse({ kind: 'requestInProgress' })
  const stake = rebaseStake({ ...before.stake, request: { ...asked, minor: 0n } }, fund)
  const shares = (stake.request as UnstakeRequest).shares
  if (shares > stake.shares) return refuse({ kind: 'moreThanHeld', held: stake.shares })
  const worth = minorForShares(shares, fund.totalShares, vault)
  const most = vault === 0n ? 0n : vault - 1n
  return accept({ fund, stake: { ...stake, request: { shares, minor: worth < most ? worth : most, at: asked.at } } })
}

/**
 * Pays an exit whose cool-down is over: the smaller of what its shares were worth when asked for and what they are worth now.
 *
 * @param coolDownFor - Over when this much time has passed, to the microsecond.
 * @returns The fund and the stake after, and what is paid in minor units, which may be 0.
 *
 * @example
 * settleUnstake({ fund, stake }, { at, coolDownFor: seconds(604_800) }, 47_368_421_053n)
 */
export function settleUnstake(
  before: FundAndStake,
  when: Readonly<{ at: TimeUs; coolDownFor: DurationUs }>,
  vault: bigint,
): Result<FundAndStake & Readonly<{ paidMinor: bigint }>, SettleRefusal> {
  const fund = rebaseFund(before.fund, vault)
  const stake = rebaseStake(before.stake, fund)
  const request = requestOf(stake)
  if (request === undefined) return refuse({ kind: 'nothingRequested' })
  const until = later(request.at, when.coolDownFor)
  if (when.at < until) return refuse({ kind: 'coolingDown', until })
  const { shares, minor } = request
  const worth = minorForShares(shares, fund.totalShares, vault)
  const paidMinor = worth < minor ? worth : minor
  return accept({
    paidMinor,
    fund: withoutShares(fund, shares),
    stake: withFewerShares({ ...stake, costMinor: stake.costMinor - paidMinor }, shares),
  })
}

/**
 * Takes an exit back. Gains of the time since it was announced are forfeited: shares are given up until what is kept is worth what it
 * was then.
 *
 * @returns The fund and the stake after, and the shares given up. A staker who holds every share gives up none: there is nobody to
 * give them to.
 *
 * @example
 * cancelUnstake({ fund, stake }, 1_100_000_000n)
 */
export function cancelUnstake(
  before: FundAndStake,
  vault: bigint,
): Result<FundAndStake & Readonly<{ forfeited: bigint }>, Readonly<{ kind: 'nothingRequested' }>> {
  const fund = rebaseFund(before.fund, vault)
  const stake = rebaseStake(before.stake, fund)
  const request = requestOf(stake)
  if (request === undefined) return refuse({ kind: 'nothingRequested' })
  const forfeited = request.shares === fund.totalShares ? 0n : forfeitedShares(request, fund.totalShares, vault)
  return accept({ forfeited, fund: withoutShares(fund, forfeited), stake: withFewerShares(stake, forfeited) })
}

/**
 * Shares given up so that those kept are worth no more than the request says: they are bought anew with its money, at the price the fund
 * has without them.
 *
 * @param totalShares - All shares, the requested ones among them.
 * @returns 0 when they are worth no more than when they were asked for.
 * @throws InvariantError when more shares are requested than there are.
 *
 * @example
 * forfeitedShares({ shares: 100_000_000n, minor: 99_999_999n }, 1_000_000_000n, 1_100_000_000n) // 10_000_001n
 */
export function forfeitedShares(request: Pick<UnstakeRequest, 'shares' | 'minor'>, totalShares: bigint, vault: bigint): bigint {
  const worth = minorForShares(request.shares, totalShares, vault)
  if (worth <= request.minor) return 0n
  const kept = sharesForMinor(request.minor, totalShares - request.shares, vault - request.minor)
  invariant(kept.ok && kept.value <= request.shares, 'shares that gained are bought anew for less money than the vault has')
  return request.shares - kept.value
}

function withoutShares(fund: StakedFund, shares: bigint): StakedFund {
  return { ...fund, totalShares: fund.totalShares - shares, stakedShares: fund.stakedShares - shares }
}

/** With its request settled or taken back. */
function withFewerShares({ request: _done, ...stake }: Stake, shares: bigint): Stake {
  return { ...stake, shares: stake.shares - shares }
}

/** A rebase may round a request's shares to none: there is nothing left to wait for then. */
function requestOf({ request }: Stake): UnstakeRequest | undefined {
  return request !== undefined && request.shares > 0n ? request : undefined
}
