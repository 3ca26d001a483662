import { compact, levelText, signalText } from './format.ts'
import { durationText } from './time.ts'
import type { Market, Phase, SignalInfo, Trigger, TriggerCondition } from './types.ts'

/** Phases from harmless to grave: recovering still has the backstop at work, so it outranks stressed. */
const gravity: Readonly<Record<Phase, number>> = { calm: 0, watch: 1, stressed: 2, recovering: 3, active: 4 }

/** What each phase means, in a line. */
export const phaseMeaning: Readonly<Record<Phase, string>> = {
  calm: 'Nothing beyond its watch level.',
  watch: 'A signal is beyond its watch level.',
  stressed: 'The rule holds; the backstop fires if it goes on.',
  active: 'The backstop is at work.',
  recovering: 'The rule is released; the backstop withdraws in steps.',
}

/** Short names of signals, where the catalogue's label is too long. */
const shortLabels: Readonly<Record<string, string>> = {
  depth10Ratio: 'Depth ±10 bps vs norm',
  depth25Ratio: 'Depth ±25 bps vs norm',
  depth50Ratio: 'Depth ±50 bps vs norm',
  depth100Ratio: 'Depth ±100 bps vs norm',
  depth10Bps: 'Depth ±10 bps',
  depth25Bps: 'Depth ±25 bps',
  depth50Bps: 'Depth ±50 bps',
  depth100Bps: 'Depth ±100 bps',
  costToTradeBps: 'Cost to trade',
  volumeRatio: 'Volume vs norm',
  realisedVolatility: 'Realised volatility',
  ewmaVolatility: 'EWMA volatility',
  jumpStatistic: 'Jump statistic',
  valueAtRisk: 'Value at risk 99 %',
  expectedShortfall: 'Expected shortfall 97.5 %',
  priceGap: 'Price vs clipped reference',
  liquidityAdjustedShortfall: 'Shortfall and cost to leave',
  fundExitQueue: 'Fund shares leaving',
}

/** Why a signal is unknown, in words. */
export const unknownWords: Readonly<Record<string, string>> = {
  awaitingSnapshot: 'awaiting a snapshot',
  gap: 'a message is missing',
  crossed: 'book crossed',
  stale: 'book stale',
  oneSided: 'one side is empty',
  insufficientDepth: 'not enough depth',
  warmingUp: 'warming up',
  noTrades: 'no trades',
  notMeanReverting: 'does not come back',
  constantSeries: 'does not vary',
  fasterThanSampled: 'comes back within a sample',
}

/**
 * The gravest trigger of a market: the one whose phase is the market's word.
 *
 * @example
 * gravest(market)?.phase // 'active'
 */
export function gravest(market: Market): Trigger | undefined {
  let worst: Trigger | undefined
  for (const trigger of market.triggers) if (worst === undefined || gravity[trigger.phase] > gravity[worst.phase]) worst = trigger
  return worst
}

/**
 * A signal's short name.
 *
 * @example
 * shortLabel('depth25Ratio', run.signals) // 'Depth ±25 bps vs norm'
 */
export function shortLabel(signal: string, signals: readonly SignalInfo[]): string {
  return shortLabels[signal] ?? signals.find((entry) => entry.name === signal)?.label ?? signal
}

/**
 * A camel-cased name as words.
 *
 * @example
 * words('depthLoss') // 'Depth loss'
 */
export function words(name: string): string {
  const spaced = name
    .replaceAll(/([a-z0-9])([A-Z])/g, (_all, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replaceAll('-', ' ')
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}

/**
 * Why the market is in its state, in one line: the conditions that hold, with their values.
 *
 * @example
 * whyLine(market, run.signals) // 'Quoted spread 12.1 bps (fires above 8 bps)'
 */
export function whyLine(market: Market, signals: readonly SignalInfo[]): string {
  const trigger = gravest(market)
  if (trigger === undefined) return 'The policy has no trigger for this market.'
  const met = trigger.conditions.filter((condition) => condition.met)
  const held = heldText(trigger)
  if (met.length === 0) return trigger.phase === 'calm' ? 'No signal is beyond its threshold.' : `${phaseMeaning[trigger.phase]}${held}`
  const parts = met.slice(0, 2).map((condition) => conditionText(condition, market, signals))
  const more = met.length > 2 ? ` and ${met.length - 2} more` : ''
  return `${parts.join(', ')}${more}.${held}`
}

function conditionText(condition: TriggerCondition, market: Market, signals: readonly SignalInfo[]): string {
  const unit = signals.find((entry) => entry.name === condition.signal)?.unit
  const value = signalText(condition.reading, unit, market.quote)
  const level = (threshold: number): string => levelText(threshold, unit, market.quote)
  if (condition.detector !== undefined) return `${shortLabel(condition.signal, signals)} ${value} (${detectorText(condition.detector)})`
  const beyond = condition.reading.kind === 'known' && severity(condition, condition.reading.value) > 1
  const rule = beyond
    ? `fires ${condition.direction} ${level(condition.fire)}`
    : `releases ${condition.direction === 'above' ? 'below' : 'above'} ${level(condition.release)}`
  return `${shortLabel(condition.signal, signals)} ${value} (${rule})`
}

function heldText(trigger: Trigger): string {
  if (trigger.phase === 'stressed') return ` Held ${durationText(trigger.heldForUs)} of ${durationText(trigger.holdForUs)}.`
  if (trigger.phase === 'recovering')
    return ` Released for ${durationText(trigger.heldForUs)} of ${durationText(trigger.releaseHoldForUs)}.`
  return ''
}

type Detector = NonNullable<TriggerCondition['detector']>

const detectorWords: Readonly<Record<Detector['kind'], string>> = {
  cusum: 'CUSUM',
  eDetector: 'e-detector',
  changePoint: 'change probability',
}

/**
 * What a detector saw and how often that is a false alarm.
 *
 * @example
 * detectorText(detector) // 'CUSUM 3.2 of 14.7, stated at one false alarm per 180 d'
 */
export function detectorText(detector: Detector): string {
  if (detector.learning) return `${detectorWords[detector.kind]} learning what is calm`
  const every = durationText(detector.oneFalseAlarmPerObservations * detector.observeEverySeconds * 1e6)
  return `${detectorWords[detector.kind]} ${compact(detector.statistic)} of ${compact(detector.threshold)}, stated at one false alarm per ${every}`
}

/**
 * How far a detector is on its way to the alarm: 0 at rest, 1 at its threshold. Wealth grows by factors, so its logarithm is taken.
 *
 * @example
 * detectorLevel({ kind: 'cusum', statistic: 7, threshold: 14, ... }) // 0.5
 */
export function detectorLevel({ kind, statistic, threshold }: Detector): number {
  return kind === 'eDetector' ? Math.log1p(statistic) / Math.log1p(threshold) : statistic / threshold
}

/**
 * Where a value stands against its thresholds, whatever its unit and direction: 0 at the release level, 1 at the fire level.
 *
 * @example
 * severity({ direction: 'below', fire: 0.35, release: 0.6, ... }, 0.35) // 1
 */
export function severity(condition: TriggerCondition, value: number): number {
  const sign = condition.direction === 'above' ? 1 : -1
  const span = Math.abs(condition.fire - condition.release) || Math.abs(condition.fire) * 0.5 || 1
  return 1 + (sign * (value - condition.fire)) / span
}
