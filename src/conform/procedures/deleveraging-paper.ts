import { InputFault } from '../../base/fault.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import {
  bankruptcyPrice,
  maintenancePrice,
  uncappedSizeToRestore,
  unpaidAt,
  type BackedPosition,
} from '../../waterfall/deleveraging/bankruptcy-price.ts'
import { leverageWeightOf, type LeverageWeight } from '../../waterfall/deleveraging/deleverage-rule.ts'
import { shareByLevel } from '../../waterfall/deleveraging/water-level.ts'
import { compare } from '../compare.ts'
import type { Fields } from '../fields.ts'
import type { CaseOutcome, ProcedureTable } from '../procedure.ts'

/** Worked examples of the paper on deleveraging. */
export const deleveragingPaperProcedures: ProcedureTable = {
  adl_paper_examples: {
    cases: (document) => [
      ...optional(document, 'bankruptcy_price', priceCases),
      ...optional(document, 'liquidation_price_mu_0.1', maintenanceCases),
      ...optional(document, 'execution_linear_impact_alpha_1', executionCases),
      ...optional(document, 'vwap', () => [walkCase(document.fields('vwap'))]),
      ...optional(document, 'fees', feeCases),
      ...optional(document, 'restore_slice', () => [restoreCase(document, document.fields('restore_slice'))]),
      ...optional(document, 'five_step_path', pathCases),
      ...optional(document, 'adl_T2', () => allocationCases(document.fields('adl_T2'))),
      ...optional(document, 'capped_pro_rata_water_filling', () => fillCases(document, 'capped_pro_rata_water_filling')),
      ...optional(document, 'rap_water_filling', () => fillCases(document, 'rap_water_filling')),
    ],
  },
}

const exact = { rel: 1e-9, abs: 1e-9 }

function optional(document: Fields, name: string, read: (document: Fields) => readonly CaseOutcome[]): readonly CaseOutcome[] {
  return document.has(name) ? read(document) : []
}

function positionsOf(document: Fields): ReadonlyMap<string, BackedPosition> {
  const rows = document.fields('positions_q_c_side')
  return new Map(
    rows.names().map((name) => {
      const [size = 0, backing = 0, side = 0] = rows.numbers(name)
      return [name, { size, backing, side: side > 0 ? 'long' : 'short' }]
    }),
  )
}

function positionOf(document: Fields, name: string): BackedPosition {
  const found = positionsOf(document).get(name)
  if (found !== undefined) return found
  throw new InputFault({ file: 'adl_paper_examples', place: 'positions_q_c_side', expected: 'a position of that name', found: name })
}

function priceCases(document: Fields): readonly CaseOutcome[] {
  const expected = document.fields('bankruptcy_price')
  return expected.names().map((name) => ({
    name: `bankruptcy price of ${name}`,
    mismatches: compare(
      { [name]: expected.number(name) },
      { [name]: bankruptcyPrice(positionOf(document, name), document.number('p0')) },
      exact,
    ),
  }))
}

function maintenanceCases(document: Fields): readonly CaseOutcome[] {
  const expected = document.fields('liquidation_price_mu_0.1')
  return expected.names().map((name) => ({
    name: `liquidation price of ${name}`,
    mismatches: compare(
      { [name]: expected.number(name) },
      { [name]: maintenancePrice(positionOf(document, name), { price: document.number('p0'), maintenanceFraction: 0.1 }) },
      exact,
    ),
  }))
}

/** Impact of 1 per unit moves the price against the close, which pays half of it on average. */
function executed(position: BackedPosition, price: number, size: number): Readonly<{ exec: number; bk: number; bad_debt: number }> {
  const exec = price + (position.side === 'long' ? -size / 2 : size / 2)
  const bk = bankruptcyPrice(position, price)
  return { exec, bk, bad_debt: unpaidAt({ side: position.side, bankruptcyPrice: bk }, { size, price: exec }) }
}

function executionCases(document: Fields): readonly CaseOutcome[] {
  return document.rows('execution_linear_impact_alpha_1').map((row) => {
    const { exec, bk, bad_debt } = executed(positionOf(document, row.text('pos')), row.number('p'), row.number('dq'))
    const expected = { exec: row.number('exec'), bk_at_p: row.number('bk_at_p'), bad_debt: row.number('bad_debt') }
    return { name: `execution of ${row.text('pos')}`, mismatches: compare(expected, { exec, bk_at_p: bk, bad_debt }, exact) }
  })
}

function walkCase(row: Fields): CaseOutcome {
  const want = row.number('buy')
  let [left, paid] = [want, 0]
  for (const [price = 0, size = 0] of row.matrix('asks')) {
    const taken = Math.min(left, size)
    left -= taken
    paid += taken * price
  }
  return { name: 'walk through asks', mismatches: compare({ vwap: row.number('vwap') }, { vwap: left > 0 ? null : paid / want }, exact) }
}

