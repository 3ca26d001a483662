import { timeUs, type TimeUs } from '../base/time.ts'
import { createCostWalk, type CostWalk } from '../liquidity/cost-to-trade.ts'
import { createJointNorms, type JointNorms } from '../liquidity/joint-norms.ts'
import { createNorm, type Norm } from '../liquidity/norm.ts'
import { createWindowSum, type WindowSum } from '../liquidity/window.ts'
import { askSide, bidSide } from '../market/ladder.ts'
import { createFlowMeasurement, type FlowMeasurement } from './measure-flow.ts'
import type { MeasurePolicy } from './policy.ts'
import { depthDistancesBps } from './signal-catalogue.ts'

/** What is kept of one market to measure its liquidity. Plain data. */
export type Measurement = {
  /** Depth in quote at each of `depthDistancesBps`, as last measured. */
  readonly bidDepth: Float64Array
  readonly askDepth: Float64Array
  /** Norms of the thinner side's depth; what stands there is that depth as last measured. */
  readonly depthNorms: JointNorms
  /** What the policy notional costs on each side. */
  readonly buying: CostWalk
  readonly selling: CostWalk
  readonly traded: WindowSum
  readonly tradedNorm: Norm
  /** Time of the first print; 0 before it. */
  firstTradeAt: TimeUs
  readonly flow: FlowMeasurement
}

const volumeBuckets = 60

/**
 * A measurement before anything was seen.
 *
 * @example
 * createMeasurement(policy.measure)
 */
export function createMeasurement(measure: MeasurePolicy): Measurement {
  const norm = { timeConstant: measure.normTimeConstant, minimumHistory: measure.normMinimumHistory }
  return {
    bidDepth: new Float64Array(depthDistancesBps.length),
    askDepth: new Float64Array(depthDistancesBps.length),
    depthNorms: createJointNorms(depthDistancesBps.length, norm),
    buying: createCostWalk(askSide, measure.costToTradeNotional),
    selling: createCostWalk(bidSide, measure.costToTradeNotional),
    traded: createWindowSum({ window: measure.volumeWindow, buckets: volumeBuckets }),
    tradedNorm: createNorm(norm),
    firstTradeAt: timeUs(0),
    flow: createFlowMeasurement(measure.flow),
  }
}
