import { assertNever } from '../base/assert.ts'
import type { Amount } from '../base/amount.ts'
import type {
  BackstopDecisionBody,
  Decision,
  DecisionBody,
  FacilityName,
  ModelEvidence,
  OrderIntent,
  SignalEvidence,
} from '../engine/decision.ts'
import { signalCatalogue } from '../engine/signal-catalogue.ts'
import type { LiveModelName } from '../risk/live/live-model.ts'
import type { EngineView, MarketView } from '../engine/view.ts'
import { auctionText, auctionTitle, isAuctionDecision } from './auction-decision-text.ts'
import { deleveragingText, deleveragingTitle, isDeleveragingDecision } from './deleveraging-decision-text.ts'
import { detectorText } from './detector-text.ts'
import { facilityText, facilityTitle, isFacilityDecision } from './facility-decision-text.ts'
import { formatDuration, formatMinor, formatNumber, formatPrice, formatSignal } from './format.ts'
import { fundText, fundTitle, isFundDecision } from './fund-decision-text.ts'
import { isMarginDecision, marginText, marginTitle, type MarginScales } from './margin-decision-text.ts'
import type { DecisionLine } from './schema.ts'
import { isWaterfallDecision, waterfallText, waterfallTitle } from './waterfall-decision-text.ts'

/** What a sentence about a decision needs to know of the market: scales, names, decimals. */
type Scales = Readonly<{ price: (ticks: number) => string; size: (lots: number) => string; money: (amount: Amount) => string }>

const facilityLabels: Readonly<Record<FacilityName, string>> = { depthDeployment: 'Depth deployment', assetPurchase: 'Asset purchase' }

/** What people call a live model. */
export const modelLabels: Readonly<Record<LiveModelName, string>> = {
  historical: 'Historical simulation',
  filteredHistorical: 'Filtered historical simulation',
  ewmaNormal: 'Normal, EWMA volatility',
}

const withdrawalReasons = {
  marketReturned: 'the market is returning',
  released: 'the backstop was released',
  bookUnknown: 'the book is unknown',
  requote: 'to be placed anew nearer the market',
  suspended: 'the facility is suspended',
  halted: 'the engine is halted',
} as const

const withholdingReasons = {
  payoffNotSupported: 'its books do not support this payoff',
  budgetSpent: 'its budget is spent',
  inventoryLimit: 'its inventory is at the limit',
  halted: 'the engine is halted',
} as const

/**
 * One decision as a line in a list: where it stands, and a sentence with prices and money in units.
 *
 * @param index - Its place among all decisions of the run, from 0.
 * @param view - The engine's view, for tick and lot sizes; without it ticks and lots are named as such.
 *
 * @example
 * decisionLine(decision, 0, session.view()).text // 'stressed to active: Quoted spread 61 bps (above 50 bps)'
 */
export function decisionLine(decision: Decision, index: number, view: EngineView | undefined): DecisionLine {
  const market = view?.markets.find((candidate) => candidate.market === decision.market)
  const scales = scalesOf(market, view)
  const { body } = decision
  return {
    index,
    id: decision.id,
    at: decision.at,
    kind: body.kind,
    ...(decision.market === undefined ? {} : { market: decision.market }),
    ...(decision.trigger === undefined ? {} : { trigger: decision.trigger }),
    ...('facility' in body ? { facility: body.facility } : {}),
    ...sideOf(body),
    ...('account' in body && body.account !== undefined ? { account: body.account } : {}),
    ...wordsOf(decision, view, scales),
  }
}

function wordsOf({ body, evidence }: Decision, view: EngineView | undefined, scales: Scales): Readonly<{ title: string; text: string }> {
  if (isFundDecision(body)) return { title: fundTitle(body), text: fundText(body, marginScalesOf(view)) }
  if (isMarginDecision(body)) return { title: marginTitle(body), text: marginText(body, marginScalesOf(view)) }
  if (isAuctionDecision(body)) return { title: auctionTitle(body), text: auctionText(body, marginScalesOf(view)) }
  if (isFacilityDecision(body)) return { title: facilityTitle(body), text: facilityText(body, marginScalesOf(view)) }
  if (isWaterfallDecision(body)) return { title: waterfallTitle(body), text: waterfallText(body, marginScalesOf(view)) }
  if (isDeleveragingDecision(body)) return { title: deleveragingTitle(body), text: deleveragingText(body, marginScalesOf(view)) }
  return { title: titleOf(body), text: textOf(body, evidence, scales) }
}

