import { assertNever } from '../../base/assert.ts'
import { InputFault } from '../../base/fault.ts'
import { timeUs, type TimeUs } from '../../base/time.ts'
import type { Instrument } from '../../market/instrument.ts'
import type { MarketInput } from '../../market/market-input.ts'
import { readLines, sizeOf, type LinePosition } from '../lines.ts'
import { timeText } from '../parse-time.ts'
import { batchSize, type Source, type SourcedBatch } from '../source.ts'
import { parseCaptureLine, type CaptureMarkets, type CaptureRefusal } from './parse.ts'

/** A capture with the instruments its lines are read in, by venue symbol. */
export type CaptureOptions = Readonly<{ file: string; instruments: ReadonlyMap<string, Instrument>; notes?: readonly string[] }>

/**
 * Opens a raw Binance capture, plain or gzip, as a source of inputs in batches of about 1,000. Constant memory.
 *
 * Reading throws `InputFault` with file and line for: a malformed line, a price or size that is none or is finer than its
 * step, local time running backwards, a gzip stream cut off or damaged.
 *
 * @throws InputFault when there is no such file.
 *
 * @example
 * const source = await openCapture({ file: 'btcusdt.jsonl.gz', instruments })
 */
export async function openCapture(options: CaptureOptions): Promise<Source> {
  const { file, instruments, notes = [] } = options
  const bytes = await sizeOf(file)
  const position: LinePosition = { bytesRead: 0, lines: 0 }
  const markets = [...instruments.values()]
  const context: CaptureMarkets = { bySymbol: instruments, sole: markets.length === 1 ? markets[0] : undefined }
  return {
    file,
    bytes,
    instruments: markets,
    notes,
    read: () => readCapture(file, context, position),
    progress: () => (bytes === 0 ? 1 : Math.min(1, position.bytesRead / bytes)),
  }
}

async function* readCapture(file: string, context: CaptureMarkets, position: LinePosition): AsyncGenerator<SourcedBatch> {
  position.bytesRead = 0
  position.lines = 0
  let inputs: MarketInput[] = []
  let lines: number[] = []
  let last = { at: timeUs(0), line: 0 }
  for await (const texts of readLines(file, position)) {
    for (let i = 0; i < texts.length; i++) {
      const line = position.lines + 1 + i
      const input = readInput(file, line, texts[i] ?? '', context)
      if (input === 'ignored') continue
      if (input.at < last.at) throw backwards(file, line, input.at, last)
      last = { at: input.at, line }
      inputs.push(input)
      lines.push(line)
      if (inputs.length < batchSize) continue
      yield { inputs, lines }
      inputs = []
      lines = []
    }
  }
  if (inputs.length > 0) yield { inputs, lines }
}

function readInput(file: string, line: number, text: string, context: CaptureMarkets): MarketInput | 'ignored' {
  const parsed = parseCaptureLine(text, context)
  if (parsed.ok) return parsed.value
  if (text.trim() === '') return 'ignored'
  throw new InputFault({ file, ...explained(parsed.refusal, `line ${line}`, text) })
}

function explained(refusal: CaptureRefusal, place: string, text: string): Readonly<{ place: string; expected: string; found: string }> {
  switch (refusal.kind) {
    case 'localTimeMissing':
      return { place, expected: 'a local time in nanoseconds and a JSON message', found: excerpt(text) }
    case 'notJson':
      return { place, expected: 'a JSON message behind the local time', found: `${excerpt(text)} (${refusal.reason})` }
    case 'marketUnknown':
      return { place, expected: 'a market named in the first lines of the capture', found: refusal.symbol }
    case 'fieldInvalid':
      return { place: `${place}, field "${refusal.field}"`, expected: refusal.expected, found: refusal.found }
    case 'finerThanTick':
      return {
        place: `${place}, field "${refusal.field}"`,
        expected: `a price in steps of ${refusal.step} (set a finer one with --tick)`,
        found: refusal.found,
      }
    case 'finerThanLot':
      return {
        place: `${place}, field "${refusal.field}"`,
        expected: `a size in steps of ${refusal.step} (set a finer one with --lot)`,
        found: refusal.found,
      }
    default:
      return assertNever(refusal)
  }
}

function backwards(file: string, line: number, at: TimeUs, last: Readonly<{ at: TimeUs; line: number }>): InputFault {
  return new InputFault({
    file,
    place: `line ${line}`,
    expected: `a local time not before ${timeText(last.at)} of line ${last.line}`,
    found: timeText(at),
  })
}

function excerpt(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text)
}
