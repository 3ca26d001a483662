import { hashOf } from '../base/hash.ts'
import { durationUs, seconds } from '../base/time.ts'
import type { AuctionPolicy } from '../engine/loss/auction-policy.ts'
import type { DeleveragingPolicy } from '../engine/loss/deleveraging-policy.ts'
import type { FundSharesPolicy } from '../engine/loss/fund-policy.ts'
import type { LayerPolicy, WaterfallPolicy } from '../engine/loss/waterfall-policy.ts'
import type { LiquidationPolicy } from '../engine/margin/margin-policy.ts'
import type { Policy } from '../engine/policy.ts'
import { commitThresholds } from '../trigger/committed-threshold.ts'
import type { Draw } from './draw.ts'

/** The policy's sections on who bears a loss, and on the facilities beside depth and purchases. */
export type LossSections = Pick<
  Policy,
  'waterfall' | 'auction' | 'deleveraging' | 'fundShares' | 'lossGuarantee' | 'collateralSupport' | 'fundDraw' | 'randomised'
>

/** The secret behind the thresholds of every run that commits to some. */
export const thresholdRoot = hashOf('torture')

/** Epochs the thresholds are committed for. */
export const thresholdEpochs = 50

/**
 * Sections on losses, each there or not, in the corners of what the schema allows. Layers stand in an order that a policy may have.
 *
 * @example
 * drawLossSections(drawOf(7)).waterfall?.layers.map(({ kind }) => kind)
 */
export function drawLossSections(draw: Draw): LossSections {
  const waterfall = draw.chance(0.9) ? drawWaterfall(draw) : undefined
  const hasFund = waterfall?.layers.some(({ kind }) => kind === 'insuranceFund') === true
  return {
    ...(waterfall && { waterfall }),
    ...(draw.chance(0.4) && { auction: drawAuction(draw) }),
    ...(draw.chance(0.35) && { deleveraging: drawDeleveraging(draw) }),
    ...(hasFund && draw.chance(0.6) && { fundShares: drawFundShares(draw) }),
    ...drawFacilities(draw),
  }
}

/**
 * A waterfall with its layers in an order that a policy may have.
 *
 * @example
 * drawWaterfall(drawOf(7)).layers.length
 */
export function drawWaterfall(draw: Draw): WaterfallPolicy {
  const capped = (): Readonly<{ atMostPerLoss?: number }> => (draw.chance(0.5) ? { atMostPerLoss: draw.one([0.000001, 5, 100]) } : {})
  const order = draw.one(['together', 'nonBiddersFirst'] as const)
  const opening = draw.one([0, 100, 100_000, 1_000_000])
  const fund: LayerPolicy = { kind: 'insuranceFund', opening, ...capped() }
  const cut = (kind: 'deleveraging' | 'gainsHaircut' | 'tearUp'): LayerPolicy => ({ kind, atMostShare: draw.one([0.01, 0.5, 1]) })
  const clearing: readonly LayerPolicy[] = [
    { kind: 'defaulterMargin' },
    { kind: 'defaulterContribution' },
    { kind: 'ownMoney', tranche: 'first', opening: draw.one([0, 1_000, 100_000]), ...capped() },
    { kind: 'mutualFund', order, ...(draw.chance(0.4) && { beside: { tranche: 'second', opening: draw.one([0, 100]) } }), ...capped() },
    {
      kind: 'assessments',
      order,
      perDefault: draw.one([0.5, 1]),
      perPeriod: draw.one([1, 2]),
      periodBusinessDays: 5,
      periodAtMostMonths: 1,
    },
    ...(draw.chance(0.5) ? [cut('gainsHaircut')] : []),
    ...(draw.chance(0.5) ? [cut('tearUp')] : []),
  ]
  const exchange: readonly LayerPolicy[] = [
    { kind: 'defaulterMargin' },
    fund,
    cut('deleveraging'),
    ...(draw.chance(0.5) ? [cut('gainsHaircut')] : []),
  ]
  const protocol: readonly LayerPolicy[] = [
    fund,
    {
      kind: 'socialisation',
      rule: draw.one(['shortfallOverBalances', 'shortfallOverBalancesAndShortfall'] as const),
      steps: [
        { after: seconds(draw.one([0, 60])), part: 0.5 },
        { after: seconds(120), part: 1 },
      ],
    },
  ]
  const both: readonly LayerPolicy[] = [...clearing.slice(0, 2), fund, ...clearing.slice(2)]
  return { layers: draw.one([clearing, exchange, protocol, both]) }
}

function drawAuction(draw: Draw): AuctionPolicy {
  return {
    leaveBook: {
      noBidsFor: seconds(draw.one([0, 5, 60])),
      ...(draw.chance(0.5) && { largestOfBook: draw.one([0.1, 2]) }),
      insolvent: draw.chance(0.5),
    },
    rounds: draw.one<AuctionPolicy['rounds']>([[], ['dutch'], ['batch'], ['batch', 'dutch']]),
    parts: draw.one([1, 7, 100]),
    mostDiscountBps: draw.one([0, 200, 10_000]),
    leastBidders: draw.one([0, 1, 2]),
    batchFor: seconds(draw.one([0.001, 3, 30])),
    dutch: { startShare: 1, fastEndShare: 0.8, fastFor: draw.one([1, 20]), slowFor: draw.one([10, 200]), insolventFor: 60 },
    ...(draw.chance(0.5) && { startAgainAfter: seconds(draw.one([1, 60])) }),
  }
}

