import { amount } from '../src/base/amount.ts'
import { timeUs } from '../src/base/time.ts'
import type { FundDecisionBody, FundRefusalReason } from '../src/engine/loss/fund-decision.ts'
import { exitStatuses } from '../src/waterfall/shares/exit-queue.ts'

const usdt = (whole: number) => amount('USDT', BigInt(whole) * 1_000_000n)
const until = timeUs(1_700_000_000_000_000)
const after = { held: '9000000', fund: usdt(1_000) }

/** Every reason for which an input about shares is refused. */
const reasons: readonly FundRefusalReason[] = [
  ...([
    'fundSharesOff',
    'nameNotAllowed',
    'amountNotPositive',
    'sharesNotWhole',
    'belowLeastStake',
    'revenueOff',
    'nothingStaked',
  ] as const),
  ...(['nothingRequested', 'requestInProgress', 'moreThanHeld', 'coolingDown', 'lossOpen', 'claimsOnEmptyVault', 'buysNoShare'] as const),
  'forfeitureTooCoarse',
]

/** A decision of each kind about shares of the fund, with every member it may have and without. */
export const everyFundBody: readonly FundDecisionBody[] = [
  ...reasons.map((reason) => ({ kind: 'fundInputRefused', input: 'unstakeClaimed', reason, staker: 'alice' }) as const),
  { kind: 'fundInputRefused', input: 'fundRevenueReceived', reason: 'amountNotPositive', found: '-1' },
  { kind: 'fundInputRefused', input: 'unstakeClaimed', reason: 'coolingDown', staker: 'alice', until },
  { kind: 'fundStaked', staker: 'alice', staked: usdt(9), bought: '9000000', ...after },
  { kind: 'unstakeRequested', staker: 'alice', shares: '1', worth: usdt(2), until, ...after },
  { kind: 'unstakeCancelled', staker: 'alice', request: '7:0', forfeited: '1000', ...after },
  { kind: 'unstakeHeld', staker: 'alice', request: '7:0', event: '5:2' },
  { kind: 'unstakeSettled', staker: 'alice', request: '7:0', shares: '5000', asked: usdt(3), paid: usdt(2), ...after },
  { kind: 'fundRevenueBooked', received: usdt(5), waiting: usdt(6) },
  { kind: 'fundRevenueSettled', settled: usdt(1), waiting: usdt(5), fund: usdt(7) },
  { kind: 'fundSharesRebased', tenfolds: 3, totalShares: '1234567', fund: usdt(1) },
  ...exitStatuses.map((to) => {
    const money = { fund: usdt(7), leastFund: usdt(3) }
    return { kind: 'fundStatusMoved', from: 'active', to, queued: '3333', totalShares: '10000', ...money } as const
  }),
  { kind: 'fundStatusMoved', from: 'active', to: 'onIce', queued: '0', totalShares: '0', fund: usdt(0), leastFund: usdt(3) },
]
