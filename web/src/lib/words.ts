import type { Market, Run, Trigger } from '../../../src/api/schema.ts'

type Phase = Trigger['phase']
type SignalReading = Market['signals'][string]

const gravity: readonly Phase[] = ['calm', 'watch', 'stressed', 'recovering', 'active']

/**
 * The gravest of a market's triggers: it is the market's state.
 *
 * @example
 * gravest(market)?.phase // 'active'
 */
export function gravest(market: Market): Trigger | undefined {
  return market.triggers.toSorted((a, b) => gravity.indexOf(b.phase) - gravity.indexOf(a.phase))[0]
}

/**
 * Why the market is in its state, in one line.
 *
 * @example
 * whyLine(market, run) // 'depthLoss: 3 of 5 conditions met; held for 8 of 10 s'
 */
export function whyLine(market: Market): string {
  if (market.integrity !== 'ok') return `The order book is ${unknownWord(market.integrity)}: everything behind it is unknown, and unknown moves no money.`
  const trigger = gravest(market)
  if (trigger === undefined) return 'The policy has no trigger.'
  const met = trigger.conditions.filter((condition) => condition.met).map((condition) => condition.signal)
  const conditions = met.length === 0 ? 'no condition is met' : `${met.length} of ${trigger.conditions.length} conditions met: ${met.join(', ')}`
  switch (trigger.phase) {
    case 'calm':
      return 'Every signal is on the calm side of its watch level.'
    case 'watch':
      return `${trigger.name}: ${conditions}; the rule does not hold.`
    case 'stressed':
      return `${trigger.name}: ${conditions}; held for ${secondsText(trigger.heldForUs)} of ${secondsText(trigger.holdForUs)}.`
    case 'active':
      return `${trigger.name}: ${conditions}. Reserves are at work.`
    case 'recovering':
      return `${trigger.name}: released for ${secondsText(trigger.heldForUs)} of ${secondsText(trigger.releaseHoldForUs)}; giving way in steps.`
  }
}

/**
 * A signal's name for people.
 *
 * @example
 * signalLabel(run, 'spreadBps') // 'Quoted spread'
 */
export function signalLabel(run: Run | undefined, name: string): string {
  return run?.signals.find((signal) => signal.name === name)?.label ?? name
}

/**
 * A value of a signal with its unit.
 *
 * @example
 * signalText(run, 'spreadBps', 1.234) // '1.23 bps'
 */
export function signalText(run: Run | undefined, name: string, value: number): string {
  switch (run?.signals.find((signal) => signal.name === name)?.unit) {
    case 'bps':
      return `${plain(value)} bps`
    case 'quote':
      return short(value)
    case 'ratio':
      return `${plain(value)} ×`
    case 'fraction':
      return `${plain(value * 100)} %`
    default:
      return plain(value)
  }
}

/**
 * A reading for people: its value, or that it is unknown and why.
 *
 * @example
 * readingText(run, 'spreadBps', { kind: 'unknown', reason: 'stale' }) // 'unknown: stale'
 */
export function readingText(run: Run | undefined, name: string, reading: SignalReading): string {
  return reading.kind === 'known' ? signalText(run, name, reading.value) : `unknown: ${unknownWord(reading.reason)}`
}

const unknownWords: Readonly<Record<string, string>> = {
  awaitingSnapshot: 'waiting for a snapshot',
  gap: 'missing messages',
  crossed: 'crossed',
  stale: 'stale',
  oneSided: 'one-sided',
  insufficientDepth: 'too thin to fill',
  warmingUp: 'warming up',
  noTrades: 'no trades yet',
}

/** A reason for people. */
export function unknownWord(reason: string): string {
  return unknownWords[reason] ?? reason
}

/** At most three significant digits, thousands apart. */
export function plain(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 || value === 0 ? 2 : 4
  return value.toLocaleString('en', { maximumFractionDigits: digits })
}

/** A large number in thousands, millions, billions. */
export function short(value: number): string {
  return value.toLocaleString('en', { notation: 'compact', maximumFractionDigits: 2 })
}

/** Minor units as whole units with thousands apart and no decimals. */
export function money(minor: string, decimals: number): string {
  return (Number(minor) / 10 ** decimals).toLocaleString('en', { maximumFractionDigits: 0 })
}

/** A price by its tick. */
export function price(ticks: number, tickSize: number): string {
  const decimals = Math.max(0, Math.ceil(-Math.log10(tickSize)))
  return (ticks * tickSize).toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
}

/** Microseconds as UTC, to the second. */
export function utc(atUs: number): string {
  return new Date(atUs / 1000).toISOString().slice(0, 19).replace('T', ' ')
}

function secondsText(us: number): string {
  return `${Math.round(us / 1e6)} s`
}
