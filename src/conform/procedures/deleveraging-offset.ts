import { InputFault } from '../../base/fault.ts'
import {
  offsetAccounts,
  offsetPositions,
  type Offset,
  type OffsetAccount,
  type OffsetMarket,
} from '../../waterfall/deleveraging/offset-account.ts'
import { compare } from '../compare.ts'
import type { Fields } from '../fields.ts'
import type { CaseOutcome, ProcedureTable } from '../procedure.ts'

/** Deleveraging by offsetting one account's position against another's at its bankruptcy price. */
export const deleveragingOffsetProcedures: ProcedureTable = {
  dydx_v4_deleveraging: {
    cases: (document) => [
      ...rowsOf(document, 'matrix').map((row) => matrixCase(document, row)),
      ...rowsOf(document, 'multi_position').map((row) => matrixCase(document, row)),
      ...rowsOf(document, 'errors').map((row) => errorCase(document, row)),
      ...rowsOf(document, 'final_settlement').map((row) => settlementCase(document, row)),
      ...rowsOf(document, 'offsetting').flatMap((row) => offsettingCases(document, row)),
    ],
  },
}

/** Quote money has six places. */
const exact = { abs: 1e-6 }

function rowsOf(document: Fields, name: string): readonly Fields[] {
  return document.has(name) ? document.rows(name) : []
}

/** Margin fractions of the file's set-up, or a row's own; initial margin is never below maintenance. */
function marketsOf(document: Fields, row: Fields): ReadonlyMap<string, OffsetMarket> {
  const setup = document.fields('setup')
  const prices = row.has('prices') ? row.fields('prices') : setup
  const maintenanceFraction = row.numberOr('mmf', setup.number('MMF'))
  const initialFraction = Math.max(setup.number('IMF'), maintenanceFraction)
  const own = row.numberOr('oracle_price', row.numberOr('price', undefined))
  return new Map(
    ['BTC', 'ETH']
      .filter((name) => prices.has(name))
      .map((name) => {
        const price = name === 'BTC' && own !== undefined ? own : prices.number(name)
        return [name, { price, initialFraction, maintenanceFraction }]
      }),
  )
}

function accountOf(row: Fields): OffsetAccount {
  const names = row.names().filter((name) => name !== 'USDC')
  return { quote: row.numberOr('USDC', 0), sizes: new Map(names.map((name) => [name, row.number(name)])) }
}

/** The account as the file writes it. */
function shown(account: OffsetAccount): Readonly<Record<string, number>> {
  return { USDC: account.quote, ...Object.fromEntries(account.sizes) }
}

/** What closes the given part of the closed account's position. */
function offsetOf(document: Fields, row: Fields, size: number | undefined): Offset {
  const closed = accountOf(row.fields('liquidated'))
  const held = closed.sizes.get('BTC') ?? 0
  return {
    closed,
    offsetting: accountOf(row.fields('offsetting')),
    market: 'BTC',
    delta: -Math.sign(held) * (size ?? Math.abs(held)),
    markets: marketsOf(document, row),
    at: 'bankruptcy',
  }
}

function matrixCase(document: Fields, row: Fields): CaseOutcome {
  const done = offsetPositions(offsetOf(document, row, row.numberOr('size_btc', undefined)))
  const expected = row.fields('expected')
  const actual = done.ok
    ? {
        executes: true,
        quote_paid: Math.abs(done.value.quotePaid),
        liquidated_after: shown(done.value.closed),
        offsetting_after: shown(done.value.offsetting),
      }
    : { executes: false }
  return { name: row.text('name'), mismatches: compare(unreasoned(expected), actual, exact) }
}

/** Reasons are sentences of the source; what is compared is whether it executes and what comes of it. */
function unreasoned(expected: Fields): Readonly<Record<string, unknown>> {
  const kept = expected.names().filter((name) => name !== 'reason')
  const paid = expected.has('quote_paid') ? { quote_paid: Math.abs(expected.number('quote_paid')) } : {}
  return { ...Object.fromEntries(kept.map((name) => [name, expected.raw(name)])), ...paid }
}

