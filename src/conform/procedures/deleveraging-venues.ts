import { inverseBankruptcyPrice } from '../../waterfall/deleveraging/bankruptcy-price.ts'
import { closeAgainstPool, isPoolDeleveraging, poolFactor, type PoolFactorTerms } from '../../waterfall/deleveraging/pool-factor.ts'
import { advanceStartStop, fallBeyondStart, startStopOff, type StartStopTerms } from '../../waterfall/deleveraging/start-stop.ts'
import { missOf } from '../../waterfall/deleveraging/wave.ts'
import { compare } from '../compare.ts'
import { fieldsOf, type Fields } from '../fields.ts'
import type { CaseOutcome, ProcedureTable } from '../procedure.ts'

/** What exchanges state of their deleveraging, and what one of them did on 2025-10-10. */
export const deleveragingVenueProcedures: ProcedureTable = {
  gmx_adl: { cases: (document) => [poolCase(document.fields('case')), ...defaultCases(document)] },
  cex_adl_examples: {
    cases: (document) => [
      ...document
        .fields('bybit')
        .rows('cases')
        .map((row, index) => drawdownCase(document, { row, index })),
      ...(document.has('okx_trigger') ? [okxCase(document.fields('okx_trigger'))] : []),
      ...(document.has('bankruptcy_price') ? [inverseCase(document.fields('bankruptcy_price').fields('case'))] : []),
    ],
  },
  oct10_hyperliquid_queue_shocks: { cases: (document) => tableOf(document, 'rows').map(shockCase) },
  oct10_hyperliquid_adl: { cases: (document) => [totalsCase(document), ...document.rows('waves').map(waveCase)] },
}

const exact = { rel: 1e-9, abs: 1e-6 }

/** A position of a pool: its gain and the pool's value follow from the price; the order named in the case is carried out. */
function poolCase(row: Fields): CaseOutcome {
  const [pool, position] = [row.fields('pool'), row.fields('position')]
  const [price, entry, tokens] = [row.number('price_after'), position.number('entry_price'), position.number('size_tokens')]
  const gain = (position.text('side') === 'long' ? price - entry : entry - price) * tokens
  const standing = { profit: gain, poolValue: pool.number('long_token_eth') * price + pool.number('short_token') }
  const terms = { startAbove: row.number('max_pnl_factor_for_adl'), stopBelow: row.number('min_pnl_factor_after_adl') }
  const order = { closed: row.number('adl_size_usd'), size: position.number('size_usd'), gain }
  const actual = {
    pnl_usd: gain,
    pool_value_usd: standing.poolValue,
    pnl_factor: poolFactor(standing),
    adl_enabled: isPoolDeleveraging(standing, terms),
    adl_executes: closeAgainstPool(standing, order, terms).ok,
  }
  const expected = Object.fromEntries(Object.keys(actual).map((name) => [name, row.raw(name)]))
  return { name: 'pool order', mismatches: compare(expected, actual, exact) }
}

/** Levels by kind of market: on just above the first, off at it, and the second is refused to be passed. */
function defaultCases(document: Fields): readonly CaseOutcome[] {
  if (!document.has('defaults')) return []
  const defaults = document.fields('defaults')
  return defaults.names().map((name) => {
    const row = defaults.fields(name)
    const terms: PoolFactorTerms = { startAbove: row.number('for_adl'), stopBelow: row.number('min_after') }
    const at = (factor: number): boolean => isPoolDeleveraging({ profit: factor * 1e6, poolValue: 1e6 }, terms)
    const past = closeAgainstPool({ profit: 1e6, poolValue: 1e6 }, { closed: 1, size: 1, gain: 1e6 * (1 - terms.stopBelow / 2) }, terms)
    const actual = { above: at(terms.startAbove + 1e-6), level: at(terms.startAbove), past: past.ok }
    return { name: `levels of ${name}`, mismatches: compare({ above: true, level: false, past: false }, actual, exact) }
  })
}

/** The highs of the window are given; the reading of now follows them. */
function drawdownCase(document: Fields, { row, index }: Readonly<{ row: Fields; index: number }>): CaseOutcome {
  const constants = document.fields('bybit').fields('constants')
  const terms: StartStopTerms = {
    startAt: constants.number('insurancePnlRatio'),
    stopAbove: constants.number('adlStopRatio'),
    windowFor: 28_800_000_000,
  }
  const [balance, profit] = [row.number('balance'), row.numberOr('pnl_now', 0)]
  const highest = { at: 0, balance: row.numberOr('pool_max', balance), profit: row.numberOr('pnl_8h_max', profit) }
  const high = advanceStartStop(startStopOff(), highest, terms)
  const now = advanceStartStop(high, { at: 1, balance, profit }, terms)
  const adl_notional = fallBeyondStart({ ratio: now.ratio, highestBalance: highest.balance }, terms)
  const actual = { adl: now.isOn, pnlRatio: now.ratio, adl_notional }
  const expected = Object.fromEntries(
    ['adl', 'pnlRatio', 'adl_notional'].filter((name) => row.has(name)).map((name) => [name, row.raw(name)]),
  )
  return { name: `pool ${index + 1}`, mismatches: compare(expected, actual, exact) }
}