function drawDeleveraging(draw: Draw): DeleveragingPolicy {
  return {
    rule: draw.one<DeleveragingPolicy['rule']>([
      { kind: 'queue', ranking: { kind: 'bybit' } },
      { kind: 'queue', ranking: { kind: 'hyperliquid' } },
      { kind: 'queue', ranking: { kind: 'pseudoRandom', seed: 7 } },
      { kind: 'proRata' },
      { kind: 'cappedProRata', mostFraction: 0.3 },
      { kind: 'equalLoss' },
      { kind: 'equalAwards' },
      { kind: 'talmud' },
      { kind: 'equityWeighted' },
      { kind: 'riskAware', leverage: { kind: 'linear' } },
      { kind: 'hedgeAware' },
    ]),
    levels: { startAt: draw.one([-0.3, -0.000001]), stopAbove: draw.one([-0.25, 0]), windowFor: durationUs(28_800_000_000) },
    priceBoundBps: draw.one([0, 100, 10_000]),
    waveApart: seconds(draw.one([0.001, 60])),
  }
}

function drawFundShares(draw: Draw): FundSharesPolicy {
  return {
    coolDownFor: seconds(draw.one([0, 10, 300])),
    leastStake: draw.one([0, 1]),
    ...(draw.chance(0.5) && {
      revenue: {
        largestPartBps: draw.one([1_000, 10_000]),
        yearlyCapBps: draw.one([100, 1_000_000]),
        settleEvery: seconds(10),
        housePartBps: 3_000,
      },
    }),
    exitQueue: { onIceFromBps: 1_500, frozenFromBps: 5_000, leastFund: draw.one([0, 1_000]) },
  }
}

function drawFacilities(draw: Draw): Omit<LossSections, 'waterfall' | 'auction' | 'deleveraging' | 'fundShares'> {
  const caps = (): Readonly<{ perAccount: number; perGroup: number; perEpoch: number; coolDownFor: ReturnType<typeof seconds> }> => ({
    perAccount: draw.one([50, 1_000]),
    perGroup: draw.one([50, 1_500]),
    perEpoch: draw.one([100, 5_000]),
    coolDownFor: seconds(draw.one([0, 30])),
  })
  const { perEpoch: perWindow, ...perOne } = caps()
  const price = { scarcityBps: draw.one([0, 5_000]) }
  const epochFor = seconds(draw.one([60, 600]))
  const committed = commitThresholds(thresholdRoot, {
    epochs: thresholdEpochs,
    distribution: [
      { level: 0.5, probability: 0 },
      { level: 3, probability: 1 },
    ],
  })
  return {
    ...(draw.chance(0.4) && {
      lossGuarantee: {
        windowFor: epochFor,
        leadFor: seconds(draw.one([0, 10])),
        claimFor: seconds(draw.one([5, 300])),
        premiumBps: draw.one([0, 100]),
        ...price,
        deductible: draw.one([0, 10]),
        coveredBps: draw.one([5_000, 10_000]),
        farBps: draw.one([100, 10_000]),
        perWindow,
        ...perOne,
      },
    }),
    ...(draw.chance(0.4) && {
      collateralSupport: {
        epochFor,
        marketBps: 500,
        markupBps: draw.one([0, 300]),
        ...price,
        termFor: seconds(draw.one([30, 600])),
        callDueFor: seconds(draw.one([0, 30])),
        lendAtBps: draw.one([5_000, 9_000]),
        callAtBps: 9_500,
        equityAtLeastBps: draw.one([0, 10_500]),
        seniority: 1,
        budget: draw.one([0, 1_000, 50_000]),
        collateral: [{ asset: 'BTC', haircut: draw.one([0, 0.3]) }],
        ...caps(),
      },
    }),
    ...(draw.chance(0.4) && {
      fundDraw: {
        epochFor,
        perEvent: draw.one([10, 2_000]),
        farBps: draw.one([50, 10_000]),
        reviewFor: seconds(draw.one([5, 300])),
        ...caps(),
      },
    }),
    ...(draw.chance(0.3) && { randomised: { epochFor, ...committed, ...(draw.chance(0.5) && { root: thresholdRoot }) } }),
  }
}

/**
 * What a liquidation may have beside the shares: how much a step closes, what it costs, how fast it goes.
 *
 * @example
 * drawLiquidationExtras(drawOf(7)).penalty?.feeBps
 */
export function drawLiquidationExtras(draw: Draw): Partial<LiquidationPolicy> {
  return {
    ...(draw.chance(0.4) && { sizing: 'justEnough' as const }),
    ...(draw.chance(0.3) && { leastNotional: draw.one([1, 5_000]) }),
    ...(draw.chance(0.4) && { cancelOrders: 'asNeeded' as const }),
    ...(draw.chance(0.3) && {
      pace: {
        every: seconds(draw.one([5, 60])),
        ...(draw.chance(0.5) && { accountNotional: draw.one([1, 10_000]) }),
        ...(draw.chance(0.5) && { marketNotional: draw.one([10, 50_000]) }),
        ...(draw.chance(0.5) && { marketLoss: draw.one([1, 1_000]) }),
      },
    }),
    ...(draw.chance(0.5) && { penalty: { feeBps: draw.one([1, 100, 10_000]), fundShare: draw.one([0, 0.5, 1]) } }),
  }
}
