import { createClippedReference, type ClippedReference } from '../risk/clipped-reference.ts'
import { createEwmaVolatility, type EwmaVolatility } from '../risk/ewma-volatility.ts'
import { createRealisedVolatility, type RealisedVolatility } from '../risk/realised-volatility.ts'
import { createReturnSampler, type ReturnSampler } from '../risk/returns.ts'
import { createRollingJumpTest, type RollingJumpTest } from '../risk/volatility/jump-test.ts'
import { createModelBench, type ModelBench } from './model-bench.ts'
import type { MeasurePolicy } from './policy.ts'

/** What is kept of one market's price for its risk figures. Plain data. */
export type Assessment = {
  readonly sampler: ReturnSampler
  readonly ewma: EwmaVolatility
  readonly realised: RealisedVolatility
  readonly jumps: RollingJumpTest
  readonly models: ModelBench
  readonly reference: ClippedReference
}

/** Returns whose mean square starts the EWMA. */
const ewmaStartReturns = 20

/**
 * Risk figures before the first price.
 *
 * @example
 * createAssessment(policy.measure)
 */
export function createAssessment(measure: MeasurePolicy): Assessment {
  return {
    sampler: createReturnSampler(measure.returnEvery),
    ewma: createEwmaVolatility({ lambda: measure.ewmaLambda, startReturns: ewmaStartReturns }),
    realised: createRealisedVolatility(measure.realisedVolatilityReturns),
    jumps: createRollingJumpTest(measure.jumpTestReturns),
    models: createModelBench(measure),
    reference: createClippedReference(measure.referenceMaxMovePerHour),
  }
}
