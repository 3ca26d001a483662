import { z } from 'zod'
import { auctionSchema } from './auction-schema.ts'
import { depthDistancesBps, signalNames } from '../engine/signal-catalogue.ts'
import { changePointCondition, cusumCondition, eDetectorCondition } from './detector-schema.ts'
import { fundSharesSchema } from './fund-shares-schema.ts'
import { deleveragingSchema } from './deleveraging-schema.ts'
import { collateralSupportSchema, fundDrawSchema, lossGuaranteeSchema, randomisedSchema } from './facilities-schema.ts'
import { marginSchema } from './margin-schema.ts'
import { liveModelNames } from '../risk/live/live-model.ts'
import { waterfallSchema } from './waterfall-schema.ts'

const name = () =>
  z
    .string()
    .regex(/^[a-zA-Z][a-zA-Z0-9-]*$/)
    .max(64)

const durationSeconds = (description: string, longest = 604_800) => z.number().min(0).max(longest).meta({ description })

const positiveSeconds = (description: string, longest = 604_800) => z.number().min(0.001).max(longest).meta({ description })

const quoteUnits = (description: string) =>
  z
    .number()
    .min(0)
    .max(1e12)
    .meta({ description: `${description}, in whole units of the quote asset.` })

const share = (description: string) => z.number().gt(0).max(1).meta({ description })

const bpsDistance = (description: string) => z.number().min(0).max(10_000).meta({ description })

const signal = () =>
  z.enum(signalNames as unknown as [string, ...string[]]).meta({ description: 'A signal of the catalogue; see signals.md.' })

const threshold = (description: string) => z.number().meta({ description })

const aboveCondition = z
  .strictObject({
    signal: signal(),
    fireAbove: threshold('Met while the signal is above this; in the unit of the signal.'),
    releaseBelow: threshold('Cleared once the signal is below this; at or under fireAbove. In between, the condition stays as it is.'),
    watchAbove: threshold('Calls for watching above this; between releaseBelow and fireAbove. Default: fireAbove.').optional(),
  })
  .meta({ description: 'Stress is a high value.' })

const belowCondition = z
  .strictObject({
    signal: signal(),
    fireBelow: threshold('Met while the signal is below this; in the unit of the signal.'),
    releaseAbove: threshold('Cleared once the signal is above this; at or over fireBelow. In between, the condition stays as it is.'),
    watchBelow: threshold('Calls for watching below this; between fireBelow and releaseAbove. Default: fireBelow.').optional(),
  })
  .meta({ description: 'Stress is a low value.' })

const triggerSchema = z
  .strictObject({
    name: name().meta({ description: 'What decisions and facilities call this trigger by; unique in the policy.' }),
    conditions: z
      .array(
        z.union([aboveCondition, belowCondition, cusumCondition(signal()), eDetectorCondition(signal()), changePointCondition(signal())]),
      )
      .min(1)
      .max(16)
      .meta({ description: 'What is held against the signals.' }),
    require: z
      .union([
        z.enum(['all', 'any']),
        z.strictObject({ atLeast: z.int().min(1).max(16).meta({ description: 'Conditions that must be met together.' }) }),
      ])
      .meta({
        description: 'How many conditions must agree: all, any, or at least a number of them. An unknown signal agrees with nothing.',
      }),
    holdSeconds: durationSeconds('How long the rule must hold before it fires. Time in which it is unknown does not count.'),
    releaseHoldSeconds: durationSeconds(
      'How long the rule must be released before the backstop is. Time in which it is unknown does not count.',
    ),
    coolDownSeconds: durationSeconds('After a release, how long the trigger cannot fire again.'),
  })
  .meta({ description: 'A rule over signals with hysteresis, holding times and a cool-down.' })

const modelName = () => z.enum(liveModelNames)

const modelsSchema = z
  .strictObject({
    champion: modelName().meta({ description: "The model whose value at risk and expected shortfall are the market's." }),
    challengers: z.array(modelName()).meta({ description: 'Models that are kept up to date and scored beside it.' }),
    scoreWindowReturns: z.int().min(50).max(100_000).meta({ description: 'Judged returns over which coverage and score are taken.' }),
    scoreMinimumReturns: z.int().min(50).max(100_000).meta({ description: 'Fewest judged returns before either counts.' }),
    coverageLevel: z
      .number()
      .gt(0)
      .lt(0.5)
      .meta({ description: 'The champion is demoted when the p-value of its exceedances (Kupiec) falls below this.' }),
  })
  .meta({
    description: 'Models of the next return, scored as they go: a champion that fails its coverage gives way to the best challenger.',
  })