/** A fee model in words, such as "mark 20bps + exec 10bps": parts of the value at the mark and at the price of the close. */
function feeCases(document: Fields): readonly CaseOutcome[] {
  return document.rows('fees').map((row) => {
    const parts = [...row.text('venue_model').matchAll(/(mark|exec)\s+([\d.]+)\s*bps/g)]
    const fee = compensatedSum(
      Float64Array.from(parts, ([, at, bps]) => (row.number(at === 'mark' ? 'p' : 'exec') * row.number('dq') * Number(bps)) / 10_000),
    )
    return { name: `fee ${row.text('venue_model')}`, mismatches: compare({ fee: row.number('fee') }, { fee }, exact) }
  })
}

function restoreCase(document: Fields, row: Fields): CaseOutcome {
  const position = positionOf(document, row.text('pos'))
  const markPrice = row.number('p')
  const gained = (markPrice - document.number('p0')) * position.size
  const equity = position.backing + (position.side === 'long' ? gained : -gained)
  const terms = {
    markPrice,
    closePrice: row.number('exec'),
    maintenanceFraction: row.number('mu'),
    feeFraction: row.number('fee'),
  }
  const dq = uncappedSizeToRestore({ ...position, equity }, terms)
  const expected = { equity: row.number('equity'), dq: row.number('dq'), capped_at: row.number('capped_at') }
  return { name: 'slice that restores', mismatches: compare(expected, { equity, dq, capped_at: Math.min(dq, position.size) }, exact) }
}

/** Steps are named for the position and the time, such as `D_at_t2`. */
function pathCases(document: Fields): readonly CaseOutcome[] {
  const path = document.fields('five_step_path')
  const prices = path.numbers('prices')
  return path.names().flatMap((name) => {
    const [, position, step] = /^(\w+)_at_t(\d+)$/.exec(name) ?? []
    if (position === undefined) return []
    const row = path.fields(name)
    const found = executed(positionOf(document, position), prices[Number(step)] as number, row.number('dq'))
    const expected = { bk: row.number('bk'), exec: row.number('exec'), bad_debt: row.number('bad_debt') }
    return [{ name: `path ${name}`, mismatches: compare(expected, found, exact) }]
  })
}

/** Shares in proportion to equity, and to notional times a weight of leverage; the paper prints three digits. */
function allocationCases(row: Fields): readonly CaseOutcome[] {
  const tolerance = { abs: row.number('abs_tol') }
  const names = row.fields('leverage').names()
  const leverage = names.map((name) => row.fields('leverage').number(name))
  const equity = names.map((name) => row.fields('pro_rata_shares').number(name) * row.number('winner_equity'))
  const haircut = row.number('deficit') / row.number('winner_equity')
  const risk = row.fields('rap_shares')
  return [
    {
      name: 'haircut pro rata',
      mismatches: compare({ pro_rata_haircut: row.number('pro_rata_haircut') }, { pro_rata_haircut: haircut }, tolerance),
    },
    ...risk.names().map((name) => {
      const weight = weightNamed(name)
      const weights = leverage.map((own, index) => own * (equity[index] as number) * leverageWeightOf(weight, own))
      const sum = compensatedSum(weights)
      const shares = weights.map((own) => own / sum)
      return { name: `risk-aware ${name}`, mismatches: compare({ shares: [...risk.numbers(name)] }, { shares }, tolerance) }
    }),
  ]
}

/** Weights in words, such as "power g=l^2" or "cvar g=(l-0.9)+". */
function weightNamed(name: string): LeverageWeight {
  const number = Number(/[\d.]+/.exec(name.replace(/^\w+\s/, ''))?.[0])
  if (name.startsWith('linear')) return { kind: 'linear' }
  if (name.startsWith('power')) return { kind: 'power', exponent: number }
  if (name.startsWith('cvar')) return { kind: 'tail', above: number }
  throw new InputFault({ file: 'adl_paper_examples', place: 'rap_shares', expected: 'linear, power or cvar', found: name })
}

/** Fractions of endowments up to caps; a budget that caps cannot meet has no answer. */
function fillCases(document: Fields, name: string): readonly CaseOutcome[] {
  return document.rows(name).map((row, index) => {
    const endowments = row.numbers('endowments')
    const fractions = row.numbers('caps')
    const caps = endowments.map((endowment, at) => endowment * (fractions[at] as number))
    const risk = row.has('risk_weights') ? row.numbers('risk_weights') : endowments.map(() => 1)
    const weights = endowments.map((endowment, at) => endowment * (risk[at] as number))
    const { shares, level, residual } = shareByLevel(row.number('budget'), caps, weights)
    // What rounding leaves is no lack of capacity.
    const isMet = residual <= 1e-9 * row.number('budget')
    const haircuts = risk.map((weight, at) => Math.min(fractions[at] as number, level * weight))
    const actual = isMet ? { haircuts, paid: compensatedSum(shares) } : {}
    const expected = { haircuts: row.raw('haircuts'), paid: row.raw('paid') }
    return { name: `${name} ${index + 1}`, mismatches: compare(expected, actual, exact) }
  })
}
