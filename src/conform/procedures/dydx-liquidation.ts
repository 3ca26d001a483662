import { InputFault } from '../../base/fault.ts'
import type { Result } from '../../base/result.ts'
import { bankruptcyQuote, type QuantumRefusal } from '../../margin/liquidation/bankruptcy-price.ts'
import { divideDown, exactFraction } from '../../margin/liquidation/exact-fraction.ts'
import { fillablePrice } from '../../margin/liquidation/fillable-price.ts'
import { fundDelta } from '../../margin/liquidation/fund-delta.ts'
import type { QuantumAccount, QuantumMarket } from '../../margin/liquidation/quantum-risk.ts'
import { decimalShift } from '../../margin/liquidation/shortage-size.ts'
import type { Fields } from '../fields.ts'
import type { CaseOutcome, ProcedureTable } from '../procedure.ts'
import { wholeIn, wholeMismatches } from '../whole-number.ts'

/** Liquidations as a chain counts them, in whole quantums. */
export const dydxLiquidationProcedures: ProcedureTable = { dydx_v4_liquidation_math: { cases: liquidationCases } }

type Group = (row: Fields, meta: Fields) => Result<bigint | readonly bigint[], QuantumRefusal>

const groups: Readonly<Record<string, Group>> = {
  bankruptcyPrice: (row, meta) => bankruptcyQuote(accountIn(row, meta), closingIn(row, meta)),
  fillablePrice: (row, meta) => {
    const config = row.fields('config')
    const terms = {
      bankruptcyAdjustmentPpm: wholeIn(config, 'bankruptcyAdjustmentPpm'),
      spreadToMaintenanceMarginPpm: wholeIn(config, 'spreadToMaintenanceMarginRatioPpm'),
    }
    const price = fillablePrice(accountIn(row, meta), closingIn(row, meta), terms)
    return price.ok ? { ok: true, value: [price.value.numerator, price.value.denominator] } : price
  },
  insuranceFundDelta: (row, meta) => {
    const quantums = wholeIn(row, 'fillAmount')
    const side = row.truth('isBuy') ? 'buy' : 'sell'
    const fill = { perpetual: nameOf(row, meta), side, quantums, quote: quoteOf(quantums * wholeIn(row, 'subticks')) } as const
    return fundDelta(accountIn(row, meta), fill, wholeIn(row.fields('config'), 'maxLiquidationFeePpm'))
  },
}

/** The source's names of what we refuse. What makes it panic has none. */
const errorNames: Readonly<Record<QuantumRefusal['reason'], string>> = {
  nothingFilled: 'ErrInvalidQuantumsForInsuranceFundDeltaCalculation',
  closingNotOfPosition: 'ErrInvalidPerpetualPositionSizeDelta',
  noMaintenanceMargin: 'panic',
  priceBelowZero: 'panic',
}

function liquidationCases(document: Fields): readonly CaseOutcome[] {
  const meta = document.fields('meta')
  return Object.entries(groups).flatMap(([name, compute]) =>
    (document.has(name) ? document.rows(name) : []).map((row, i): CaseOutcome => {
      const found = compute(row, meta)
      const actual = found.ok ? found.value : errorNames[found.refusal.reason]
      const expected = row.raw('expectedError') ?? row.raw('expected')
      return { name: `${name}[${i}] ${row.textOr('name', '')}`, mismatches: wholeMismatches(name, expected, actual) }
    }),
  )
}

/** The file counts perpetuals from 0 in the order of its prices. */
function nameOf(row: Fields, meta: Fields): string {
  return meta.fields('oracleUsd').names()[row.number('perpetualId')] ?? ''
}

function closingIn(row: Fields, meta: Fields) {
  return { perpetual: nameOf(row, meta), quantums: wholeIn(row, 'deltaQuantums') }
}

function accountIn(row: Fields, meta: Fields): QuantumAccount {
  const positions = row.rows('positions').map((held) => {
    const perpetual = held.text('perp')
    return { perpetual, market: marketIn(meta, perpetual), quantums: wholeIn(held, 'quantums') }
  })
  return { quote: wholeIn(row, 'usdcQuantums'), positions }
}

function marketIn(meta: Fields, perpetual: string): QuantumMarket {
  const prices = meta.fields('oracleUsd')
  if (!prices.has(perpetual))
    throw new InputFault({ file: '', place: `${prices.place}.${perpetual}`, expected: 'a price', found: 'nothing' })
  const resolutions = meta.fields('atomicResolution')
  const { up, down } = decimalShift(resolutions.number(perpetual) - resolutions.number('USDC'))
  return {
    price: exactFraction(wholeIn(prices, perpetual) * up, down),
    initialMarginPpm: wholeIn(meta, 'initialMarginPpm'),
    maintenanceFractionPpm: wholeIn(meta, 'maintenanceFractionPpm'),
  }
}

/** The file's note: quote is subticks times base quantums times 10^-8. */
function quoteOf(product: bigint): bigint {
  return divideDown(product, 100_000_000n)
}
