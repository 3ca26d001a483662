import { hashOf } from '../base/hash.ts'
import { seconds } from '../base/time.ts'
import type { LiquidationPolicy, MarginPolicy } from '../engine/margin/margin-policy.ts'
import type { DisposalPolicy, FacilityLimits, MeasurePolicy, Policy } from '../engine/policy.ts'
import { signalIndex } from '../engine/signal-catalogue.ts'
import type { Draw } from './draw.ts'
import { drawLiquidationExtras, drawLossSections } from './draw-loss.ts'

/** Windows so short that a run of minutes fills them; they are the same in every run, as nothing here is about measuring. */
const measure: MeasurePolicy = {
  returnEvery: seconds(5),
  costToTradeNotional: 20_000,
  liquidationHorizon: seconds(100),
  normTimeConstant: seconds(600),
  normMinimumHistory: seconds(10),
  volumeWindow: seconds(60),
  ewmaLambda: 0.94,
  realisedVolatilityReturns: 20,
  jumpTestReturns: 20,
  tailWindowReturns: 60,
  tailMinimumReturns: 40,
  valueAtRiskConfidence: 0.99,
  expectedShortfallConfidence: 0.975,
  models: { names: ['historical'], scoreWindowReturns: 60, scoreMinimumReturns: 60, coverageLevel: 0 },
  flow: { effectiveSpreadWindow: seconds(10), orderFlowWindow: seconds(10), resiliencySampleEvery: seconds(5), resiliencySamples: 20 },
  bookStaleAfter: seconds(30),
  referenceMaxMovePerHour: 1,
}

/** Assets members may pledge: one follows an index, one has a price of its own and 18 decimals. */
export const pledges = [
  { asset: 'BTC', decimals: 8, initialHaircut: 0.2, maintenanceHaircut: 0.1, underlying: 'BTC' },
  { asset: 'USDC', decimals: 18, initialHaircut: 0.02, maintenanceHaircut: 0 },
] as const

/**
 * A policy from the corners of what the schema allows: shares of all and of next to nothing, bounds of 0, steps at once and far apart,
 * budgets that are empty, with and without each section.
 *
 * @example
 * drawPolicy(drawOf(7)).margin?.liquidation.boundBps
 */
export function drawPolicy(draw: Draw): Policy {
  const margin = draw.chance(0.96) ? drawMargin(draw) : undefined
  const times = { agreeing: 1, holdFor: seconds(draw.one([0, 0, 5])), releaseHoldFor: seconds(draw.one([0, 4])), coolDownFor: seconds(0) }
  const name = 'torture'
  return {
    name,
    hash: hashOf(name),
    measure,
    triggers: [
      {
        name: 'wide',
        conditions: [{ signal: 'spreadBps', index: signalIndex('spreadBps'), direction: 'above', fire: 40, release: 15, watch: 20 }],
        ...times,
      },
      {
        name: 'gap',
        conditions: [
          { signal: 'priceGap', index: signalIndex('priceGap'), direction: 'below', fire: -0.02, release: -0.005, watch: -0.01 },
        ],
        ...times,
      },
    ],
    openingReserve: draw.one([1, 5_000, 100_000, 10_000_000]),
    feeAllowanceBps: draw.one([0, 1, 10]),
    markEvery: seconds(draw.one([0.001, 5, 60])),
    ...(draw.chance(0.6) && {
      depthDeployment: {
        trigger: 'wide',
        limits: drawLimits(draw),
        floors: [{ withinBps: 25, shareOfNorm: draw.one([0.1, 1]) }],
        penalSpreadBps: draw.one([0, 5]),
        requoteEvery: seconds(1),
        requoteBps: draw.one([0, 5]),
        withdrawSteps: draw.one([1, 4]),
        disposal: drawDisposal(draw),
      },
    }),
    ...(draw.chance(0.6) && {
      assetPurchase: {
        trigger: 'gap',
        limits: drawLimits(draw),
        discountBps: draw.one([0, 100]),
        shareOfVolume: draw.one([0.2, 1]),
        sliceEvery: seconds(1),
        disposal: drawDisposal(draw),
      },
    }),
    ...(margin !== undefined && { margin, ...(draw.chance(0.8) && drawLossSections(draw)) }),
  }
}

function drawLimits(draw: Draw): FacilityLimits {
  return {
    budget: draw.one([0, 1, 20_000, 400_000]),
    inventoryLimit: draw.one([0, 5_000, 200_000]),
    lossLimit: draw.one([0, 100, 20_000]),
    mayBeShort: draw.chance(0.7),
  }
}

function drawDisposal(draw: Draw): DisposalPolicy {
  return { shareOfVolume: draw.one([0.05, 1]), sliceEvery: seconds(2), maxLossBps: draw.one([0, 50]), patientFor: seconds(20) }
}

/**
 * A margin section from the corners of the schema.
 *
 * @example
 * drawMargin(drawOf(7)).model
 */
export function drawMargin(draw: Draw): MarginPolicy {
  return {
    model: draw.one(['tiered', 'tiered', 'tims']),
    callDueFor: seconds(draw.one([0, 30, 120])),
    bankruptAtOnce: draw.chance(0.6),
    liquidation: drawLiquidation(draw),
    marks: {
      leastStepBps: draw.one([0, 0, 5]),
      every: seconds(draw.one([0, 1, 5])),
      mostStepBps: draw.one([100, 2_000, 10_000]),
      staleAfter: seconds(draw.one([20, 600, 600, 3_600])),
    },
    collateral: draw.chance(0.8) ? pledges : [],
    ...(draw.chance(0.2) && {
      speedLimit: { mostRisePerDay: draw.one([0, 0.5]), followEvery: seconds(60), bookStep: draw.one([0.01, 1_000]) },
    }),
    ...(draw.chance(0.15) && {
      liquidityCoverage: {
        every: seconds(draw.one([1, 30])),
        withinBps: 100,
        stoodPersistence: 1,
        newPersistence: 0.5,
        leastDailyVolatility: 0.05,
      },
    }),
  }
}

function drawLiquidation(draw: Draw): LiquidationPolicy {
  return {
    until: draw.one(['initial', 'liquidationEnd']),
    shareOfPosition: draw.one([0.001, 0.2, 0.5, 1]),
    shareOfBook: draw.one([0.001, 0.3, 1]),
    spacing: seconds(draw.one([0, 2, 10])),
    boundBps: draw.one([0, 50, 300, 10_000]),
    ...drawLiquidationExtras(draw),
  }
}
