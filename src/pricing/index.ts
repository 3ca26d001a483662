// Option prices, implied volatilities, smiles and inverse contracts. A public subpath: other folders import the files themselves.

export { black76Price, black76Greeks, type Black76Greeks, type GreeksRefusal } from './black-76.ts'
export { blackScholesPrice, type SpotOption } from './black-scholes.ts'
export { butterflyArbitrage, type ButterflyFinding } from './butterfly-arbitrage.ts'
export { impliedVolatility, type ImpliedVolatilityRefusal } from './implied-volatility.ts'
export { inverseOptionValue, type InverseOptionValue } from './inverse-option.ts'
export { inverseBankruptcyPrice, inverseValue, type InversePosition, type InverseValue } from './inverse-perpetual.ts'
export { type OptionAtVolatility, type OptionKind, type OptionTerms } from './option-terms.ts'
export { ssviConditions, ssviSlice, ssviTotalVariance, type SsviConditions, type SsviPowerLaw } from './ssvi.ts'
export { durrleman, jumpWings, lowestTotalVariance, sviPoint, wingSlopes, type JumpWings, type SviPoint, type SviSlice } from './svi.ts'
