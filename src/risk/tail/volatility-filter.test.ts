import { expect, test } from 'vitest'
import { createPrng, nextUniform } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import { forecastTail } from './forecast.ts'
import { tailModels } from './tail-models.ts'
import { fitVolatilityFilter } from './volatility-filter.ts'

const generator = createPrng(7)
/** Cauchy: no variance, so Student's t ends at its fewest degrees of freedom. */
const wild = Array.from({ length: 500 }, () => Math.tan(Math.PI * (nextUniform(generator) - 0.5)))
const calm = Array.from({ length: 500 }, () => nextNormal(generator))

test('behavior: where the tail cannot be estimated, the stand-in has a tail of its own', () => {
  const fitted = fitVolatilityFilter(wild, { distribution: 'studentT' })
  expect(fitted).toMatchObject({
    ok: true,
    value: { filter: { kind: 'ewma' }, outcome: { kind: 'fallback', used: 'ewma' }, degreesOfFreedom: 4 },
  })
})

test('behavior: its value at risk is of the size of the losses that came, not next to nothing', () => {
  const model = tailModels.find(({ name }) => name === 'garch-t')
  if (model === undefined) throw new Error('there is a garch-t')
  const forecast = forecastTail(model, wild, { valueAtRisk: 0.99, expectedShortfall: 0.99 })
  if (!forecast.ok) throw new Error(forecast.refusal.reason)
  const { valueAtRisk, volatility } = forecast.value
  expect(valueAtRisk / (volatility ?? 0)).toBeCloseTo(2.6495, 3)
})

test('behavior: a normal model stays normal, and a fit as asked keeps its own tail', () => {
  expect(fitVolatilityFilter(calm, {})).toMatchObject({ ok: true, value: { degreesOfFreedom: Infinity } })
  const fitted = fitVolatilityFilter(calm, { distribution: 'studentT' })
  expect(fitted.ok && fitted.value.degreesOfFreedom).toBeGreaterThan(8)
})
