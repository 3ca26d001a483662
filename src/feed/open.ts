import { basename } from 'node:path'
import { InputFault, type FaultDetails } from '../base/fault.ts'
import type { TimeUs } from '../base/time.ts'
import type { Instrument, MarketId } from '../market/instrument.ts'
import type { BarClosed, MarketInput } from '../market/market-input.ts'
import { openBars, overlappingBars } from './bars/open-bars.ts'
import { openCaptures } from './binance/open-captures.ts'
import { clipInputs, type TimeRange } from './clip.ts'
import { checkContinuity, createContinuityChecker, releaseHeld, type ContinuityChecker, type InputPlace } from './continuity.ts'
import type { Feed } from './feed-contract.ts'
import { identityOf } from './identity.ts'
import { firstBytes, isGzipHead, sizeOf } from './lines.ts'
import { mergeSources } from './merge.ts'
import { overlayInputs, parseOverlay, type Overlay } from './overlay.ts'
import { parseTime, timeText } from './parse-time.ts'
import type { Source } from './source.ts'

/** What to read and how. Texts are as on the command line; a message about one names its option. */
export type FeedOptions = Readonly<{
  paths: readonly string[]
  /** First moment read, UTC: a date or date-time. */
  from?: string
  /** Moment before which reading ends, UTC. */
  to?: string
  /** Captures: the one market read. Bars: the market id of the files, in place of the one their names suggest. */
  symbol?: string
  /** Price step, in place of the one inferred. */
  tick?: string
  /** Size step, in place of the one inferred. */
  lot?: string
  /** Bars: whether they are stamped with their start or their end. */
  stamp?: string
  /** Bars: whether the volume column counts base or quote. */
  volumeIn?: string
  /** Captures: liquidity withheld for a while, see `parseOverlay`. */
  overlay?: string
}>

type FileKind = 'capture' | 'bars'
type Pipeline = Readonly<{ sources: readonly Source[]; instruments: readonly Instrument[]; range: TimeRange; overlay: Overlay | undefined }>

const accepted = '.jsonl or .jsonl.gz (a raw Binance capture), or .parquet, .csv or .csv.gz (bars)'

/**
 * Opens files as one feed in time order. Captures and bars may be mixed; two files of one market follow or interleave.
 *
 * Inputs of bars are `barClosed` only: the book model makes books of them. `feed.faults` starts afresh with each reading.
 *
 * @throws InputFault for a file that is missing, empty or of no known kind, and for options that say nothing sensible.
 *
 * @example
 * const feed = await openFeed({ paths: ['btcusdt.jsonl.gz'], overlay: 'withdraw=0.9@60s..240s' })
 */
export async function openFeed(options: FeedOptions): Promise<Feed> {
  const { paths } = options
  if (paths.length === 0)
    throw new InputFault({ file: '--data', place: 'value', expected: `at least one file: ${accepted}`, found: 'none' })
  const range = rangeOf(options)
  const overlay = options.overlay === undefined ? undefined : parseOverlay(options.overlay)
  const captures: string[] = []
  const bars: string[] = []
  for (const [i, path] of paths.entries()) {
    if (paths.indexOf(path) !== i) throw new InputFault({ file: path, place: 'whole file', expected: 'each file once', found: 'it twice' })
    const list = (await kindOf(path)) === 'capture' ? captures : bars
    list.push(path)
  }
  if (overlay !== undefined && captures.length === 0) {
    throw new InputFault({ file: '--overlay', place: 'value', expected: 'recorded order books to withhold from', found: 'bars only' })
  }
  const opened = [
    ...(captures.length === 0 ? [] : await openCaptures({ ...options, files: captures })),
    ...(bars.length === 0 ? [] : await openBars({ ...options, files: bars, range })),
  ]
  const sources = opened.toSorted((a, b) => paths.indexOf(a.file) - paths.indexOf(b.file))
  const instruments = distinctInstruments(sources)
  const faults: FaultDetails[] = []
  const { paths: _, ...others } = options
  return {
    label: paths.map((path) => basename(path)).join(', '),
    identity: await identityOf(paths, others),
    instruments,
    inputs: { [Symbol.asyncIterator]: () => readAll({ sources, instruments, range, overlay }, faults) },
    progress: () => progressOf(sources),
    faults,
    notes: [...new Set(sources.flatMap(({ notes }) => notes))],
  }
}