/** Where a row names no account, a short of 1 is closed against a long of 1. */
function errorCase(document: Fields, row: Fields): CaseOutcome {
  const one = (name: string, standing: OffsetAccount): OffsetAccount => (row.has(name) ? accountOf(row.fields(name)) : standing)
  const done = offsetPositions({
    closed: one('liquidated', { quote: 54_999, sizes: new Map([['BTC', -1]]) }),
    offsetting: one('offsetting', { quote: 50_000, sizes: new Map([['BTC', 1]]) }),
    market: 'BTC',
    delta: row.number('delta_btc'),
    markets: marketsOf(document, row),
    at: 'bankruptcy',
  })
  const actual = done.ok ? 'executes' : done.refusal === 'sizeDelta' ? 'ErrInvalidPerpetualPositionSizeDelta' : done.refusal
  return { name: row.text('name'), mismatches: compare({ error: row.text('error') }, { error: actual }, exact) }
}

function settlementCase(document: Fields, row: Fields): CaseOutcome {
  const done = offsetPositions({ ...offsetOf(document, row, row.numberOr('size_btc', undefined)), at: 'oracle' })
  const actual = done.ok
    ? { executes: true, liquidated_USDC: done.value.closed.quote, offsetting_USDC: done.value.offsetting.quote }
    : { executes: false }
  return { name: row.text('name'), mismatches: compare(unreasoned(row.fields('expected')), actual, exact) }
}

/** These rows are told in words: which accounts stand ready, and what the closed one holds. */
function offsettingCases(document: Fields, row: Fields): readonly CaseOutcome[] {
  const name = row.text('name')
  if (row.has('remaining_if_no_other')) return [skippedCase(document, row)]
  const ready = row.has('order_seen') ? row.texts('order_seen').map(toldAccount) : toldMany(name)
  const quote = /liquidated short ([\d,.]*\d)/.exec(name)?.[1]
  const result = offsetAccounts(
    {
      closed: { quote: quote === undefined ? 54_999 : numberOf(quote), sizes: new Map([['BTC', -1]]) },
      market: 'BTC',
      delta: 1,
      markets: marketsOf(document, row),
      at: 'bankruptcy',
    },
    ready,
    ready.length,
  )
  const fills = (row.raw('fills') as readonly unknown[]).map((fill, index) => {
    const found = result.fills[index]
    return typeof fill === 'number' ? found?.size : { btc: found?.size, quote: found?.quotePaid }
  })
  return [
    {
      name,
      mismatches: compare({ fills: row.raw('fills'), remaining: row.number('remaining') }, { fills, remaining: result.remaining }, exact),
    },
  ]
}

/** Such as "1 BTC long 50,000 USDC". */
function toldAccount(told: string): OffsetAccount {
  const [, size, side, quote] = /^([\d.]+) BTC (long|short) (-?[\d,.]+) USDC$/.exec(told) ?? []
  if (size === undefined || quote === undefined) throw unreadable(told)
  return { quote: numberOf(quote), sizes: new Map([['BTC', side === 'long' ? Number(size) : -Number(size)]]) }
}

const counts = ['no', 'one', 'two', 'three', 'four', 'five']

/** Such as "two 0.5 BTC longs, liquidated short 54,999"; the longs have money enough. */
function toldMany(told: string): readonly OffsetAccount[] {
  const [, many, size, side] = /^(\w+) ([\d.]+) BTC (long|short)s?/.exec(told) ?? []
  if (many === undefined) throw unreadable(told)
  const signed = side === 'long' ? Number(size) : -Number(size)
  return Array.from({ length: counts.indexOf(many) }, () => ({ quote: 50_000, sizes: new Map([['BTC', signed]]) }))
}

function numberOf(told: string): number {
  return Number(told.replaceAll(',', ''))
}

function unreadable(told: string): InputFault {
  return new InputFault({ file: 'dydx_v4_deleveraging', place: 'offsetting', expected: 'accounts told in words', found: told })
}

/** One on the same side, one without a position and one whose bankruptcy price does not overlap: nobody takes anything. */
function skippedCase(document: Fields, row: Fields): CaseOutcome {
  const held = (quote: number, size: number): OffsetAccount => ({ quote, sizes: size === 0 ? new Map() : new Map([['BTC', size]]) })
  const passed = [held(100_000, -1), held(100_000, 0), held(-50_001, 1)]
  const markets = marketsOf(document, row)
  const { remaining } = offsetAccounts({ closed: held(49_999, -1), market: 'BTC', delta: 1, markets, at: 'bankruptcy' }, passed, 3)
  return {
    name: row.text('name'),
    mismatches: compare({ remaining: row.number('remaining_if_no_other') }, { remaining }, exact),
  }
}
