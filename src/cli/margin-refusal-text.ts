import type { WhatIfRefusal } from '../margin/analysis/what-if.ts'
import type { MarginRefusal, MarginRefusalReason } from '../margin/account/margin-refusal.ts'
import { refusalClause } from '../margin/account/refusal-text.ts'

/** Which option brings what is missing. */
const remedies: Readonly<Partial<Record<MarginRefusalReason, string>>> = {
  historyMissing: '--returns',
  historyTooShort: '--returns',
  depthMissing: '--daily-volume',
  tiersMissing: '--tiers',
}

/**
 * Why an account is unknown, as a clause without its name, with the option that would help where there is one.
 *
 * @example
 * marginRefusalText({ account: 'a', reason: 'historyMissing', subject: 'BTC' }) // 'expected a history of returns for BTC, found none (see --returns)'
 */
export function marginRefusalText(refusal: MarginRefusal): string {
  const remedy = remedies[refusal.reason]
  return `${refusalClause(refusal)}${remedy === undefined ? '' : ` (see ${remedy})`}`
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
