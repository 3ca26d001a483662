import { accept, refuse, type Result } from '../../base/result.ts'
import { forwardOf } from '../market-snapshot.ts'
import { futureMark, type PositionMarket } from '../account/position-value.ts'
import type { TermMarket } from './term-table.ts'

/**
 * A position as the kernel values it: `constant + size * value of the instrument`, under every shock. Positions of one market and option
 * are one instrument of a grid.
 */
export type ReducedPosition = Readonly<{
  /** The term the instrument is in. */
  market: TermMarket
  /** Absent for what moves as the term's forward does. */
  option?: Readonly<{ kind: 'call' | 'put'; strike: number; volatility: number }>
  /** Units of the instrument; negative is short. */
  size: number
  /** In quote: what does not move with the market. It belongs to the account's cash. */
  constant: number
}>

/**
 * Why a position has no such form. `inverseInAveraging`: part of the forward is fixed by an averaging window, so that the ratio of index to
 * forward moves. `optionNotPriced`: expiry or volatility is not known.
 */
export type ReductionRefusal = Readonly<{ reason: 'inverseInAveraging' | 'optionNotPriced' }>

/**
 * Writes a position as a number of units of something linear or of an undiscounted option, and a constant.
 *
 * Inverse contracts are of this form too, as long as index and forward move by one factor. An inverse future entered at E has the profit
 * exposure * (1/E - 1/mark) in coin; at the index that is exposure / E units of the index, less exposure * index / mark, which is constant.
 * An inverse option is worth its price times index / forward, which is constant as well.
 *
 * A future without a price of entry counts as entered at its mark of now.
 *
 * @example
 * reducePosition(valued.positions[0]) // { ok: true, value: { market: { variableForward: 60000 }, size: 2, constant: -110000 } }
 */
export function reducePosition(market: PositionMarket): Result<ReducedPosition, ReductionRefusal> {
  const { contract, position, underlying } = market
  const exposure = position.size * contract.multiplier
  const constant = position.unsettledFunding ?? 0
  const index = { variableForward: underlying.indexPrice }
  if (contract.kind === 'spot') return accept({ market: index, size: exposure, constant })
  if (contract.kind === 'option') return reduceOption(market, exposure, constant)
  const mark = futureMark(market)
  const entry = position.entryPrice ?? mark
  const term = futureTerm(market)
  if (contract.payoff === 'linear') return accept({ market: term, size: exposure, constant: constant - exposure * entry })
  if ((term.fixedForward ?? 0) > 0) return refuse({ reason: 'inverseInAveraging' })
  return accept({ market: index, size: exposure / entry, constant: constant - (exposure * underlying.indexPrice) / mark })
}

function reduceOption(market: PositionMarket, exposure: number, constant: number): Result<ReducedPosition, ReductionRefusal> {
  const { contract, expiry, mark, timeYears, underlying } = market
  if (contract.kind !== 'option' || expiry === undefined || mark.volatility === undefined) return refuse({ reason: 'optionNotPriced' })
  if (contract.payoff === 'inverse' && expiry.fixedForward > 0) return refuse({ reason: 'inverseInAveraging' })
  const { variableForward, fixedForward } = expiry
  return accept({
    market: { variableForward, fixedForward, timeYears },
    option: { kind: contract.option, strike: contract.strike, volatility: mark.volatility },
    size: contract.payoff === 'linear' ? exposure : (exposure * underlying.indexPrice) / forwardOf(expiry),
    constant,
  })
}

/** What the mark of a future follows, as `futureMark` chooses it. */
function futureTerm({ mark, expiry, underlying }: PositionMarket): TermMarket {
  if (mark.markPrice !== undefined) return { variableForward: mark.markPrice }
  if (expiry === undefined) return { variableForward: underlying.indexPrice }
  return { variableForward: expiry.variableForward, fixedForward: expiry.fixedForward }
}
