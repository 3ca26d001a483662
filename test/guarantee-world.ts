import { createGuaranteeBook, buyCover, type Cover, type GuaranteeBook, type GuaranteeTerms } from '../src/backstop/loss-guarantee.ts'
import type { Closing, SeenTrade, Witness } from '../src/backstop/guarantee-claim.ts'
import { durationUs, timeUs } from '../src/base/time.ts'
import { btcPerpetual } from './instruments.ts'

/** Windows of 1,000 microseconds from 10,000 on; a deductible of 100 dollars, four fifths of the rest, caps of 500, 800 and 1,000 dollars. */
export const guaranteeTerms: GuaranteeTerms = {
  startedAt: timeUs(10_000),
  windowFor: durationUs(1_000),
  leadFor: durationUs(100),
  claimFor: durationUs(300),
  price: { markupBps: 100n, scarcityBps: 400n },
  deductibleMinor: 100_000_000n,
  coveredBps: 8_000n,
  farBps: 500,
  perWindowMinor: 1_000_000_000n,
  perBeneficiaryMinor: 500_000_000n,
  perGroupMinor: 800_000_000n,
  coolDownFor: durationUs(5_000),
}

/** A trade in window 1 in which `maker` of group `m` bought 10 lots at 60,000.0 from an account that was being liquidated, at the mark. */
export const forcedTrade: SeenTrade = {
  id: 't',
  at: timeUs(11_500),
  contract: 'BTC',
  account: 'maker',
  group: 'm',
  side: 'buy',
  counterparty: { account: 'loser', group: 'l' },
  lots: 10,
  ticks: 600_000,
  markTicks: 600_000,
  isForced: true,
}

/** What the engine has seen: trades, and the price all of them ended at. */
export function witnessOf(trades: readonly SeenTrade[], ticks: number): Witness {
  const closing: Closing = { instrument: btcPerpetual, ticks }
  return {
    trades: new Map(trades.map((trade) => [trade.id, trade])),
    tradesOf: (group) => trades.filter((trade) => trade.group === group),
    closings: new Map([['BTC', closing]]),
  }
}

/** A book with covers of window 1, bought in time; throws when one is refused. */
export function bookWith(covers: readonly Pick<Cover, 'id' | 'account' | 'group' | 'capMinor'>[], terms = guaranteeTerms): GuaranteeBook {
  const book = createGuaranteeBook()
  for (const cover of covers) {
    const bought = buyCover(book, terms, { ...cover, at: timeUs(10_500), cashMinor: 1n << 62n, reserveMinor: 1n << 62n })
    if (!bought.ok) throw new Error(bought.refusal.reason)
  }
  return book
}
