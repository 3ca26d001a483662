import type { Result } from '../base/result.ts'
import { finiteRequirement } from './finite-requirement.ts'
import { requireFraction } from './fraction.ts'
import type { MarginRequirement } from './margin-model.ts'
import type { MarginRefusal } from './account/margin-refusal.ts'

/** What may be done with an account, from best to worst; `unknown` is none of them. */
export const accountStatuses = ['healthy', 'restricted', 'callable', 'bankrupt', 'unknown'] as const

/**
 * `healthy`: may take new risk. `restricted`: below initial margin, may only reduce. `callable`: below maintenance margin, is called and may
 * be liquidated. `bankrupt`: owes more than it has. `unknown`: could not be valued; it takes no new risk, and is not liquidated.
 */
export type AccountStatus = (typeof accountStatuses)[number]

/** Maintenance margin over equity: 1 is the line. Without equity there is nothing to divide by, and the line is passed. */
export type MarginRatio = Readonly<{ kind: 'ratio'; value: number }> | Readonly<{ kind: 'noEquity' }>

/** Equity less each of the three requirements, in quote, each at most the next; and what follows from them. */
export type AccountHealth = Readonly<{
  status: Exclude<AccountStatus, 'unknown'>
  equity: number
  initialBalance: number
  /** A liquidation that has begun ends when this is 0 or above. */
  liquidationEndBalance: number
  maintenanceBalance: number
  ratio: MarginRatio
}>

/** An account that could not be valued, and why. */
export type UnknownHealth = Readonly<{ status: 'unknown'; refusal: MarginRefusal }>

/** Where a liquidation ends. */
export type HealthTerms = Readonly<{
  /** The level at which it ends, as a fraction of the way from maintenance to initial margin, from 0 to 1. */
  liquidationEndShare: number
}>

/** A liquidation ends half of the way from maintenance to initial margin: not at the line, where the next tick would begin it again. */
export const healthTerms: HealthTerms = { liquidationEndShare: 0.5 }

/**
 * The health of an account whose margin was asked for.
 *
 * @param assessed - What a model answered; a figure that is not finite is a refusal too, since no comparison with it means anything.
 * @param account - Its name, for that refusal.
 * @throws ArgumentError for a share that is not from 0 to 1.
 *
 * @example
 * healthOf(model.assess(valued, snapshot), 'fund-7').status // 'healthy'
 */
export function healthOf(
  assessed: Result<MarginRequirement, MarginRefusal>,
  account: string,
  terms: HealthTerms = healthTerms,
): AccountHealth | UnknownHealth {
  const finite = finiteRequirement(assessed, account)
  return finite.ok ? knownHealth(finite.value, terms) : { status: 'unknown', refusal: finite.refusal }
}

/**
 * Maintenance margin over equity.
 *
 * @returns 0 where nothing is demanded and nothing owed; `noEquity` where something is demanded of equity that is 0 or below, or is owed.
 *
 * @example
 * marginRatio({ equity: 200, maintenanceMargin: 50 }) // { kind: 'ratio', value: 0.25 }
 */
export function marginRatio({ equity, maintenanceMargin }: Pick<MarginRequirement, 'equity' | 'maintenanceMargin'>): MarginRatio {
  const demanded = Math.max(0, maintenanceMargin)
  if (equity > 0) return { kind: 'ratio', value: demanded / equity }
  return equity === 0 && demanded === 0 ? { kind: 'ratio', value: 0 } : { kind: 'noEquity' }
}

/**
 * Initial, liquidation-end and maintenance margin, each at least the next. Here, and nowhere else, an initial margin below maintenance margin
 * is raised to it: a model whose two figures come from different scenarios could otherwise let an account take risk that may be liquidated
 * at once.
 *
 * @throws ArgumentError for a share that is not from 0 to 1.
 *
 * @example
 * orderedMargins({ initialMargin: 100, maintenanceMargin: 60 }, { liquidationEndShare: 0.5 }) // { initial: 100, liquidationEnd: 80, maintenance: 60 }
 */
export function orderedMargins(
  { initialMargin, maintenanceMargin }: Pick<MarginRequirement, 'initialMargin' | 'maintenanceMargin'>,
  { liquidationEndShare }: HealthTerms,
): Readonly<{ initial: number; liquidationEnd: number; maintenance: number }> {
  requireFraction('liquidationEndShare', liquidationEndShare)
  const initial = Math.max(initialMargin, maintenanceMargin)
  const between = maintenanceMargin + liquidationEndShare * (initial - maintenanceMargin)
  // The sum may round past the end it goes to.
  return { initial, liquidationEnd: Math.min(initial, between), maintenance: maintenanceMargin }
}

function knownHealth(requirement: MarginRequirement, terms: HealthTerms): AccountHealth {
  const { equity } = requirement
  const margins = orderedMargins(requirement, terms)
  const initialBalance = equity - margins.initial
  const maintenanceBalance = equity - margins.maintenance
  return {
    status: statusOf(equity, initialBalance, maintenanceBalance),
    equity,
    initialBalance,
    liquidationEndBalance: equity - margins.liquidationEnd,
    maintenanceBalance,
    ratio: marginRatio(requirement),
  }
}

function statusOf(equity: number, initialBalance: number, maintenanceBalance: number): AccountHealth['status'] {
  if (equity < 0) return 'bankrupt'
  if (maintenanceBalance < 0) return 'callable'
  return initialBalance < 0 ? 'restricted' : 'healthy'
}
