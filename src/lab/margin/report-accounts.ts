import { accept, type Result } from '../../base/result.ts'
import { analyseAccount, type AccountAnalysis } from '../../margin/analysis/analyse-account.ts'
import { assessAccount } from '../../margin/analysis/assess-account.ts'
import { marginCurve, type CurvePoint } from '../../margin/analysis/margin-curve.ts'
import { snapshotIf, type WhatIf } from '../../margin/analysis/what-if.ts'
import { enteredAtMarks } from '../../margin/account/entered-at-marks.ts'
import { healthOf, type AccountHealth } from '../../margin/health.ts'
import type { MarginAccount } from '../../margin/account/margin-account.ts'
import type { MarginModel, MarginRequirement } from '../../margin/margin-model.ts'
import type { MarginRefusal } from '../../margin/account/margin-refusal.ts'
import type { MarketSnapshot } from '../../margin/market-snapshot.ts'

/** The figures of an account that is known, and what follows from them. */
export type KnownMargin = Readonly<{ requirement: MarginRequirement; health: AccountHealth }>

/** The figures in other markets. */
export type WhatIfMargin = Readonly<{ whatIf: WhatIf; outcome: Result<KnownMargin, MarginRefusal> }>

/** An account under one model; `analysis` and `curve` where they were asked for. */
export type ModelMargin = KnownMargin &
  Readonly<{ analysis?: AccountAnalysis; whatIfs: readonly WhatIfMargin[]; curve?: readonly CurvePoint[] }>

/** An account under each model, in the order asked. */
export type AccountMargins = Readonly<{
  account: MarginAccount
  models: readonly Readonly<{ model: MarginModel; outcome: Result<ModelMargin, MarginRefusal> }>[]
}>

/** What is asked of every account. */
export type MarginQuestion = Readonly<{
  snapshot: MarketSnapshot
  models: readonly MarginModel[]
  whatIfs: readonly WhatIf[]
  /** `figures` are quick; `everything` asks what each position and price does, which takes some hundred assessments an account. */
  depth: 'figures' | 'everything'
  /** Draws a curve: of all prices together, or of one underlying. */
  curve?: Readonly<{ underlying?: string }>
}>

/**
 * Margins one account under each model. An account that cannot be valued is told so, and nothing else of it is.
 *
 * @example
 * accounts.map((account) => marginsOf(account, { snapshot, models, whatIfs: [], depth: 'everything' }))
 */
export function marginsOf(account: MarginAccount, question: MarginQuestion): AccountMargins {
  return { account, models: question.models.map((model) => ({ model, outcome: marginUnder(model, account, question) })) }
}

function marginUnder(model: MarginModel, account: MarginAccount, question: MarginQuestion): Result<ModelMargin, MarginRefusal> {
  const { snapshot, whatIfs, depth, curve } = question
  const entered = enteredAtMarks(account, snapshot)
  const known = knownMargin(account, snapshot, model)
  if (!known.ok) return known
  const analysis = depth === 'everything' ? analyseAccount(account, { snapshot, model }) : undefined
  return accept({
    ...known.value,
    ...(analysis?.ok === true && { analysis: analysis.value }),
    whatIfs: whatIfs.map((whatIf) => ({ whatIf, outcome: knownMargin(entered, snapshotIf(snapshot, whatIf), model) })),
    ...(curve !== undefined && { curve: marginCurve(account, { snapshot, model, ...curve }) }),
  })
}

function knownMargin(account: MarginAccount, snapshot: MarketSnapshot, model: MarginModel): Result<KnownMargin, MarginRefusal> {
  const assessed = assessAccount(account, { snapshot, model })
  const health = healthOf(assessed, account.id)
  if (!assessed.ok) return assessed
  return health.status === 'unknown' ? { ok: false, refusal: health.refusal } : accept({ requirement: assessed.value, health })
}