const wholeSeconds = (description: string) => z.int().min(1).max(86_400).meta({ description })

const flowSchema = z
  .strictObject({
    effectiveSpreadWindowSeconds: wholeSeconds('Window of the trades in the effective spread.'),
    orderFlowWindowSeconds: wholeSeconds('Window of the changes of the touch in order-flow imbalance.'),
    resiliencySampleSeconds: wholeSeconds('Spacing of the samples of depth behind the half-life; no half-life below it can be seen.'),
    resiliencyWindowSamples: z.int().min(20).max(100_000).meta({ description: 'Steps between samples that the half-life is fitted to.' }),
  })
  .meta({ description: 'What trades cost, where orders flow, how fast depth comes back. Left out: 60, 60, 1 and 120.' })

const measureSchema = z
  .strictObject({
    returnEverySeconds: positiveSeconds('Spacing of the returns behind volatility, value at risk and expected shortfall.', 86_400),
    costToTradeNotional: z
      .number()
      .gt(0)
      .max(1e12)
      .meta({ description: 'Notional whose cost to trade is measured, in whole units of the quote asset.' }),
    liquidationHorizonSeconds: positiveSeconds(
      'How long that notional is held before it is left, in the liquidity-adjusted shortfall. Left out: 86 400.',
      2_592_000,
    ).optional(),
    normTimeConstantHours: z
      .number()
      .min(0.01)
      .max(720)
      .meta({ description: 'Time constant of every trailing norm (depth, volume): older time weighs 1/e per constant.' }),
    normMinimumHistorySeconds: durationSeconds('Before this much known time a norm, and every ratio to it, is unknown.'),
    volumeWindowSeconds: positiveSeconds('Window of traded volume that is held against its norm.', 86_400),
    ewmaLambda: z.number().gt(0).lt(1).meta({ description: 'Weight of the past in the EWMA of squared returns, per return.' }),
    realisedVolatilityReturns: z.int().min(2).max(100_000).meta({ description: 'Returns in realised volatility.' }),
    jumpTestReturns: z
      .int()
      .min(20)
      .max(10_000)
      .optional()
      .meta({ description: 'Returns of the window in which the jump test looks for one. Left out: 60.' }),
    tailWindowReturns: z
      .int()
      .min(20)
      .max(100_000)
      .meta({ description: 'Returns in the rolling window of value at risk and expected shortfall.' }),
    tailMinimumReturns: z
      .int()
      .min(20)
      .max(100_000)
      .meta({ description: 'Fewest returns before value at risk and expected shortfall are known.' }),
    valueAtRiskConfidence: z.number().gt(0.5).lt(1).meta({ description: 'Confidence of value at risk, as a fraction: 0.99.' }),
    expectedShortfallConfidence: z.number().gt(0.5).lt(1).meta({ description: 'Confidence of expected shortfall, as a fraction: 0.975.' }),
    models: modelsSchema.optional(),
    flow: flowSchema.optional(),
    bookStaleAfterSeconds: positiveSeconds('A book without a message for longer than this is stale, hence unknown.', 3_600),
    referenceMaxMovePerHour: share('The clipped reference price follows the price by at most this fraction per hour.'),
  })
  .meta({ description: 'How the market is measured. Windows are of time, never of a number of updates.' })

const limitsSchema = z
  .strictObject({
    budget: quoteUnits('Reserve it may have at work at once, committed and deployed together, per market'),
    inventoryLimit: quoteUnits('Largest absolute position at cost, per market'),
    lossLimit: quoteUnits('Realised plus unrealised loss, fees included, at which it stops for the rest of the activation'),
    mayBeShort: z.boolean().meta({ description: 'Whether it may sell what it does not hold. False for spot.' }),
  })
  .meta({ description: 'Limits that hold for one facility in one market.' })