function sideOf(body: DecisionBody): Readonly<{ side?: 'buy' | 'sell' }> {
  if (body.kind === 'orderFilled') return { side: body.side }
  return body.kind === 'purchaseOrdered' || body.kind === 'disposalOrdered' ? { side: body.order.side } : {}
}

function scalesOf(market: MarketView | undefined, view: EngineView | undefined): Scales {
  return {
    price: (ticks) => (market ? formatPrice(ticks * market.tickSize, market.tickSize) : `${formatNumber(ticks)} ticks`),
    size: (lots) => (market ? `${formatNumber(lots * market.lotSize)} ${market.base}` : `${formatNumber(lots)} lots`),
    money: (amount) => {
      const decimals = view?.reserves.find((reserve) => reserve.asset === amount.asset)?.decimals
      return decimals === undefined ? `${amount.minor} minor ${amount.asset}` : `${formatMinor(amount.minor, decimals)} ${amount.asset}`
    },
  }
}

/** A contract that is a market of the run has its steps in the view; others are told in lots and ticks. */
function marginScalesOf(view: EngineView | undefined): MarginScales {
  const of = (contract: string): Scales =>
    scalesOf(
      view?.markets.find((market) => market.market === contract),
      view,
    )
  return {
    price: (contract, ticks) => of(contract).price(ticks),
    size: (contract, lots) => of(contract).size(lots),
    money: scalesOf(undefined, view).money,
    time: (at) => new Date(at / 1000).toISOString(),
  }
}

function titleOf(body: BackstopDecisionBody): string {
  switch (body.kind) {
    case 'triggerMoved':
      return `Trigger ${body.to}`
    case 'backstopActivated':
      return 'Backstop activated'
    case 'backstopReleased':
      return 'Backstop released'
    case 'quotesPlaced':
      return 'Quotes placed'
    case 'quotesWithdrawn':
      return 'Quotes withdrawn'
    case 'purchaseOrdered':
      return body.order.side === 'buy' ? 'Purchase ordered' : 'Sale ordered'
    case 'disposalOrdered':
      return 'Disposal ordered'
    case 'orderFilled':
      return body.side === 'buy' ? 'Bought' : 'Sold'
    case 'orderEnded':
      return body.why === 'rejected' ? 'Order rejected' : 'Order cancelled'
    case 'inventoryMarked':
      return 'Inventory marked'
    case 'facilitySuspended':
      return 'Facility suspended'
    case 'facilityWithheld':
      return 'Facility withheld'
    case 'modelDemoted':
      return 'Model demoted'
    case 'modelDistrusted':
      return 'Model distrusted'
    case 'modelTrusted':
      return 'Model trusted again'
    case 'engineHalted':
      return 'Engine halted'
    case 'engineResumed':
      return 'Engine resumed'
    default:
      return assertNever(body)
  }
}

