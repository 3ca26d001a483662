import { invariant } from '../base/assert.ts'
import { encode } from '../base/codec.ts'
import { hashOf } from '../base/hash.ts'
import { seconds } from '../base/time.ts'
import type {
  AssetPurchasePolicy,
  DepthDeploymentPolicy,
  DisposalPolicy,
  FlowPolicy,
  MeasurePolicy,
  ModelPolicy,
  Policy,
} from '../engine/policy.ts'
import { signalIndex } from '../engine/signal-catalogue.ts'
import type { Condition, Rule } from '../trigger/rule.ts'
import type { ConditionFile, PolicyFile } from './schema.ts'
import { toAuction } from './to-auction.ts'
import { detectorConditionOf } from './to-detector.ts'
import { toFundShares } from './to-fund-shares.ts'
import { toDeleveraging } from './to-deleveraging.ts'
import { toFacilities } from './to-facilities.ts'
import { toMargin } from './to-margin.ts'
import { toWaterfall } from './to-waterfall.ts'

/**
 * A checked file in core units, with its hash. The hash covers what governs, so comments, layout and the description do not change it.
 *
 * @example
 * toPolicy(file).hash
 */
export function toPolicy(file: PolicyFile): Policy {
  const governing: Omit<Policy, 'hash'> = {
    name: file.name,
    measure: measureOf(file.measure),
    triggers: file.triggers.map(ruleOf),
    openingReserve: file.openingReserve,
    feeAllowanceBps: file.feeAllowanceBps,
    markEvery: seconds(file.markEverySeconds),
    ...(file.depthDeployment === undefined ? {} : { depthDeployment: depthDeploymentOf(file.depthDeployment) }),
    ...(file.assetPurchase === undefined ? {} : { assetPurchase: assetPurchaseOf(file.assetPurchase) }),
    ...(file.margin === undefined ? {} : { margin: toMargin(file.margin) }),
    ...(file.waterfall === undefined ? {} : { waterfall: toWaterfall(file.waterfall) }),
    ...toFacilities(file),
    ...(file.auction === undefined ? {} : { auction: toAuction(file.auction) }),
    ...(file.deleveraging === undefined ? {} : { deleveraging: toDeleveraging(file.deleveraging) }),
    ...(file.fundShares === undefined ? {} : { fundShares: toFundShares(file.fundShares) }),
  }
  return { ...governing, hash: hashOf(encode(governing)) }
}

function measureOf(file: PolicyFile['measure']): MeasurePolicy {
  return {
    returnEvery: seconds(file.returnEverySeconds),
    costToTradeNotional: file.costToTradeNotional,
    liquidationHorizon: seconds(file.liquidationHorizonSeconds ?? defaultLiquidationHorizonSeconds),
    normTimeConstant: seconds(file.normTimeConstantHours * 3600),
    normMinimumHistory: seconds(file.normMinimumHistorySeconds),
    volumeWindow: seconds(file.volumeWindowSeconds),
    ewmaLambda: file.ewmaLambda,
    realisedVolatilityReturns: file.realisedVolatilityReturns,
    jumpTestReturns: file.jumpTestReturns ?? defaultJumpTestReturns,
    tailWindowReturns: file.tailWindowReturns,
    tailMinimumReturns: file.tailMinimumReturns,
    valueAtRiskConfidence: file.valueAtRiskConfidence,
    expectedShortfallConfidence: file.expectedShortfallConfidence,
    models: modelsOf(file),
    flow: flowOf(file.flow ?? defaultFlow),
    bookStaleAfter: seconds(file.bookStaleAfterSeconds),
    referenceMaxMovePerHour: file.referenceMaxMovePerHour,
  }
}

/** A policy that names no models has the one there always was, alone, so that nothing demotes it. */
function modelsOf({ models, tailWindowReturns }: PolicyFile['measure']): ModelPolicy {
  if (models === undefined) {
    return { names: ['historical'], scoreWindowReturns: tailWindowReturns, scoreMinimumReturns: tailWindowReturns, coverageLevel: 0 }
  }
  const { champion, challengers, scoreWindowReturns, scoreMinimumReturns, coverageLevel } = models
  return { names: [champion, ...challengers], scoreWindowReturns, scoreMinimumReturns, coverageLevel }
}

/** For policies written before there was a jump test: an hour of minutes. The statistic is not normal over much less. */
const defaultJumpTestReturns = 60

/** For policies written before there was a liquidity-adjusted shortfall: a day, the usual horizon of value at risk. */
const defaultLiquidationHorizonSeconds = 86_400

/** For policies written before there were signals of flow. Each number has its reason in the profiles. */
const defaultFlow: NonNullable<PolicyFile['measure']['flow']> = {
  effectiveSpreadWindowSeconds: 60,
  orderFlowWindowSeconds: 60,
  resiliencySampleSeconds: 1,
  resiliencyWindowSamples: 120,
}

function flowOf(file: NonNullable<PolicyFile['measure']['flow']>): FlowPolicy {
  return {
    effectiveSpreadWindow: seconds(file.effectiveSpreadWindowSeconds),
    orderFlowWindow: seconds(file.orderFlowWindowSeconds),
    resiliencySampleEvery: seconds(file.resiliencySampleSeconds),
    resiliencySamples: file.resiliencyWindowSamples,
  }
}

function ruleOf(file: PolicyFile['triggers'][number]): Rule {
  return {
    name: file.name,
    conditions: file.conditions.map(conditionOf),
    agreeing: file.require === 'all' ? file.conditions.length : file.require === 'any' ? 1 : file.require.atLeast,
    holdFor: seconds(file.holdSeconds),
    releaseHoldFor: seconds(file.releaseHoldSeconds),
    coolDownFor: seconds(file.coolDownSeconds),
  }
}

function conditionOf(file: ConditionFile): Condition {
  if ('detector' in file) return detectorConditionOf(file)
  const index = signalIndex(file.signal)
  invariant(index >= 0, 'a checked policy names signals of the catalogue')
  if ('fireAbove' in file) {
    const { signal, fireAbove: fire, releaseBelow: release, watchAbove: watch = fire } = file
    return { signal, index, direction: 'above', fire, release, watch }
  }
  const { signal, fireBelow: fire, releaseAbove: release, watchBelow: watch = fire } = file
  return { signal, index, direction: 'below', fire, release, watch }
}

function disposalOf(file: NonNullable<PolicyFile['assetPurchase']>['disposal']): DisposalPolicy {
  return {
    shareOfVolume: file.shareOfVolume,
    sliceEvery: seconds(file.sliceEverySeconds),
    maxLossBps: file.maxLossBps,
    patientFor: seconds(file.patientForHours * 3600),
  }
}

function depthDeploymentOf(file: NonNullable<PolicyFile['depthDeployment']>): DepthDeploymentPolicy {
  return {
    trigger: file.trigger,
    limits: { ...file.limits },
    floors: file.floors.map((floor) => ({ ...floor })),
    penalSpreadBps: file.penalSpreadBps,
    requoteEvery: seconds(file.requoteEverySeconds),
    requoteBps: file.requoteBps,
    withdrawSteps: file.withdrawSteps,
    disposal: disposalOf(file.disposal),
  }
}

function assetPurchaseOf(file: NonNullable<PolicyFile['assetPurchase']>): AssetPurchasePolicy {
  return {
    trigger: file.trigger,
    limits: { ...file.limits },
    discountBps: file.discountBps,
    shareOfVolume: file.shareOfVolume,
    sliceEvery: seconds(file.sliceEverySeconds),
    disposal: disposalOf(file.disposal),
  }
}
