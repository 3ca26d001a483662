import { seconds } from '../base/time.ts'
import type { CoveragePolicy, LiquidationPace, LiquidationPolicy, MarginPolicy } from '../engine/margin/margin-policy.ts'
import type { MarginFile } from './margin-schema.ts'

/**
 * The margin section in core units.
 *
 * @example
 * toMargin(file.margin).callDueFor // 900_000_000
 */
export function toMargin(file: MarginFile): MarginPolicy {
  const { model, callDueSeconds, bankruptAtOnce, liquidation, marks, collateral, speedLimit, liquidityCoverage } = file
  return {
    model,
    callDueFor: seconds(callDueSeconds),
    bankruptAtOnce,
    liquidation: toLiquidation(liquidation),
    marks: {
      leastStepBps: marks.leastStepBps,
      every: seconds(marks.everySeconds),
      mostStepBps: marks.mostStepBps,
      staleAfter: seconds(marks.staleAfterSeconds),
    },
    collateral: collateral.map(({ underlying, ...terms }) => ({ ...terms, ...(underlying !== undefined && { underlying }) })),
    ...(liquidityCoverage && { liquidityCoverage: toCoverage(liquidityCoverage) }),
    ...(speedLimit && {
      speedLimit: {
        mostRisePerDay: speedLimit.mostRisePerDay,
        followEvery: seconds(speedLimit.followEverySeconds),
        bookStep: speedLimit.bookStep,
      },
    }),
  }
}

/** What is not asked for is left out, so that a policy without it is what it was before there was any. */
function toLiquidation(file: MarginFile['liquidation']): LiquidationPolicy {
  const { until, shareOfPosition, shareOfBook, spacingSeconds, boundBps, sizing, leastNotional, cancelOrders, pace, penalty } = file
  return {
    until,
    shareOfPosition,
    shareOfBook,
    spacing: seconds(spacingSeconds),
    boundBps,
    ...(sizing === 'justEnough' && { sizing }),
    ...(leastNotional !== undefined && { leastNotional }),
    ...(cancelOrders === 'asNeeded' && { cancelOrders }),
    ...(pace && { pace: toPace(pace) }),
    ...(penalty && { penalty }),
  }
}

function toPace({
  everySeconds,
  accountNotional,
  marketNotional,
  marketLoss,
}: NonNullable<MarginFile['liquidation']['pace']>): LiquidationPace {
  return {
    every: seconds(everySeconds),
    ...(accountNotional !== undefined && { accountNotional }),
    ...(marketNotional !== undefined && { marketNotional }),
    ...(marketLoss !== undefined && { marketLoss }),
  }
}

function toCoverage({ everySeconds, ...terms }: NonNullable<MarginFile['liquidityCoverage']>): CoveragePolicy {
  return { every: seconds(everySeconds), ...terms }
}
