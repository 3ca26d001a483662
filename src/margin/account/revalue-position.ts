import { futureMark, positionValue } from './position-value.ts'
import type { ValuedPosition } from './valued-account.ts'

/** How a scenario moves one underlying: both are factors, 1 leaves as it is. */
export type MarketMove = Readonly<{ spot: number; volatility: number }>

const lowestVolatility = 0.001

/**
 * What a position would add to equity after a move of its underlying: index, mark, the moving part of the forward and implied volatility are
 * multiplied, and it is valued anew in full. Time stands still. A volatility does not fall below a thousandth. A future or perpetual without an
 * entry price is entered at today's mark.
 *
 * @param move - Factors above 0.
 * @returns In quote; less `position.value` it is the scenario's profit.
 *
 * @example
 * revaluedPosition(position, { spot: 0.9, volatility: 1.2 }) - position.value
 */
export function revaluedPosition(position: ValuedPosition, move: MarketMove): number {
  const { contract, underlying, expiry, mark } = position
  const hasEntry = contract.kind === 'future' || contract.kind === 'perpetual'
  return positionValue({
    ...position,
    ...(hasEntry && { position: { ...position.position, entryPrice: position.position.entryPrice ?? futureMark(position) } }),
    underlying: { ...underlying, indexPrice: underlying.indexPrice * move.spot },
    ...(expiry !== undefined && { expiry: { ...expiry, variableForward: expiry.variableForward * move.spot } }),
    mark: {
      ...mark,
      ...(mark.markPrice !== undefined && { markPrice: mark.markPrice * move.spot }),
      ...(mark.volatility !== undefined && {
        volatility: Math.max(Math.min(lowestVolatility, mark.volatility), mark.volatility * move.volatility),
      }),
    },
  })
}
