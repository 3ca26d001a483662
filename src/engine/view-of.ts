import { facilityAccounts, reserveAccounts, type FacilityAccounts } from '../accounting/chart.ts'
import { amount } from '../base/amount.ts'
import { facilityNames } from '../backstop/facility.ts'
import { averageCostTicks } from '../backstop/position.ts'
import { accountOf } from '../ledger/account.ts'
import { availableOf, balanceOf } from '../ledger/balance.ts'
import { lotSize, tickSize } from '../market/instrument.ts'
import { readingAt } from '../trigger/reading.ts'
import { conditionStates } from '../trigger/evaluate.ts'
import { accountsOf, budgetOf } from './books.ts'
import { desksOf, type Desk } from './desks.ts'
import { detectorEvidenceOf } from './detector-evidence.ts'
import { liveForecast } from '../risk/live/live-model.ts'
import { lossesViewOf } from './loss/losses-view.ts'
import { modelEvidence } from './model-bench.ts'
import { referenceTicksOf, touchOf, type MarketState } from './market-state.ts'
import type { Policy } from './policy.ts'
import { signalNames } from './signal-catalogue.ts'
import type { EngineState } from './state.ts'
import type { EngineView, FacilityView, MarketView, ModelView, ReserveView, TriggerView } from './view.ts'

/**
 * The engine as a reader sees it: a copy, plain data. `undefined` before the run has started.
 *
 * @example
 * viewOf(state)?.markets[0]?.triggers[0]?.phase // 'calm'
 */
export function viewOf(state: EngineState): EngineView | undefined {
  const { terms } = state
  if (terms === undefined) return undefined
  const losses = lossesViewOf(state)
  return {
    seq: state.seq,
    at: state.at,
    halted: state.halted,
    policyName: terms.policy.name,
    policyHash: terms.policy.hash,
    counts: { ...state.counts },
    markets: [...state.markets.values()].map((market) => marketView(state, market, terms.policy)),
    reserves: reserveViews(state),
    ...(losses && { losses }),
  }
}

/**
 * Each quote asset's reserve: what is available, committed, deployed, and how it has fared.
 *
 * @example
 * reserveViews(state)[0]?.available.minor // 50_000_000_000_000n
 */
export function reserveViews(state: EngineState): readonly ReserveView[] {
  return [...state.reserves].map(([asset, reserve]) => {
    const account = accountOf(state.ledger, reserveAccounts(asset).reserve)
    const total = (column: keyof FacilityAccounts): bigint => sumOf(state, asset, column)
    return {
      asset,
      decimals: reserve.decimals,
      opening: amount(asset, reserve.openingMinor),
      available: amount(asset, availableOf(state.ledger, account.id)),
      committed: amount(asset, account.debitsPending),
      deployed: amount(asset, total('deployed')),
      realised: amount(asset, -total('realised')),
      unrealised: amount(asset, total('revaluation')),
      fees: amount(asset, total('fees')),
    }
  })
}

/** Over the facilities of every market of the asset: by name, as the ledger may hold the accounts of many members besides. */
function sumOf(state: EngineState, asset: string, column: keyof FacilityAccounts): bigint {
  let sum = 0n
  for (const { instrument } of state.markets.values()) {
    if (instrument.quote !== asset) continue
    for (const facility of facilityNames) sum += balanceOf(state.ledger, facilityAccounts(facility, instrument.id)[column])
  }
  return sum
}

function marketView(state: EngineState, market: MarketState, policy: Policy): MarketView {
  const { instrument, book } = market
  const touch = touchOf(market)
  const referenceTicks = referenceTicksOf(market)
  return {
    market: instrument.id,
    quote: instrument.quote,
    base: instrument.base,
    tickSize: tickSize(instrument),
    lotSize: lotSize(instrument),
    modelled: instrument.bookSource === 'modelled',
    integrity: book.integrity,
    ...(touch && { ...touch, midTicks: (touch.bidTicks + touch.askTicks) / 2 }),
    ...(market.lastTicks >= 0 && { lastTicks: market.lastTicks }),
    ...(referenceTicks !== undefined && { referenceTicks }),
    signals: Object.fromEntries(signalNames.map((name, index) => [name, readingAt(market.signals, index)])),
    triggers: triggerViews(state, market, policy),
    facilities: desksOf(market, policy).map((desk) => facilityView(state, desk)),
    models: modelViews(market, policy),
  }
}

function modelViews(market: MarketState, policy: Policy): readonly ModelView[] {
  const { entries, champion, distrusted } = market.assessment.models
  return entries.map((entry, place) => {
    const forecast = liveForecast(entry.model)
    return {
      name: entry.model.name,
      standing: place !== champion ? 'challenger' : distrusted ? 'distrusted' : 'champion',
      ...(forecast && { valueAtRisk: forecast.valueAtRisk, expectedShortfall: forecast.expectedShortfall }),
      record: modelEvidence(entry, policy.measure),
    }
  })
}

function triggerViews(state: EngineState, market: MarketState, policy: Policy): readonly TriggerView[] {
  return policy.triggers.flatMap((rule, place) => {
    const trigger = market.triggers[place]
    if (trigger === undefined) return []
    const states = conditionStates(trigger, rule, market.signals)
    return {
      name: rule.name,
      phase: trigger.phase,
      since: trigger.since,
      heldForUs: trigger.heldFor,
      holdForUs: rule.holdFor,
      releaseHoldForUs: rule.releaseHoldFor,
      ...(trigger.coolingUntil > state.at && { coolingUntil: trigger.coolingUntil }),
      conditions: rule.conditions.map((condition, index) => ({
        signal: condition.signal,
        reading: readingAt(market.signals, condition.index),
        direction: condition.direction,
        fire: condition.fire,
        release: condition.release,
        met: states[index] === 'met',
        ...detectorEvidenceOf(condition, trigger, index),
      })),
    }
  })
}

function facilityView(state: EngineState, desk: Desk): FacilityView {
  const { facility, market } = desk
  const accounts = accountsOf(desk)
  const budget = budgetOf(state, desk)
  const asset = market.instrument.quote
  const openOrders = [...state.orders.values()]
    .filter((order) => !order.isOver && order.market === market.instrument.id && order.facility === facility.facility)
    .map(({ orderId, side, ticks, lotsLeft }) => ({ orderId, side, ticks, lots: lotsLeft }))
  return {
    facility: facility.facility,
    suspended: facility.suspended,
    positionLots: facility.position.lots,
    averageCostTicks: averageCostTicks(market.instrument, facility.position),
    committed: budget.committed,
    deployed: budget.deployed,
    budget: budget.limit,
    realised: amount(asset, -balanceOf(state.ledger, accounts.realised)),
    unrealised: amount(asset, balanceOf(state.ledger, accounts.revaluation)),
    fees: amount(asset, balanceOf(state.ledger, accounts.fees)),
    openOrders,
  }
}
