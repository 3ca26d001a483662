// Risk figures of a price series: returns, volatility, value at risk, expected shortfall, exceedances, clipped references. A public subpath: other folders import the files themselves.

export { annualVolatility } from './annualise.ts'
export { createClippedReference, followPrice, type ClippedReference } from './clipped-reference.ts'
export { createEwmaVolatility, pushEwmaReturn, ewmaVariance, type EwmaVolatility } from './ewma-volatility.ts'
export { createExceedances, judgeLoss, type Exceedances } from './exceedances.ts'
export { historicalExpectedShortfall, meanOfTail, type TailParts } from './expected-shortfall.ts'
export { createRealisedVolatility, pushRealisedReturn, realisedVariance, type RealisedVolatility } from './realised-volatility.ts'
export { createReturnSampler, observePrice, type ReturnSampler } from './returns.ts'
export { createRollingTail, pushLoss, tailValueAtRisk, tailExpectedShortfall, lossCount, type RollingTail } from './rolling-tail.ts'
export { historicalValueAtRisk, sortLosses } from './value-at-risk.ts'
export { ratio, bps, type Ratio, type Bps } from '../base/ratio.ts'
