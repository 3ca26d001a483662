// Who bears a loss: layers of a waterfall, caps, what is cut from withdrawals, and what a fund must hold. A public subpath: other folders import the files themselves.

export { allocateLoss, type LayerUse, type Loss, type LossAllocation, type LossRefusal } from './layers/allocate-loss.ts'
export { checkTerms, type TermsFault } from './layers/check-terms.ts'
export { deficitKey } from './layers/deficit-key.ts'
export { fractionOf, toNumber, type Fraction } from './layers/fraction.ts'
export { layerKinds, type LayerKind } from './layers/layer-kind.ts'
export { emptyMember, noResources, type LossMember, type LossResources } from './layers/loss-resources.ts'
export { isRunning, periodWithDefault, type CappedPeriod } from './layers/capped-period.ts'
export { assessable } from './layers/shared-capacity.ts'
export {
  cutWithdrawal,
  socialisedLossFactor,
  venueShortfall,
  type SocialisationRule,
  type SocialisedShortfall,
} from './layers/socialised-loss.ts'
export { lastResortCut, lastResortPreview, type LastResortCut, type LastResortStep, type LastResortTerms } from './layers/last-resort.ts'
export {
  layerName,
  type AssessmentCap,
  type CappedPeriodTerms,
  type LayerTerms,
  type PayingOrder,
  type WaterfallTerms,
} from './layers/waterfall-terms.ts'
export { stressCover, type StressCover, type StressLosses } from './cover.ts'
export {
  cmeWaterfall,
  eurexWaterfall,
  exchangeWaterfall,
  occWaterfall,
  protocolWaterfall,
  waterfallProfiles,
  type PublishedTranche,
  type WaterfallProfile,
} from './waterfall-profiles.ts'