function textOf(body: BackstopDecisionBody, evidence: readonly SignalEvidence[], scales: Scales): string {
  switch (body.kind) {
    case 'triggerMoved':
      return `${body.from} to ${body.to}${evidenceText(evidence)}`
    case 'backstopActivated':
      return `${listOf(body.facilities.map((name) => facilityLabels[name]))}${evidenceText(evidence)}`
    case 'backstopReleased':
      return `after ${formatDuration(body.activeForUs)} at work`
    case 'quotesPlaced':
      return `${ordersText(body.orders.length)} around ${scales.price(body.midTicks)}: ${bothSides(body.orders, scales)}`
    case 'quotesWithdrawn':
      return `${ordersText(body.orders.length)}, ${withdrawalReasons[body.why]}`
    case 'purchaseOrdered':
      return `${orderText(body.order, scales)}; reference ${scales.price(body.referenceTicks)}, ${boundText(body.boundTicks, scales)}`
    case 'disposalOrdered':
      return `${orderText(body.order, scales)}; cost ${scales.price(body.averageCostTicks)}, ${boundText(body.boundTicks, scales)}`
    case 'orderFilled':
      return `${scales.size(body.lots)} at ${scales.price(body.ticks)}; realised ${scales.money(body.realised)}, fee ${scales.money(body.fee)}`
    case 'orderEnded':
      return `${scales.size(body.lotsLeft)} left unfilled${body.detail === undefined ? '' : `: ${body.detail}`}`
    case 'inventoryMarked':
      return `at ${scales.price(body.markTicks)}: unrealised ${scales.money(body.unrealised)}, change ${scales.money(body.change)}`
    case 'facilitySuspended':
      return `${facilityLabels[body.facility]}: its loss limit is reached`
    case 'facilityWithheld':
      return `${facilityLabels[body.facility]}: ${withholdingReasons[body.why]}`
    case 'modelDemoted':
      return `${modelLabels[body.model]}: ${recordText(body.record)}. ${modelLabels[body.successor]} speaks now: ${recordText(body.successorRecord)}`
    case 'modelDistrusted':
      return `${modelLabels[body.model]}: ${recordText(body.record)}; no challenger holds`
    case 'modelTrusted':
      return `${modelLabels[body.model]}: ${recordText(body.record)}`
    case 'engineHalted':
    case 'engineResumed':
      return `by ${body.by}: ${body.reason}`
    default:
      return assertNever(body)
  }
}

function recordText({ confidence, exceedances, observations, expected, pValue }: ModelEvidence): string {
  const test = pValue === undefined ? '' : `, p ${formatProbability(pValue)}`
  return `${formatNumber(exceedances)} of ${formatNumber(observations)} losses beyond value at risk at ${formatNumber(confidence * 100)} %, ${formatNumber(expected)} expected${test}`
}

/** A probability near zero is a power of ten; nobody counts its digits. */
function formatProbability(probability: number): string {
  return probability < 0.001 ? `below 10^${Math.ceil(Math.log10(Math.max(probability, 1e-300)))}` : formatNumber(probability)
}

function evidenceText(evidence: readonly SignalEvidence[]): string {
  const met = evidence.filter((item) => item.condition === 'met').map(metText)
  return met.length === 0 ? '' : `: ${met.join(', ')}`
}

function metText(item: SignalEvidence): string {
  const entry = signalCatalogue.find((candidate) => candidate.name === item.signal)
  const write = (value: number): string => formatSignal(value, entry?.unit ?? 'count')
  const value = item.reading.kind === 'known' ? write(item.reading.value) : 'unknown'
  const against = item.detector === undefined ? `${item.direction} ${write(item.fire)}` : detectorText(item.detector)
  return `${entry?.label ?? item.signal} ${value} (${against})`
}

function orderText(order: OrderIntent, scales: Scales): string {
  return `${order.side} ${scales.size(order.lots)} at ${scales.price(order.ticks)}`
}

/** A disposal whose patience is over has no bound: the engine writes the lowest or the highest tick there is. */
function boundText(boundTicks: number, scales: Scales): string {
  return boundTicks <= 1 || boundTicks >= Number.MAX_SAFE_INTEGER ? 'at the market' : `bound ${scales.price(boundTicks)}`
}

function ordersText(count: number): string {
  return count === 1 ? '1 order' : `${count} orders`
}

function bothSides(orders: readonly OrderIntent[], scales: Scales): string {
  const total = (side: 'buy' | 'sell'): number => orders.filter((order) => order.side === side).reduce((sum, order) => sum + order.lots, 0)
  return `${scales.size(total('buy'))} bid, ${scales.size(total('sell'))} offered`
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? 'no facility' : names.join(' and ')
}
