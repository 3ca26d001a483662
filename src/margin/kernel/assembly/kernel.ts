// What the module exports.
export { boundLines, nameWorst, sumLines, sumMoves } from './band'
export { dampenGrid, priceGrid, takeLogarithms } from './grid'
export { findLevels, narrowGrid, sweepNear } from './near'
export { sweepListed, sweepRows, sumRows } from './sweep'
export { selectTails, sumTiles } from './shortfall'

/** Where the module's own constants end in memory. */
export function ownEnd(): usize {
  return __heap_base
}