function rangeOf(options: FeedOptions): TimeRange {
  const from = options.from === undefined ? undefined : parseTime(options.from, '--from')
  const to = options.to === undefined ? undefined : parseTime(options.to, '--to')
  if (from !== undefined && to !== undefined && to <= from) {
    throw new InputFault({ file: '--to', place: 'value', expected: `a time after --from ${options.from}`, found: String(options.to) })
  }
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

// Content decides, the name helps where content is plain text.
async function kindOf(path: string): Promise<FileKind> {
  const bytes = await sizeOf(path)
  if (/\.jsonl(\.gz)?$/.test(path)) return 'capture'
  if (/\.(parquet|csv|csv\.gz)$/.test(path)) return 'bars'
  const head = await firstBytes(path, 4)
  if (head.toString('latin1') === 'PAR1') return 'bars'
  const found = bytes === 0 ? 'an empty file' : isGzipHead(head) ? 'a gzip file of another name' : `a file named ${basename(path)}`
  throw new InputFault({ file: path, place: 'whole file', expected: `a file of a known kind: ${accepted}`, found })
}

async function* readAll(pipeline: Pipeline, faults: FaultDetails[]): AsyncGenerator<readonly MarketInput[]> {
  const { sources, instruments, range, overlay } = pipeline
  faults.length = 0
  let batches: AsyncIterable<readonly MarketInput[]> = readChecked(sources, createContinuityChecker(instruments, faults))
  if (range.from !== undefined || range.to !== undefined) batches = clipInputs(batches, instruments, range)
  if (overlay !== undefined) batches = overlayInputs(batches, instruments, overlay)
  let isEmpty = true
  for await (const batch of batches) {
    isEmpty &&= batch.length === 0
    yield batch
  }
  if (isEmpty) throw nothingRead(sources, range)
}

async function* readChecked(sources: readonly Source[], checker: ContinuityChecker): AsyncGenerator<readonly MarketInput[]> {
  const lastBarAt = new Map<MarketId, TimeUs>()
  for await (const batch of mergeSources(sources.map((source) => source.read()))) {
    for (const [i, input] of batch.inputs.entries()) {
      const place = { file: sources[batch.sources[i] ?? 0]?.file ?? '', line: batch.lines[i] ?? 0 }
      if (input.kind === 'barClosed') noteBar(lastBarAt, input, place)
      else checkContinuity(checker, input, place)
    }
    yield batch.inputs
  }
  releaseHeld(checker)
}

// Bars of one market from two venues would make two books of it.
function noteBar(lastBarAt: Map<MarketId, TimeUs>, bar: BarClosed, place: InputPlace): void {
  if (bar.at <= (lastBarAt.get(bar.market) ?? 0)) throw overlappingBars({ ...place, id: bar.market, time: timeText(bar.at) })
  lastBarAt.set(bar.market, bar.at)
}

function nothingRead(sources: readonly Source[], range: TimeRange): InputFault {
  const isClipped = range.from !== undefined || range.to !== undefined
  return new InputFault({
    file: sources.map(({ file }) => file).join(', '),
    place: isClipped
      ? `from ${range.from === undefined ? 'the start' : timeText(range.from)} to ${range.to === undefined ? 'the end' : timeText(range.to)}`
      : 'whole file',
    expected: isClipped ? 'at least one input between --from and --to' : 'at least one input',
    found: 'none',
  })
}

function distinctInstruments(sources: readonly Source[]): readonly Instrument[] {
  const byId = new Map<string, Instrument>()
  for (const { file, instruments } of sources) {
    for (const instrument of instruments) {
      const known = byId.get(instrument.id)
      if (known !== undefined && known.bookSource !== instrument.bookSource) {
        throw new InputFault({
          file,
          place: 'whole file',
          expected: `another market than ${instrument.id}, whose recorded book is read from another file`,
          found: 'bars of it (name another with --symbol)',
        })
      }
      byId.set(instrument.id, instrument)
    }
  }
  return [...byId.values()]
}

function progressOf(sources: readonly Source[]): number {
  const bytes = sources.reduce((sum, source) => sum + source.bytes, 0)
  return bytes === 0 ? 1 : sources.reduce((sum, source) => sum + source.bytes * source.progress(), 0) / bytes
}
