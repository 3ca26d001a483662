import type { WhatIfRefusal } from '../margin/analysis/what-if.ts'
import type { MarginRefusal, MarginRefusalReason } from '../margin/margin-refusal.ts'

type About = Readonly<{ subject: string; found: string }>

const sentences: Readonly<Record<MarginRefusalReason, (about: About) => string>> = {
  nothingHeld: () => 'it holds nothing: no cash, no collateral, no position, no order',
  numberTooLarge: ({ subject, found }) => `${subject}: ${found} is beyond 2^53, where numbers are no longer told apart`,
  contractUnknown: ({ subject }) => `${subject}: the market has no such contract`,
  contractTwice: ({ subject }) => `${subject}: two positions in one contract; add them up`,
  sizeNotFinite: ({ subject, found }) => `${subject}: a size of ${found} is no position`,
  sizeNotWholeLots: ({ subject, found }) => `${subject}: a size of ${found} is not a multiple of the lot`,
  contractExpired: ({ subject }) => `${subject}: it has expired by the time of the market`,
  underlyingUnknown: ({ subject, found }) => `${subject}: the market has nothing on its underlying${found === '' ? '' : ` ${found}`}`,
  indexNotPositive: ({ subject, found }) => `${subject}: the index of its underlying is ${found}, not above 0`,
  forwardMissing: ({ subject }) => `${subject}: the market has no forward for its expiry`,
  forwardNotPositive: ({ subject, found }) => `${subject}: the forward for its expiry is ${found}, not above 0`,
  markMissing: ({ subject }) => `${subject}: the market has no mark of it`,
  markStale: ({ subject }) => `${subject}: its mark is too old or too doubtful to be used`,
  markNotPositive: ({ subject, found }) => `${subject}: its mark is ${found}, not above 0`,
  volatilityMissing: ({ subject }) => `${subject}: the market has no volatility of it`,
  volatilityNotPositive: ({ subject, found }) => `${subject}: its volatility is ${found}, not above 0`,
  entryNotPositive: ({ subject, found }) => `${subject}: its price of entry is ${found}, not above 0`,
  orderNotPositive: ({ subject, found }) => `${subject}: an order with size or price ${found}, not above 0`,
  collateralUnpriced: ({ subject }) => `${subject}: the market has no price of this collateral`,
  collateralPriceNotPositive: ({ subject, found }) => `${subject}: the price of this collateral is ${found}, not above 0`,
  settlementNotPositive: ({ subject, found }) => `${subject}, which everything is settled in, has the price ${found}, not above 0`,
  confidenceOutOfRange: ({ subject, found }) => `${subject}: a confidence of ${found} is not from 0 to 1`,
  contractNotCovered: ({ subject, found }) => `${subject}: the model has no rule for ${found === '' ? 'it' : `it (${found})`}`,
  historyTooShort: ({ subject, found }) =>
    `${subject}: too few daily returns${found === '' ? '' : `, ${found}`}; --returns reads them from a file`,
  historyMissing: ({ subject }) =>
    `${subject}: the model needs daily returns, which the market does not have; --returns reads them from a file`,
  depthMissing: ({ subject, found }) => `${subject}: ${found === '' ? 'no depth' : found}; the model needs to know how much trades`,
  tiersMissing: ({ subject, found }) =>
    `${subject}: there is no table of tiers for it${found === '' ? '' : ` (${found})`}; --tiers reads them from a file`,
}

/**
 * Why an account is unknown, as a clause: without its name and without a full stop.
 *
 * @example
 * marginRefusalText({ account: 'a', reason: 'markMissing', subject: 'BTC-PERP' }) // 'BTC-PERP: the market has no mark of it'
 */
export function marginRefusalText({ reason, subject = 'the account', found = '' }: MarginRefusal): string {
  return sentences[reason]({ subject, found })
}

const whatIfs: Readonly<Record<WhatIfRefusal['reason'], string>> = {
  empty: 'a move such as "spot -10%, vol +20%"',
  notUnderstood: 'spot, vol or time with a sign and a number, an underlying before it where one alone moves: "BTC spot -10%"',
  unitWrong: 'spot in %, vol in % or pts, time in d, h or min: "spot -10%", "vol +20pts", "time +1d"',
  belowZero: 'a fall of less than 100 %',
  backwards: 'a time to come',
  underlyingUnknown: 'an underlying of the market',
  saidTwice: 'each thing moved once',
}

/**
 * What was expected of a question that is none.
 *
 * @example
 * whatIfExpectation('backwards') // 'a time to come'
 */
export function whatIfExpectation(reason: WhatIfRefusal['reason']): string {
  return whatIfs[reason]
}