/** The fall alone starts it, at the level and not above. */
function okxCase(row: Fields): CaseOutcome {
  const drop = row.number('drop_from_8h_peak')
  const terms = { startAt: -drop, stopAbove: -drop, windowFor: 28_800_000_000 }
  const after = (balance: number): boolean => {
    const peak = advanceStartStop(startStopOff(), { at: 0, balance: 1_000, profit: 0 }, terms)
    return advanceStartStop(peak, { at: 1, balance, profit: balance - 1_000 }, terms).isOn
  }
  const actual = { at: after(1_000 * (1 - drop)), less: after(1_000 * (1 - drop) + 1), none: after(0) }
  return { name: 'fall from the peak', mismatches: compare({ at: true, less: false, none: true }, actual, exact) }
}

function inverseCase(row: Fields): CaseOutcome {
  const price = inverseBankruptcyPrice('long', row.number('entry'), row.number('leverage'))
  const expected = { bankruptcy: row.number('bankruptcy'), doc_rounded: row.numberOr('doc_rounded', null) }
  // The document rounds up to half a dollar, which is its tick.
  const actual = { bankruptcy: price, doc_rounded: Math.ceil(price * 2) / 2 }
  return { name: 'bankruptcy price, inverse', mismatches: compare(expected, actual, { abs: 1e-6 }) }
}

/** A table whose first list names its columns. */
function tableOf(document: Fields, name: string): readonly Fields[] {
  const columns = document.texts('columns')
  const rows = document.raw(name) as readonly (readonly unknown[])[]
  const at = { file: 'oct10_hyperliquid_queue_shocks', place: name }
  return rows.map((row, index) =>
    fieldsOf(Object.fromEntries(columns.map((column, cell) => [column, row[cell]])), { ...at, place: `${name}[${index}]` }),
  )
}

/** Taken against needed, and never more than there was. */
function shockCase(row: Fields): CaseOutcome {
  const taken = row.number('queue_budget_usd')
  const { overshoot, residual } = missOf({ needed: row.number('deficit_usd'), taken })
  const expected = { overshoot: row.number('queue_overshoot_usd'), residual: row.number('queue_residual_usd'), isWithinCapacity: true }
  const actual = { overshoot, residual, isWithinCapacity: taken <= row.number('capacity_usd') * (1 + 1e-9) + 1e-6 }
  return { name: `${row.text('coin')} ${row.number('cluster')} ${row.text('t_start')}`, mismatches: compare(expected, actual, exact) }
}

function totalsCase(document: Fields): CaseOutcome {
  const totals = document.fields('totals')
  const [liquidations, adl, all] = [totals.fields('liquidations'), totals.fields('adl'), totals.fields('total')]
  const sum = (name: string): number => liquidations.number(name) + adl.number(name)
  const insurance = document.fields('insurance')
  const delay = (Date.parse(document.text('first_adl')) - Date.parse(document.text('first_liquidation'))) / 1000
  const actual = {
    events: sum('events'),
    notional: sum('notional'),
    share: (100 * insurance.number('underwater_accounts')) / insurance.number('total_adl_events'),
    delay: Math.round(delay),
  }
  const expected = {
    events: all.number('events'),
    notional: all.number('notional'),
    share: insurance.number('underwater_share_percent'),
    delay: Math.round(document.number('delay_s')),
  }
  return { name: 'totals', mismatches: compare(expected, actual, { rel: 1e-9 }) }
}

/** Every rule's budget against what the wave needed; the signed difference is an overshoot or a residual. */
function waveCase(row: Fields): CaseOutcome {
  const needed = row.number('budget_needed')
  const rules = row.names().flatMap((name) => (name.startsWith('overshoot_') ? [name.slice('overshoot_'.length)] : []))
  const expected = Object.fromEntries(rules.map((rule) => [rule, row.number(`overshoot_${rule}`)]))
  const actual = Object.fromEntries(
    rules.map((rule) => {
      const { overshoot, residual } = missOf({ needed, taken: row.number(`budget_${rule}`) })
      return [rule, overshoot - residual]
    }),
  )
  const isKept = needed <= row.number('total_cap') && row.number('max_loss_usd') <= row.number('deficit_usd')
  return {
    name: `wave ${row.number('wave')}`,
    mismatches: compare({ ...expected, isKept: true }, { ...actual, isKept }, exact),
  }
}
