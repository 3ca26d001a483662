import { accept, refuse, type Result } from '../../base/result.ts'
import { seconds } from '../../base/time.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { shockSnapshot, type MarketShock } from '../shock-snapshot.ts'

/** A question about other markets: its words, and what they do, one after the other. */
export type WhatIf = Readonly<{ text: string; shocks: readonly MarketShock[] }>

/** Why a question is none. `part` is the part of the text that is meant. */
export type WhatIfRefusal = Readonly<{
  reason: 'empty' | 'notUnderstood' | 'unitWrong' | 'belowZero' | 'backwards' | 'underlyingUnknown' | 'saidTwice'
  part: string
}>

const partPattern = /^(?:(?<coin>\S+) +)?(?<what>spot|vol|volatility|time) *(?<sign>[+-])(?<number>\d+(?:\.\d+)?|\.\d+) *(?<unit>[a-z%]*)$/i

/**
 * Reads a question such as `spot -10%, vol +20%`. Parts are separated by commas: `spot` in per cent; `vol` in per cent of itself or in points
 * (`vol +20pts` makes 50 % into 70 %); `time` in days, hours or minutes (`time +1d`). `BTC spot -10%` moves one underlying.
 *
 * @param underlyings - The names there are; written in capitals or not.
 *
 * @example
 * const whatIf = parseWhatIf('BTC spot -10%, vol +20pts', ['BTC'])
 * whatIf.ok && whatIf.value.shocks // [{ underlying: 'BTC', spotMove: -0.1 }, { volatilityPoints: 0.2 }]
 */
export function parseWhatIf(text: string, underlyings: readonly string[]): Result<WhatIf, WhatIfRefusal> {
  if (text.trim() === '') return refuse({ reason: 'empty', part: text })
  const shocks: MarketShock[] = []
  const said: Said[] = []
  for (const part of text.split(',').map((piece) => piece.trim().replaceAll('\u2212', '-'))) {
    const read = readPart(part, underlyings)
    if (!read.ok) return read
    const { shock, kind } = read.value
    if (said.some((other) => overlaps(other, { kind, underlying: shock.underlying }))) return refuse({ reason: 'saidTwice', part })
    said.push({ kind, underlying: shock.underlying })
    shocks.push(shock)
  }
  return accept({ text: text.trim(), shocks })
}

/**
 * The markets a question asks about. What `shockSnapshot` says of positions without a price of entry holds here too.
 *
 * @example
 * whatIf.ok && snapshotIf(snapshot, whatIf.value).underlyings.get('BTC')?.indexPrice // 54000
 */
export function snapshotIf(snapshot: MarketSnapshot, whatIf: WhatIf): MarketSnapshot {
  return whatIf.shocks.reduce(shockSnapshot, snapshot)
}

type Kind = 'spot' | 'vol' | 'time'
type Said = Readonly<{ kind: Kind; underlying: string | undefined }>
type Part = Readonly<{ kind: Kind; shock: MarketShock }>

function overlaps(one: Said, other: Said): boolean {
  return one.kind === other.kind && (one.underlying === undefined || other.underlying === undefined || one.underlying === other.underlying)
}

function readPart(part: string, underlyings: readonly string[]): Result<Part, WhatIfRefusal> {
  const found = partPattern.exec(part)?.groups
  if (found === undefined) return refuse({ reason: 'notUnderstood', part })
  const amount = Number(`${found['sign']}${found['number']}`)
  const unit = (found['unit'] ?? '').toLowerCase()
  const what = (found['what'] ?? '').toLowerCase()
  const kind: Kind = what === 'spot' || what === 'time' ? what : 'vol'
  const coin = found['coin']
  const underlying = coin === undefined ? undefined : underlyings.find((name) => name.toLowerCase() === coin.toLowerCase())
  if (coin !== undefined && (underlying === undefined || kind === 'time')) {
    return refuse({ reason: kind === 'time' ? 'notUnderstood' : 'underlyingUnknown', part })
  }
  const shock = shockOf(kind, amount, unit)
  if (!shock.ok) return refuse({ reason: shock.refusal, part })
  return accept({ kind, shock: { ...shock.value, ...(underlying !== undefined && { underlying }) } })
}

const secondsOf: Readonly<Record<string, number>> = {
  ...{ d: 86_400, day: 86_400, days: 86_400 },
  ...{ h: 3_600, hour: 3_600, hours: 3_600 },
  ...{ m: 60, min: 60, minutes: 60 },
}

function shockOf(kind: Kind, amount: number, unit: string): Result<MarketShock, WhatIfRefusal['reason']> {
  if (kind === 'time') return passingOf(amount, unit)
  const isPoints = kind === 'vol' && (unit === 'pts' || unit === 'points')
  if (unit !== '%' && !isPoints) return refuse('unitWrong')
  if (isPoints) return accept({ volatilityPoints: amount / 100 })
  if (amount <= -100) return refuse('belowZero')
  return accept(kind === 'spot' ? { spotMove: amount / 100 } : { volatilityMove: amount / 100 })
}

/** A century: more is a slip, and would leave the times there are. */
const longestSeconds = 36_525 * 86_400

function passingOf(amount: number, unit: string): Result<MarketShock, WhatIfRefusal['reason']> {
  const each = secondsOf[unit]
  if (each === undefined || amount * each > longestSeconds) return refuse('unitWrong')
  return amount < 0 ? refuse('backwards') : accept({ passing: seconds(amount * each) })
}
