import { InputFault } from '../../base/fault.ts'
import { later, seconds, timeUs } from '../../base/time.ts'
import { startStablePrice, stepStablePrice } from '../../margin/marks/stable-price.ts'
import type { WeightedAccount, WeightedPerpetual, WeightedSpotOrders, WeightedToken } from '../../margin/weighted/weighted-account.ts'
import { weightedHealth } from '../../margin/weighted/weighted-health.ts'
import type { Fields } from '../fields.ts'
import type { CaseOutcome, ProcedureTable } from '../procedure.ts'

/** Health with open orders and collateral weights. */
export const marginHealthProcedures: ProcedureTable = {
  mango_v4_health: {
    cases: (document) => [
      ...document.rows('cases').map((row) => healthCase(row, document.fields('parameters'))),
      ...(document.has('stable_price') ? stablePriceCases(document.fields('stable_price').rows('simulation')) : []),
    ],
  },
}

function healthCase(row: Fields, parameters: Fields): CaseOutcome {
  const expected = row.number('expected_init_health')
  const actual = weightedHealth(accountOf(row.fields('inputs'), parameters), 'initial')
  return caseOf(`case ${String(row.raw('id'))}`, { expected, actual, allowed: 1e-9 * Math.max(1, Math.abs(expected)) })
}

function caseOf(name: string, found: Readonly<{ expected: number; actual: number; allowed: number }>): CaseOutcome {
  const { expected, actual, allowed } = found
  return { name, mismatches: Math.abs(actual - expected) <= allowed ? [] : [{ path: name, expected, actual }] }
}

/** The file speaks of health for new risk only, so its weights are those of maintenance too. */
function accountOf(inputs: Fields, parameters: Fields): WeightedAccount {
  const named = (pattern: RegExp): readonly string[] => parameters.names().filter((name) => pattern.test(name))
  const banks = inputs.has('banks') ? inputs.rows('banks') : []
  const tokens = named(/^token\d+$/).map((name, index) => tokenOf(name, { inputs, terms: parameters.fields(name), bank: banks[index] }))
  const perpetuals = named(/^perp\d+$/).flatMap((name) =>
    inputs.has(name) ? [perpetualOf(inputs.numbers(name), parameters.fields(name))] : [],
  )
  const orders = inputs.names().filter((name) => /^oo_\d+_\d+$/.test(name))
  return { tokens, perpetuals, spotOrders: orders.map((name) => ordersOf(name, inputs)) }
}

function tokenOf(name: string, found: Readonly<{ inputs: Fields; terms: Fields; bank: Fields | undefined }>): WeightedToken {
  const { inputs, terms, bank } = found
  const price = terms.number('price')
  const weights = { asset: terms.number('asset_weight'), liability: terms.number('liab_weight') }
  const deposits = limitOf(bank, 'deposit')
  const borrows = limitOf(bank, 'borrow')
  return {
    name,
    balance: inputs.numberOr(name, 0),
    prices: { mark: price, stable: price },
    initial: weights,
    maintenance: weights,
    ...(bank !== undefined &&
      deposits > 0 && {
        deposits: {
          total: bank.numberOr('deposits', 0),
          potential: bank.numberOr('potential_serum_tokens', 0),
          scaleFromQuote: deposits,
        },
      }),
    ...(bank !== undefined && borrows > 0 && { borrows: { total: bank.numberOr('borrows', 0), scaleFromQuote: borrows } }),
  }
}

/** The file's short name or the source's longer one; a limit of 0 stands for none. */
function limitOf(bank: Fields | undefined, side: 'deposit' | 'borrow'): number {
  return bank?.numberOr(`${side}_scale_start_quote`, bank.numberOr(`${side}_weight_scale_start_quote`, 0)) ?? 0
}

function perpetualOf(numbers: Float64Array, terms: Fields): WeightedPerpetual {
  const lot = terms.number('base_lot_size')
  const price = terms.number('base_price')
  const weights = { asset: terms.number('base_asset_weight'), liability: terms.number('base_liab_weight') }
  const [base = 0, quote = 0, bids = 0, asks = 0] = numbers
  return {
    settlesIn: terms.text('settles_in'),
    base: base * lot,
    quote,
    bids: bids * lot,
    asks: asks * lot,
    prices: { mark: price, stable: price },
    initial: weights,
    maintenance: weights,
    initialGainWeight: terms.number('positive_pnl_weight'),
    maintenanceGainWeight: terms.number('positive_pnl_weight'),
  }
}

function ordersOf(name: string, inputs: Fields): WeightedSpotOrders {
  const market = name.slice('oo_'.length)
  const [quote, base] = market.split('_')
  const [reservedQuote = 0, reservedBase = 0] = inputs.numbers(name)
  const orders = { base: `token${base}`, quote: `token${quote}`, reservedBase, reservedQuote }
  return {
    ...orders,
    ...(inputs.has(`lowest_ask_${market}`) && { lowestAsk: inputs.number(`lowest_ask_${market}`) }),
    ...(inputs.has(`highest_bid_${market}`) && { highestBid: inputs.number(`highest_bid_${market}`) }),
  }
}

/** The first row says where the price starts and where it jumps to; each of the others how many updates follow, and how far apart. */
function stablePriceCases(rows: readonly Fields[]): readonly CaseOutcome[] {
  const [first, ...updates] = rows
  if (first === undefined) return []
  const [from, to] = twoNumbers(first, 'step')
  let at = timeUs(0)
  let state = startStablePrice(from, at)
  return updates.map((row) => {
    const [count, apart] = twoNumbers(row, 'updates')
    for (let update = 0; update < count; update++) {
      at = later(at, seconds(apart))
      state = stepStablePrice(state, to, at)
    }
    const expected = row.number('stable_price')
    return caseOf(`stable price after ${row.text('updates')}`, { expected, actual: state.price, allowed: row.number('abs_tol') })
  })
}

function twoNumbers(row: Fields, name: string): readonly [number, number] {
  const found = row.text(name)
  const [first, second] = found.match(/\d+(?:\.\d+)?/g)?.map(Number) ?? []
  if (first !== undefined && second !== undefined) return [first, second]
  throw new InputFault({
    file: 'mango_v4_health',
    place: `${row.place}.${name}`,
    expected: 'a text with two numbers',
    found: JSON.stringify(found),
  })
}
