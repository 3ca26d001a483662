// Measures of a market's liquidity: spread, depth, cost to trade, imbalance, trailing norms and windows. A public subpath: other folders import the files themselves.

export { costToTradeBps } from './cost-to-trade.ts'
export { depthWithinQuote } from './depth.ts'
export { imbalanceOf } from './imbalance.ts'
export { createNorm, followNorm, breakNorm, normOf, type Norm } from './norm.ts'
export { quotedSpreadBps } from './spread.ts'
export { createWindowSum, addToWindow, windowTotal, type WindowSum } from './window.ts'
