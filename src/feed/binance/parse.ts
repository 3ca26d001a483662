import { assertNever } from '../../base/assert.ts'
import { parseDecimal } from '../../base/decimal.ts'
import { accept, refuse, type Result } from '../../base/result.ts'
import { timeUs, type TimeUs } from '../../base/time.ts'
import type { Instrument } from '../../market/instrument.ts'
import type { MarketInput } from '../../market/market-input.ts'

/** The markets a capture speaks of, by venue symbol. `sole` is the one meant where a message names none, as a REST snapshot. */
export type CaptureMarkets = Readonly<{ bySymbol: ReadonlyMap<string, Instrument>; sole: Instrument | undefined }>

/** Why a line is no market input, in order of precedence. */
export type CaptureRefusal = Readonly<
  | { kind: 'localTimeMissing' }
  | { kind: 'notJson'; reason: string }
  | { kind: 'marketUnknown'; symbol: string }
  | { kind: 'fieldInvalid'; field: string; expected: string; found: string }
  | { kind: 'finerThanTick'; field: string; found: string; step: string }
  | { kind: 'finerThanLot'; field: string; found: string; step: string }
>

/** A message as JSON gives it. */
export type Message = Readonly<Record<string, unknown>>

type Parsed = Result<MarketInput | 'ignored', CaptureRefusal>
type Place = Readonly<{ message: Message; instrument: Instrument; at: TimeUs }>

// The last refusal of a number inside a message. Numbers are read by the hundred a line, so the good path returns them bare.
type Scratch = { refusal: CaptureRefusal | undefined }

const ignored = accept('ignored' as const)

/**
 * Reads one capture line `<local ns> <json>`: depth diffs, best quotes, trades and REST snapshots. Never throws.
 *
 * Other streams, answers to subscriptions, trades of no size (the venue's mark of a settlement) and quotes with an empty
 * side are `'ignored'`. `at` is the local time rounded down to a microsecond; `venueAt` is the venue's `T`, else `E`, else `at`.
 *
 * @example
 * parseCaptureLine('1723161255088176367 {"stream":"btcusdt@trade","data":{...}}', markets)
 */
export function parseCaptureLine(line: string, markets: CaptureMarkets): Parsed {
  const split = splitLine(line)
  if (!split.ok) return split
  const { at, message } = split.value
  const shape = shapeOf(message)
  if (shape === 'other') return ignored
  const symbol = message['s'] ?? message['symbol']
  const instrument = typeof symbol === 'string' ? markets.bySymbol.get(symbol) : markets.sole
  if (instrument === undefined) return refuse({ kind: 'marketUnknown', symbol: String(symbol) })
  const place = { message, instrument, at }
  switch (shape) {
    case 'depth':
      return parseDepth(place)
    case 'snapshot':
      return parseSnapshot(place)
    case 'quote':
      return parseQuote(place)
    case 'trade':
      return parseTrade(place)
    default:
      return assertNever(shape)
  }
}

/**
 * Splits a capture line into its local time and its message, without the stream's envelope.
 *
 * @example
 * splitLine('1723161255088176367 {"a":1}') // accept({ at: 1723161255088176, message: { a: 1 } })
 */
export function splitLine(line: string): Result<Readonly<{ at: TimeUs; message: Message }>, CaptureRefusal> {
  const space = line.indexOf(' ')
  const at = microseconds(line, space)
  if (at < 0) return refuse({ kind: 'localTimeMissing' })
  let json: unknown
  try {
    json = JSON.parse(line.slice(space + 1))
  } catch (error) {
    return refuse({ kind: 'notJson', reason: error instanceof Error ? error.message : String(error) })
  }
  if (!isMessage(json)) return refuse({ kind: 'notJson', reason: 'no object' })
  const inner = json['data']
  return accept({ at: timeUs(at), message: isMessage(inner) ? inner : json })
}

/**
 * What a message is, by its fields: spot quotes carry no type.
 *
 * @example
 * shapeOf({ e: 'trade' }) // 'trade'
 */
export function shapeOf(message: Message): 'depth' | 'snapshot' | 'quote' | 'trade' | 'other' {
  switch (message['e']) {
    case 'depthUpdate':
      return 'depth'
    case 'bookTicker':
      return 'quote'
    case 'trade':
      return 'trade'
    case undefined:
      if (message['lastUpdateId'] !== undefined) return 'snapshot'
      return message['B'] !== undefined && message['A'] !== undefined && message['u'] !== undefined ? 'quote' : 'other'
    default:
      return 'other'
  }
}

// Nanoseconds do not fit a number, so the last three digits are left out before the text becomes one.
function microseconds(line: string, end: number): number {
  if (end < 4 || end > 19) return -1
  let value = 0
  for (let i = 0; i < end; i++) {
    const digit = line.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return -1
    if (i < end - 3) value = value * 10 + digit
  }
  return Number.isSafeInteger(value) ? value : -1
}

function parseDepth({ message, instrument, at }: Place): Parsed {
  const scratch: Scratch = { refusal: undefined }
  const firstId = readId(message, 'U', scratch)
  const lastId = readId(message, 'u', scratch)
  const previousId = instrument.sequenceRule === 'binancePerpetual' ? readId(message, 'pu', scratch) : undefined
  const bids = readLevels({ message, instrument, at }, 'b', scratch)
  const asks = readLevels({ message, instrument, at }, 'a', scratch)
  if (scratch.refusal !== undefined) return refuse(scratch.refusal)
  const input = {
    kind: 'bookDeltaReceived',
    at,
    venueAt: venueTime(message, at),
    market: instrument.id,
    firstId,
    lastId,
    bids,
    asks,
  } as const
  return accept(previousId === undefined ? input : { ...input, previousId })
}