const disposalSchema = z
  .strictObject({
    shareOfVolume: share('Pace of the disposal, as a share of what trades.'),
    sliceEverySeconds: positiveSeconds('Time between two slices.', 86_400),
    maxLossBps: bpsDistance('Sells no lower than cost less this, buys back no higher than cost plus this, while patient.'),
    patientForHours: z
      .number()
      .min(0)
      .max(8_760)
      .meta({ description: 'How long after the release the loss bound holds; then at the market, still paced.' }),
  })
  .meta({ description: 'How inventory is given back after the release.' })

const facilityTrigger = () => name().meta({ description: 'Name of the trigger that activates and releases this facility.' })

const depthDeploymentSchema = z
  .strictObject({
    trigger: facilityTrigger(),
    limits: limitsSchema,
    floors: z
      .array(
        z.strictObject({
          withinBps: z
            .union(depthDistancesBps.map((distance) => z.literal(distance)))
            .meta({ description: 'Distance from the mid at which depth is measured.' }),
          shareOfNorm: share('Depth to restore there, as a share of its norm, per side.'),
        }),
      )
      .min(1)
      .max(4)
      .meta({ description: 'Depth to restore within each distance of the mid. Distances ascend.' }),
    penalSpreadBps: bpsDistance('Quotes stand at least this far from the mid, so that the facility is dearer than a working market.'),
    requoteEverySeconds: positiveSeconds('Quotes are renewed at most this often.', 3_600),
    requoteBps: bpsDistance('... and only when they are off by more than this.'),
    withdrawSteps: z.int().min(1).max(20).meta({ description: 'Equal steps in which quotes are withdrawn while the trigger recovers.' }),
    disposal: disposalSchema,
  })
  .meta({ description: 'Two-sided quotes that restore depth to a floor.' })

const assetPurchaseSchema = z
  .strictObject({
    trigger: facilityTrigger(),
    limits: limitsSchema,
    discountBps: bpsDistance('Buys at or below the clipped reference less this; sells at or above it plus this.'),
    shareOfVolume: share('Slice, as a share of what traded since the last one.'),
    sliceEverySeconds: positiveSeconds('Time between two slices.', 86_400),
    disposal: disposalSchema,
  })
  .meta({ description: 'Purchases from forced sellers (or sales to forced buyers), and the way back.' })

/**
 * What a policy file may say: strict, bounded, units in the key names. Rules between fields are in `cross-checks`.
 *
 * @example
 * policyFileSchema.safeParse(parse(text)).success
 */
export const policyFileSchema = z
  .strictObject({
    name: name().meta({ description: 'What runs and reports call this policy by.' }),
    description: z.string().max(2_000).optional().meta({ description: 'For people: what kind of venue this is for.' }),
    openingReserve: z
      .number()
      .gt(0)
      .max(1e12)
      .meta({ description: 'Reserve at the start of a run, per quote asset, in whole units of it.' }),
    feeAllowanceBps: bpsDistance('Venue fees set aside with every order, on its notional; what is not charged is released.'),
    markEverySeconds: positiveSeconds('How often inventory is marked and its unrealised result booked.', 86_400),
    measure: measureSchema,
    triggers: z.array(triggerSchema).min(1).max(16).meta({ description: 'The rules. Each has its own state in each market.' }),
    depthDeployment: depthDeploymentSchema.optional(),
    assetPurchase: assetPurchaseSchema.optional(),
    margin: marginSchema.optional(),
    waterfall: waterfallSchema.optional(),
    auction: auctionSchema.optional(),
    lossGuarantee: lossGuaranteeSchema.optional(),
    collateralSupport: collateralSupportSchema.optional(),
    fundDraw: fundDrawSchema.optional(),
    randomised: randomisedSchema.optional(),
    deleveraging: deleveragingSchema.optional(),
    fundShares: fundSharesSchema.optional(),
  })
  .meta({ title: 'Seawall policy', description: 'When reserves step into a market, with how much, and how they come back.' })

/** A policy file that passed the schema. */
export type PolicyFile = z.infer<typeof policyFileSchema>

/** One condition as the file states it. */
export type ConditionFile = PolicyFile['triggers'][number]['conditions'][number]
