import type { TimeUs } from '../../base/time.ts'
import type { MarginAccount } from '../../margin/account/margin-account.ts'
import type { MarginModel, MarginRequirement } from '../../margin/margin-model.ts'
import type { MarginRefusal } from '../../margin/account/margin-refusal.ts'
import type { MarketSnapshot } from '../../margin/market-snapshot.ts'
import { valueAccount } from '../../margin/account/value-account.ts'

/** What a model asked of an account at one moment. */
export type MarginPoint = Readonly<{
  at: TimeUs
  initialMargin: number
  maintenanceMargin: number
  equity: number
  /** The worst scenario of the scan that loses most; absent for models without scenarios. */
  worst?: string
}>

/** A moment at which an account could not be margined, and why. */
export type MarginGap = Readonly<{ at: TimeUs; refusal: MarginRefusal }>

/** One account under one model through all snapshots, oldest first. */
export type MarginSeries = Readonly<{ account: string; model: string; points: readonly MarginPoint[]; gaps: readonly MarginGap[] }>

/** What a history is made of: which accounts, under which models. */
export type MarginHistoryQuestion = Readonly<{ accounts: readonly MarginAccount[]; models: readonly MarginModel[] }>

/** Collects series snapshot by snapshot, so that no more than one snapshot is held. */
export type MarginHistory = Readonly<{
  /** Margins every account under every model; snapshots are given oldest first. */
  take: (snapshot: MarketSnapshot) => void
  /** Accounts in their order, and models in theirs within each. */
  series: () => readonly MarginSeries[]
}>

/**
 * Margins accounts through time. The accounts do not change: what moves is the market and the model's answer to it.
 *
 * @example
 * const history = createMarginHistory({ accounts, models })
 * for (const snapshot of snapshots) history.take(snapshot)
 */
export function createMarginHistory(question: MarginHistoryQuestion): MarginHistory {
  const series = question.accounts.flatMap((account) =>
    question.models.map((model) => ({ account, model, points: [] as MarginPoint[], gaps: [] as MarginGap[] })),
  )
  return {
    take: (snapshot) => {
      for (const one of series) {
        const valued = valueAccount(one.account, snapshot)
        const assessed = valued.ok ? one.model.assess(valued.value, snapshot) : valued
        if (assessed.ok) one.points.push(pointOf(snapshot.at, assessed.value))
        else one.gaps.push({ at: snapshot.at, refusal: assessed.refusal })
      }
    },
    series: () => series.map(({ account, model, points, gaps }) => ({ account: account.id, model: model.name, points, gaps })),
  }
}

function pointOf(at: TimeUs, requirement: MarginRequirement): MarginPoint {
  const { initialMargin, maintenanceMargin, equity, scans } = requirement
  const worst = scans
    .map((scan) => scan.scenarios[scan.worst])
    .filter((scenario) => scenario !== undefined)
    .toSorted((a, b) => a.profit - b.profit)[0]
  return { at, initialMargin, maintenanceMargin, equity, ...(worst !== undefined && { worst: worst.name }) }
}
