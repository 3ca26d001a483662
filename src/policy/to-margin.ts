import { seconds } from '../base/time.ts'
import type { CoveragePolicy, MarginPolicy } from '../engine/margin/margin-policy.ts'
import type { MarginFile } from './margin-schema.ts'

/**
 * The margin section in core units.
 *
 * @example
 * toMargin(file.margin).callDueFor // 900_000_000
 */
export function toMargin(file: MarginFile): MarginPolicy {
  const { model, callDueSeconds, bankruptAtOnce, liquidation, marks, collateral, speedLimit, liquidityCoverage } = file
  const { until, shareOfPosition, shareOfBook, spacingSeconds, boundBps } = liquidation
  return {
    model,
    callDueFor: seconds(callDueSeconds),
    bankruptAtOnce,
    liquidation: { until, shareOfPosition, shareOfBook, spacing: seconds(spacingSeconds), boundBps },
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

function toCoverage({ everySeconds, ...terms }: NonNullable<MarginFile['liquidityCoverage']>): CoveragePolicy {
  return { every: seconds(everySeconds), ...terms }
}
