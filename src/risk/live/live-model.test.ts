import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decode, encode } from '../../base/codec.ts'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { ratio } from '../../base/ratio.ts'
import { nextNormal } from '../../num/random.ts'
import { historicalExpectedShortfall } from '../expected-shortfall.ts'
import { historicalValueAtRisk } from '../value-at-risk.ts'
import { createLiveModel, liveForecast, liveModelNames, pushLiveReturn, type LiveModel } from './live-model.ts'
import type { LiveModelSettings } from './live-forecast.ts'

const settings: LiveModelSettings = {
  windowReturns: 60,
  minimumReturns: 25,
  valueAtRiskConfidence: ratio(0.9),
  expectedShortfallConfidence: ratio(0.8),
  lambda: 0.94,
}
// Whole basis points: a standardised loss over a denormal volatility says nothing.
const aReturn = fc.integer({ min: -2_000, max: 2_000 }).map((bps) => bps / 10_000)

function fed(name: (typeof liveModelNames)[number], returns: readonly number[]): LiveModel {
  const model = createLiveModel(name, settings)
  for (const each of returns) pushLiveReturn(model, each)
  return model
}

/** RiskMetrics by its definition: the mean square of the first `start` returns, then the recursion. */
function ewmaVariances(returns: readonly number[], start: number): (number | undefined)[] {
  const variances: (number | undefined)[] = [...returns, 0].map(() => undefined)
  let variance = returns.slice(0, start).reduce((sum, r) => sum + r * r, 0) / start
  for (let t = start; t <= returns.length; t++) {
    if (t > start) variance = 0.94 * variance + 0.06 * (returns[t - 1] as number) ** 2
    variances[t] = variance
  }
  return variances
}

test.each(liveModelNames)('%s: silent until it has seen enough, and when nothing varies', (name) => {
  expect(liveForecast(fed(name, []))).toBeUndefined()
  expect(
    liveForecast(
      fed(
        name,
        Array.from({ length: 24 }, (_, t) => 0.01 * ((t % 3) - 1)),
      ),
    ),
  ).toBeUndefined()
  const still = liveForecast(
    fed(
      name,
      Array.from({ length: 100 }, () => 0),
    ),
  )
  expect(still?.valueAtRisk ?? 0).toBe(0)
})

test('property: historical is the batch figure of its window', () => {
  fc.assert(
    fc.property(fc.array(aReturn, { minLength: 25, maxLength: 200 }), (returns) => {
      const losses = returns.slice(-60).map((r) => -r)
      const forecast = liveForecast(fed('historical', returns))
      expect(forecast?.valueAtRisk).toBe(historicalValueAtRisk(losses, ratio(0.9)))
      expect(forecast?.shortfallThreshold).toBe(historicalValueAtRisk(losses, ratio(0.8)))
      expect(forecast?.expectedShortfall).toBeCloseTo(historicalExpectedShortfall(losses, ratio(0.8)), 12)
    }),
  )
})

test('property: filtered historical is the batch figure of standardised losses, scaled', () => {
  fc.assert(
    fc.property(fc.array(aReturn, { minLength: 50, maxLength: 200 }), (returns) => {
      const variances = ewmaVariances(returns, 20)
      const losses = returns.flatMap((r, t) => ((variances[t] ?? 0) > 0 ? [-r / Math.sqrt(variances[t] as number)] : []))
      const now = Math.sqrt(variances[returns.length] as number)
      fc.pre(variances.slice(20).every((variance) => (variance ?? 0) > 1e-9))
      const forecast = liveForecast(fed('filteredHistorical', returns))
      const window = losses.slice(-60)
      expect(forecast?.valueAtRisk).toBeCloseTo(historicalValueAtRisk(window, ratio(0.9)) * now, 9)
      expect(forecast?.expectedShortfall).toBeCloseTo(historicalExpectedShortfall(window, ratio(0.8)) * now, 9)
    }),
  )
})

test('normal: 1.2816 and 1.3998 volatilities at 90 % and 80 %', () => {
  const forecast = liveForecast(
    fed(
      'ewmaNormal',
      Array.from({ length: 400 }, (_, t) => (t % 2 === 0 ? 0.01 : -0.01)),
    ),
  )
  expect(forecast?.valueAtRisk).toBeCloseTo(0.012815515655446, 12)
  expect(forecast?.expectedShortfall).toBeCloseTo(0.013998096, 8)
  expect(forecast?.shortfallThreshold).toBeCloseTo(0.0084162123357, 12)
})

test.each(liveModelNames)('%s: scales with its returns and never puts the shortfall inside its threshold', (name) => {
  const generator = createPrng(17)
  const returns = Array.from({ length: 300 }, () => 0.01 * nextNormal(generator))
  const one = liveForecast(fed(name, returns))
  const two = liveForecast(
    fed(
      name,
      returns.map((r) => 2 * r),
    ),
  )
  if (one === undefined || two === undefined) throw new Error('300 returns are enough')
  expect(two.valueAtRisk / one.valueAtRisk).toBeCloseTo(2, 9)
  expect(one.expectedShortfall).toBeGreaterThanOrEqual(one.shortfallThreshold)
})

test.each(liveModelNames)('%s: goes on from a saved state as if it had never been saved', (name) => {
  const generator = createPrng(5)
  const returns = Array.from({ length: 200 }, () => 0.02 * (nextUniform(generator) - 0.5))
  const whole = fed(name, returns)
  const parts = decode(encode(fed(name, returns.slice(0, 77)))) as LiveModel
  for (const each of returns.slice(77)) pushLiveReturn(parts, each)
  expect(liveForecast(parts)).toEqual(liveForecast(whole))
})
