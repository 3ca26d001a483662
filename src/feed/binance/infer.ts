import { InputFault } from '../../base/fault.ts'
import { powerOfTen } from '../../base/decimal.ts'
import type { Instrument } from '../../market/instrument.ts'
import { readLines } from '../lines.ts'
import { instrumentName, type BinanceSection, type InstrumentName } from './symbol.ts'
import { shapeOf, splitLine, type Message } from './parse.ts'

/** What the first lines of a capture say of one market. */
export type MarketOutline = {
  name: InstrumentName
  /** Decimals of the finest price, trailing zeros not counted. */
  priceDecimals: number
  /** Decimals of the finest size, trailing zeros not counted, and decimals that sizes are written with. */
  sizeDecimals: number
  writtenSizeDecimals: number
  hasSnapshot: boolean
  hasDeltas: boolean
}

/** A price or size step: `units * 10^-decimals`. */
export type Step = Readonly<{ units: number; decimals: number }>

const headLines = 2_000
const mostDecimals = 12
const rareSizeDecimals = 2

/**
 * Reads the first 2,000 lines of a capture and names its markets, by venue symbol.
 *
 * Trailing zeros do not count, since venues pad their numbers.
 *
 * @throws InputFault when the file is empty or no line is a Binance message; as `readLines`.
 *
 * @example
 * (await outlineCapture('btcusdt.jsonl.gz')).get('BTCUSDT')?.name.id // 'BTC/USDT:USDT'
 */
export async function outlineCapture(file: string): Promise<Map<string, MarketOutline>> {
  const lines = await headOf(file)
  if (lines.length === 0)
    throw new InputFault({ file, place: 'line 1', expected: 'a capture line `<local ns> <json>`', found: 'an empty file' })
  const messages: Message[] = []
  for (const line of lines) {
    const split = splitLine(line)
    if (split.ok && shapeOf(split.value.message) !== 'other') messages.push(split.value.message)
  }
  const outlines = namedMarkets(messages)
  if (outlines.size === 0) throw notACapture(file, lines[0] ?? '')
  const [sole] = outlines.size === 1 ? outlines.values() : []
  for (const message of messages) {
    const outline = outlines.get(symbolOf(message) ?? '') ?? sole
    if (outline !== undefined) widen(outline, message)
  }
  return outlines
}

/**
 * The instrument an outline describes. A step given by the user replaces the one inferred.
 *
 * The tick is the finest price of the outline. The lot is a hundredth of the finest size, but not finer than sizes are
 * written: in the recorded spot captures sizes ten times finer than those of the first 2,000 lines follow later.
 *
 * @example
 * instrumentOf(outline, {}).tickUnits // 1
 */
export function instrumentOf(outline: MarketOutline, steps: Readonly<{ tick?: Step; lot?: Step }>): Instrument {
  return {
    ...outline.name,
    tickUnits: steps.tick?.units ?? 1,
    priceDecimals: steps.tick?.decimals ?? outline.priceDecimals,
    lotUnits: steps.lot?.units ?? 1,
    sizeDecimals: steps.lot?.decimals ?? Math.min(outline.sizeDecimals + rareSizeDecimals, outline.writtenSizeDecimals),
    bookSource: 'recorded',
  }
}

/**
 * Reads a step such as `0.5` from an option.
 *
 * @throws InputFault naming the option unless it is a positive decimal of at most 8 places.
 *
 * @example
 * parseStep('0.5', '--tick') // { units: 5, decimals: 1 }
 */
export function parseStep(text: string, option: string): Step {
  const [whole = '', fraction = ''] = text.split('.')
  const decimals = fraction.length
  const units = Number(whole + fraction)
  if (!/^\d+(\.\d+)?$/.test(text) || decimals > 8 || units <= 0 || units > powerOfTen(15)) {
    throw new InputFault({ file: option, place: 'value', expected: 'a positive step of at most 8 decimals, such as 0.01', found: text })
  }
  return { units, decimals }
}

async function headOf(file: string): Promise<readonly string[]> {
  const head: string[] = []
  try {
    for await (const lines of readLines(file, { bytesRead: 0, lines: 0 })) {
      head.push(...lines.filter((line) => line.trim() !== ''))
      if (head.length >= headLines) break
    }
  } catch (error) {
    // A file cut off after some lines is readable up to there; the reader names the place when it arrives.
    if (head.length === 0) throw error
  }
  return head.slice(0, headLines)
}

function namedMarkets(messages: readonly Message[]): Map<string, MarketOutline> {
  const outlines = new Map<string, MarketOutline>()
  for (const message of messages) {
    const symbol = symbolOf(message)
    const section = symbol === undefined || outlines.has(symbol) ? undefined : sectionOf(message)
    if (symbol === undefined || section === undefined) continue
    const name = instrumentName(symbol, section)
    if (name !== undefined)
      outlines.set(symbol, { name, priceDecimals: 0, sizeDecimals: 0, writtenSizeDecimals: 0, hasSnapshot: false, hasDeltas: false })
  }
  return outlines
}

// Perpetual messages carry `pu` (diffs), a type and `T` (quotes) or `X` (trades); those of spot carry none of them.
function sectionOf(message: Message): BinanceSection | undefined {
  if (message['ps'] !== undefined || String(message['s']).includes('_')) return 'coinm'
  const shape = shapeOf(message)
  if (shape === 'depth') return message['pu'] === undefined ? 'spot' : 'usdm'
  if (shape === 'quote') return message['e'] === undefined ? 'spot' : 'usdm'
  if (shape === 'trade') return message['X'] === undefined ? 'spot' : 'usdm'
  return undefined
}

function symbolOf(message: Message): string | undefined {
  const symbol = message['s'] ?? message['symbol']
  return typeof symbol === 'string' ? symbol : undefined
}

function widen(outline: MarketOutline, message: Message): void {
  const shape = shapeOf(message)
  if (shape === 'snapshot') outline.hasSnapshot = true
  if (shape === 'depth') outline.hasDeltas = true
  if (shape === 'quote') {
    widenBy(outline, message['b'], message['B'])
    widenBy(outline, message['a'], message['A'])
  } else if (shape === 'trade') {
    widenBy(outline, message['p'], message['q'])
  } else {
    for (const side of [message['b'], message['a'], message['bids'], message['asks']]) {
      for (const level of Array.isArray(side) ? (side as unknown[]) : []) {
        if (Array.isArray(level)) widenBy(outline, level[0], level[1])
      }
    }
  }
}

function widenBy(outline: MarketOutline, price: unknown, size: unknown): void {
  if (typeof price === 'string') outline.priceDecimals = Math.max(outline.priceDecimals, significantDecimals(price))
  if (typeof size !== 'string') return
  outline.sizeDecimals = Math.max(outline.sizeDecimals, significantDecimals(size))
  outline.writtenSizeDecimals = Math.max(outline.writtenSizeDecimals, writtenDecimals(size))
}

function significantDecimals(text: string): number {
  return writtenDecimals(text.includes('.') ? text.replace(/0+$/, '') : text)
}

function writtenDecimals(text: string): number {
  const point = text.indexOf('.')
  return point < 0 ? 0 : Math.min(text.length - 1 - point, mostDecimals)
}

function notACapture(file: string, firstLine: string): InputFault {
  const found = firstLine.length > 80 ? `${firstLine.slice(0, 80)}...` : firstLine
  return new InputFault({
    file,
    place: 'line 1',
    expected: 'a Binance capture line `<local ns> <json>` with depth, bookTicker, trade or a snapshot',
    found: JSON.stringify(found),
  })
}
