import { fundRevenueSettledPostings, unstakePaidPostings } from '../../accounting/fund-postings.ts'
import { later } from '../../base/time.ts'
import { rebaseStake } from '../../waterfall/shares/rebase.ts'
import { settleRevenue } from '../../waterfall/shares/revenue-settlement.ts'
import { blendExitLevels, stepExitStatus } from '../../waterfall/shares/exit-queue.ts'
import { settleUnstake } from '../../waterfall/shares/unstaking.ts'
import { setKnown } from '../../trigger/reading.ts'
import type { Policy } from '../policy.ts'
import { signalIndex } from '../signal-catalogue.ts'
import type { EngineState } from '../state.ts'
import { bookPostings, recordDecision, type Turn } from '../turn.ts'
import { followVault, fundAmount, leastFundMinor, openLossOf, revenueOf, vaultOf, type FundTurn } from './fund-books.ts'
import type { FundState, QueuedExit } from './fund-state.ts'

const exitQueue = signalIndex('fundExitQueue')

/**
 * Lets time work on the fund's shares: exits whose cool-down is over are paid unless a loss event is open, income that waits is settled, and
 * the status follows the queue. Costs nothing by the number of stakers.
 *
 * @example
 * tickFund(turn, policy)
 */
export function tickFund(turn: Turn, policy: Policy): void {
  const { fund } = turn.state
  if (fund === undefined || policy.fundShares === undefined) return
  const at = { turn, fund, policy: policy.fundShares }
  followVault(at)
  settleDueExits(at)
  settleWaitingRevenue(at)
  reviewFund(at)
}

function settleDueExits(at: FundTurn): void {
  const { turn, fund } = at
  if ((fund.queue[0]?.until ?? Infinity) > turn.at) return
  const event = openLossOf(turn.state)
  if (event !== undefined) return holdDueExits(at, event)
  for (let exit = fund.queue[0]; exit !== undefined && exit.until <= turn.at; exit = fund.queue[0]) {
    fund.queue.shift()
    settleExit(at, exit)
  }
}

/** Says once of each that it waits. */
function holdDueExits({ turn, fund }: FundTurn, event: string): void {
  for (const exit of fund.queue) {
    if (exit.until > turn.at) return
    if (exit.held) continue
    exit.held = true
    recordDecision(turn, { body: { kind: 'unstakeHeld', staker: exit.staker, request: exit.request, event } })
  }
}

/**
 * Pays an exit whose cool-down is over and that has left the queue.
 *
 * @example
 * settleExit(at, exit)
 */
export function settleExit(at: FundTurn, { staker, request }: QueuedExit): void {
  const { turn, fund, policy } = at
  const before = fund.stakes.get(staker)
  if (before === undefined) return
  const stake = rebaseStake(before, fund.shares)
  const asked = stake.request
  const when = { at: turn.at, coolDownFor: policy.coolDownFor }
  const settled = settleUnstake({ fund: fund.shares, stake }, when, vaultOf(turn.state, fund))
  // A rebase left nothing of the request: it ends with nothing paid.
  const { request: _over, ...kept } = stake
  const after = settled.ok ? settled.value : { fund: fund.shares, stake: kept, paidMinor: 0n }
  const shares = asked?.shares ?? 0n
  fund.queuedShares = fund.queue.length === 0 ? 0n : fund.queuedShares - shares
  fund.shares = after.fund
  if (after.stake.shares === 0n) fund.stakes.delete(staker)
  else fund.stakes.set(staker, after.stake)
  const transfers = bookPostings(turn, unstakePaidPostings(fund.asset, after.paidMinor))
  recordDecision(turn, {
    transfers,
    body: {
      kind: 'unstakeSettled',
      staker,
      request,
      shares: String(shares),
      asked: fundAmount(fund, asked?.minor ?? 0n),
      paid: fundAmount(fund, after.paidMinor),
      held: String(after.stake.shares),
      fund: fundAmount(fund, vaultOf(turn.state, fund)),
    },
  })
}

function settleWaitingRevenue({ turn, fund, policy }: FundTurn): void {
  if (policy.revenue === undefined || turn.at < fund.nextRevenueAt) return
  fund.nextRevenueAt = later(turn.at, policy.revenue.settleEvery)
  const before = { fund: fund.shares, revenue: revenueOf(turn.state, fund), vault: vaultOf(turn.state, fund) }
  const settled = settleRevenue(before, policy.revenue)
  if (settled.minor === 0n) return
  fund.shares = settled.fund
  const transfers = bookPostings(turn, fundRevenueSettledPostings(fund.asset, settled.minor))
  const [waiting, after] = [revenueOf(turn.state, fund), vaultOf(turn.state, fund)].map((minor) => fundAmount(fund, minor))
  const amounts = {
    settled: fundAmount(fund, settled.minor),
    waiting: waiting ?? fundAmount(fund, 0n),
    fund: after ?? fundAmount(fund, 0n),
  }
  recordDecision(turn, { transfers, body: { kind: 'fundRevenueSettled', ...amounts } })
}

/**
 * Brings the fund's status and signal up to its queue and to what it holds.
 *
 * @example
 * reviewFund(at)
 */
export function reviewFund({ turn, fund, policy }: FundTurn): void {
  const vault = vaultOf(turn.state, fund)
  const leastFund = leastFundMinor(fund, policy)
  const { totalShares } = fund.shares
  publishQueue(turn.state, fund)
  const reading = { queuedShares: fund.queuedShares, totalShares, thresholdMet: vault >= leastFund }
  const stepped = stepExitStatus(fund.status, reading, { ...blendExitLevels, ...policy.exitQueue })
  if (!stepped.ok || stepped.value === fund.status) return
  const from = fund.status
  fund.status = stepped.value
  const queue = { queued: String(fund.queuedShares), totalShares: String(totalShares) }
  const money = { fund: fundAmount(fund, vault), leastFund: fundAmount(fund, leastFund) }
  recordDecision(turn, { body: { kind: 'fundStatusMoved', from, to: fund.status, ...queue, ...money } })
}

/** The part of all shares that asks to leave, as a signal of every market. A fund without shares has an empty queue. */
function publishQueue({ markets }: EngineState, { queuedShares, shares }: FundState): void {
  const part = shares.totalShares === 0n ? 0 : Number(queuedShares) / Number(shares.totalShares)
  for (const { signals } of markets.values()) setKnown(signals, exitQueue, part)
}
