import { amount, type Amount } from '../../src/base/amount.ts'
import { timeUs, type TimeUs } from '../../src/base/time.ts'
import type { RunSession } from '../../src/api/session.ts'
import type { LossesView } from '../../src/engine/loss/losses-view.ts'
import type { QueuePlace } from '../../src/engine/loss/deleveraging-view.ts'
import { createFakeSession } from './fake-session.ts'
import { crashMarket } from './synthetic-decisions.ts'

const usdt = (whole: number): Amount => amount('USDT', BigInt(Math.round(whole * 100)) * 10_000n)

/** An account whose name is as long as names may be. */
export const longName = 'a-fund-with-a-name-that-nobody-would-give-to-an-account-0123456'

/** Winners of the queue: more than are ever listed. */
export const winnersInQueue = 5_000

/**
 * Everything the losses page can show at once: layers used up, empty and huge, a loss that nobody covers, a capped period, auctions that run and
 * that stand still, winners closed, shares leaving, and open guarantees, loans and gains in review.
 *
 * @example
 * everyLoss(timeUs(1_583_971_200_000_000)).waterfall?.uncovered.minor
 */
export function everyLoss(at: TimeUs): LossesView {
  const after = (minutes: number): TimeUs => timeUs(at + minutes * 60_000_000)
  return {
    waterfall: {
      asset: 'USDT',
      decimals: 6,
      layers: [
        { layer: 'defaulterMargin', kind: 'defaulterMargin', paid: usdt(0) },
        { layer: 'defaulterContribution', kind: 'defaulterContribution', paid: usdt(1_204.5) },
        { layer: 'ownMoney:firstTranche', kind: 'ownMoney', opening: usdt(1e6), holds: usdt(0), paid: usdt(1e6) },
        { layer: 'insuranceFund', kind: 'insuranceFund', opening: usdt(0), holds: usdt(0), paid: usdt(0) },
        { layer: 'mutualFund', kind: 'mutualFund', opening: usdt(570_000), holds: usdt(2_500_000.01), paid: usdt(7_499_999.99) },
        { layer: 'assessments', kind: 'assessments', paid: usdt(0.01) },
        { layer: 'ownMoney:letterOfComfort', kind: 'ownMoney', opening: usdt(9.9e9), holds: usdt(9.9e9), paid: usdt(0) },
        { layer: 'deleveraging', kind: 'deleveraging', paid: usdt(0) },
        { layer: 'socialisation', kind: 'socialisation', paid: usdt(0) },
      ],
      contributors: 1_043,
      losses: 38,
      uncovered: usdt(812_345.67),
      uncoveredSince: after(-90),
      cuts: [-60, 60, 1_440, 10_080].map((minutes, i) => ({ at: after(minutes), factor: 0.0004 * 10 ** i * (i === 3 ? 0.25 : 1) })),
      period: { startedAt: after(-300), endsAt: after(28_800), defaults: 3 },
    },
    auctions: {
      paused: false,
      closings: [
        { event: '11:0', account: 'on-the-book', stage: 'book', rounds: 0, bidders: 0, withoutBidsSince: after(-2) },
        {
          ...{ event: '12:0', account: longName, stage: 'auction', rounds: 2, bidders: 3 },
          auction: {
            ...{ auction: '14:1', sale: 'dutch', stage: 'insolvent', round: 2, parts: 100, partsLeft: 37, countedUs: 754_000_000 },
            ...{ stops: ['stalePrice', 'outage'], discountBps: 487.2, sealedBids: 0, notional: usdt(12_345_678.9) },
            positions: [
              { contract: crashMarket, lots: -1_234_567, ticks: 10_000 },
              { contract: 'BTC-29MAY20-8000-C', lots: 12, ticks: 90 },
            ],
          },
        },
        {
          ...{ event: '13:0', account: 'sealed', stage: 'auction', rounds: 1, bidders: 1 },
          auction: {
            ...{
              auction: '15:1',
              sale: 'batch',
              stage: 'solvent',
              round: 1,
              parts: 8,
              partsLeft: 8,
              countedUs: 4_000_000,
              closesInUs: 6_000_000,
            },
            ...{ stops: [], sealedBids: 2, positions: [] },
          },
        },
      ],
      providers: [
        { account: 'provider-1', smallestDiscountBps: 100, capacity: usdt(3e6) },
        { account: 'provider-2', smallestDiscountBps: 250, capacity: usdt(0) },
      ],
    },
    deleveraging: {
      ...{ rule: 'proRata', isOn: true, why: 'exhausted', ratio: -1, untilStart: usdt(0), waveCount: 7 },
      waves: [6, 7].map((number) => {
        const money = { needed: usdt(1_000 * number), covered: usdt(900 * number) }
        return { number, startedAt: after(number - 20), lastAt: after(number - 19), ...money, accounts: 12, closings: 14 }
      }),
    },
    fund: {
      ...{ asset: 'USDT', decimals: 6, holds: usdt(1_000), house: usdt(250), totalShares: '1000', stakedShares: '750', exponent: 0 },
      ...{ queuedShares: '400', status: 'onIce', revenueWaiting: usdt(3) },
      holders: Array.from({ length: 12 }, (_, i) => {
        const worth = { staker: `staker-${i}`, shares: '10', worth: usdt(60 - i), cost: usdt(62) }
        return i === 7 ? { ...worth, exit: { shares: '5', asked: usdt(25), pays: usdt(24.4), until: after(4_000), held: false } } : worth
      }),
    },
    facilities: {
      covers: [
        { cover: '1:0', account: longName, group: 'g', from: at, until: after(600), cap: usdt(5e5), left: usdt(1e5), premium: usdt(800) },
      ],
      loans: [
        {
          ...{ loan: '2:0', account: 'borrower', principal: usdt(2e6), interest: usdt(12.34), yearlyRate: 0.12, dueAt: after(9_000) },
          standing: 'called',
        },
      ],
      held: [{ hold: '3:0', account: 'winner', event: '12:0', why: 'linked', held: usdt(777), reviewUntil: after(100) }],
      drawn: usdt(44_000),
      reserved: usdt(6e5),
    },
  }
}

/**
 * The synthetic crash with every loss there can be, and a long queue of winners.
 *
 * @example
 * const session = lossesSession()
 */
export function lossesSession(): RunSession {
  const session = createFakeSession()
  session.goTo(700)
  const places = Array.from({ length: winnersInQueue }, (_, i): QueuePlace => {
    const falls = i > 4_000 ? {} : { beginsAt: usdt(1_000 + 100 * i), endsAt: usdt(1_000 + 150 * i) }
    return { place: i + 1, account: i === 4_321 ? longName : `winner-${i}`, gain: usdt(1e6 / (i + 1)), ...falls }
  })
  return {
    ...session,
    info: () => ({ ...session.info(), marginModel: 'tiered' }),
    view: () => {
      const view = session.view()
      return view && { ...view, losses: everyLoss(view.at) }
    },
    queue: (contract) => (contract === crashMarket ? places : undefined),
    queueContracts: () => [crashMarket],
  }
}