function parseSnapshot({ message, instrument, at }: Place): Parsed {
  const scratch: Scratch = { refusal: undefined }
  const updateId = readId(message, 'lastUpdateId', scratch)
  const bids = readLevels({ message, instrument, at }, 'bids', scratch)
  const asks = readLevels({ message, instrument, at }, 'asks', scratch)
  if (hasEmptyLevel(bids) || hasEmptyLevel(asks)) refuseField(scratch, 'bids, asks', 'sizes above zero', '0')
  if (scratch.refusal !== undefined) return refuse(scratch.refusal)
  return accept({ kind: 'bookSnapshotReceived', at, venueAt: venueTime(message, at), market: instrument.id, updateId, bids, asks })
}

function parseQuote({ message, instrument, at }: Place): Parsed {
  if (isZero(message['B']) || isZero(message['A'])) return ignored
  const scratch: Scratch = { refusal: undefined }
  const updateId = readId(message, 'u', scratch)
  const bidTicks = readTicks(message['b'], 'b', instrument, scratch)
  const bidLots = readLots(message['B'], 'B', instrument, scratch)
  const askTicks = readTicks(message['a'], 'a', instrument, scratch)
  const askLots = readLots(message['A'], 'A', instrument, scratch)
  if (scratch.refusal !== undefined) return refuse(scratch.refusal)
  const venueAt = venueTime(message, at)
  return accept({ kind: 'quoteReceived', at, venueAt, market: instrument.id, updateId, bidTicks, bidLots, askTicks, askLots })
}

function parseTrade({ message, instrument, at }: Place): Parsed {
  if (isZero(message['q'])) return ignored
  const scratch: Scratch = { refusal: undefined }
  const tradeId = readId(message, 't', scratch)
  const ticks = readTicks(message['p'], 'p', instrument, scratch)
  const lots = readLots(message['q'], 'q', instrument, scratch)
  if (typeof message['m'] !== 'boolean') refuseField(scratch, 'm', 'true or false', message['m'])
  if (scratch.refusal !== undefined) return refuse(scratch.refusal)
  // `m` says that the buyer was the maker, so the seller crossed the spread.
  const taker = message['m'] === true ? 'sell' : 'buy'
  return accept({ kind: 'tradeReceived', at, venueAt: venueTime(message, at), market: instrument.id, tradeId, ticks, lots, taker })
}

function venueTime(message: Message, at: TimeUs): TimeUs {
  const milliseconds = message['T'] ?? message['E']
  return typeof milliseconds === 'number' && Number.isSafeInteger(milliseconds * 1_000) && milliseconds > 0
    ? timeUs(milliseconds * 1_000)
    : at
}

function readId(message: Message, field: string, scratch: Scratch): number {
  const id = message[field]
  if (typeof id === 'number' && Number.isSafeInteger(id) && id >= 0) return id
  refuseField(scratch, field, 'a whole number', id)
  return 0
}

function readLevels({ message, instrument }: Place, field: string, scratch: Scratch): readonly number[] {
  const levels = message[field]
  if (!Array.isArray(levels)) {
    refuseField(scratch, field, 'a list of levels', levels)
    return []
  }
  const flat: number[] = []
  for (const level of levels as readonly unknown[]) {
    if (!Array.isArray(level)) {
      refuseField(scratch, field, 'a list of [price, size]', level)
      return flat
    }
    const pair = level as readonly unknown[]
    flat.push(readTicks(pair[0], field, instrument, scratch), readLots(pair[1], field, instrument, scratch))
  }
  return flat
}

function readTicks(text: unknown, field: string, instrument: Instrument, scratch: Scratch): number {
  if (typeof text === 'string') {
    const units = parseDecimal(text, instrument.priceDecimals)
    if (units.ok && units.value > 0) {
      const ticks = instrument.tickUnits === 1 ? units.value : units.value / instrument.tickUnits
      if (Number.isInteger(ticks)) return ticks
    }
    if (isTooFine(text, units)) {
      scratch.refusal ??= { kind: 'finerThanTick', field, found: text, step: stepText(instrument.tickUnits, instrument.priceDecimals) }
      return 0
    }
  }
  refuseField(scratch, field, 'a positive price', text)
  return 0
}

function readLots(text: unknown, field: string, instrument: Instrument, scratch: Scratch): number {
  if (typeof text === 'string') {
    const units = parseDecimal(text, instrument.sizeDecimals)
    if (units.ok && units.value >= 0) {
      const lots = instrument.lotUnits === 1 ? units.value : units.value / instrument.lotUnits
      if (Number.isInteger(lots)) return lots
    }
    if (isTooFine(text, units)) {
      scratch.refusal ??= { kind: 'finerThanLot', field, found: text, step: stepText(instrument.lotUnits, instrument.sizeDecimals) }
      return 0
    }
  }
  refuseField(scratch, field, 'a size of zero or more', text)
  return 0
}

function isTooFine(text: string, units: ReturnType<typeof parseDecimal>): boolean {
  return units.ok ? units.value > 0 : units.refusal.kind === 'tooManyDecimals' && !text.startsWith('-')
}

function stepText(units: number, decimals: number): string {
  if (decimals === 0) return String(units)
  const digits = String(units).padStart(decimals + 1, '0')
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

function refuseField(scratch: Scratch, field: string, expected: string, found: unknown): void {
  scratch.refusal ??= { kind: 'fieldInvalid', field, expected, found: found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 60) }
}

// A zero means "remove" in a diff; in a snapshot it would stand as a level that nobody can trade with.
function hasEmptyLevel(levels: readonly number[]): boolean {
  for (let i = 1; i < levels.length; i += 2) if (levels[i] === 0) return true
  return false
}

function isZero(text: unknown): boolean {
  return typeof text === 'string' && /^0+(\.0+)?$/.test(text)
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
