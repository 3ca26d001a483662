import { basename, dirname, resolve } from 'node:path'
import { encode } from '../base/codec.ts'
import { InputFault } from '../base/fault.ts'
import { hashOf } from '../base/hash.ts'
import { seconds, timeUs, type TimeUs } from '../base/time.ts'
import type { Feed } from '../feed/feed-contract.ts'
import { journalFeed } from '../feed/journal-feed.ts'
import { openFeed, type FeedOptions } from '../feed/open.ts'
import { parseTime, timeText } from '../feed/parse-time.ts'
import { openSqliteJournalReader } from '../journal/sqlite.ts'
import { bookModelDefaults } from '../simulation/book-model-parameters.ts'
import { modelBook, modelledInstruments } from '../simulation/model-book.ts'
import type { Scenario } from '../simulation/scenarios/scenario.ts'
import { journalPath } from './run-folder.ts'
import { openScenarioSource, requireScenario } from './scenario-source.ts'

/** Where market inputs come from, as on the command line. */
export type SourceOptions = Omit<FeedOptions, 'paths'> & Readonly<{ data: readonly string[]; scenario?: string; seed: number }>

/** What was opened: a feed with a short name, and where a reconstruction has its figures from. */
export type OpenedSource = Readonly<{ name: string; feed: Feed; sources?: Scenario['sources'] }>

/** Raised whenever the same bars and seed would give other books than before, so that run ids tell them apart. */
const modelledFeedVersion = 2

/**
 * Opens what the options name as one feed: a scenario, the journal of an earlier run, or files, with the book model before bars.
 *
 * @throws InputFault when not exactly one source is named, and for whatever is wrong with it.
 *
 * @example
 * const { name, feed } = await openSource({ data: [], scenario: '2020-03-12', seed: 1 })
 */
export async function openSource(options: SourceOptions): Promise<OpenedSource> {
  const { data, scenario, seed } = options
  if ((scenario === undefined) === (data.length === 0)) {
    const found = scenario === undefined ? 'neither' : 'both'
    throw new InputFault({ file: '--data, --scenario', place: 'options', expected: 'exactly one of the two', found })
  }
  if (scenario !== undefined) {
    refuseOptions(options, ['symbol', 'tick', 'lot', 'stamp', 'volumeIn', 'overlay'], 'files')
    const feed = openScenarioSource({ name: scenario, seed, ...rangeOf(options) })
    return { name: scenario, feed, sources: requireScenario(scenario).sources }
  }
  const journals = data.map(journalPath)
  if (journals.every((path) => path === undefined)) {
    return { name: nameOfFile(data[0] ?? ''), feed: await openFiles(options) }
  }
  const [path] = journals
  if (path === undefined || journals.length > 1) {
    throw new InputFault({ file: '--data', place: 'value', expected: 'one run alone, or files', found: data.join(', ') })
  }
  refuseOptions(options, ['from', 'to', 'symbol', 'tick', 'lot', 'stamp', 'volumeIn', 'overlay'], 'files')
  return { name: basename(dirname(resolve(path))), feed: journalFeed(openSqliteJournalReader(path), path) }
}

/** How much earlier than `--from` bars are read, so that the book model knows what is usual. */
const leadIn = seconds(4 * 3_600)

async function openFiles(options: SourceOptions): Promise<Feed> {
  const feed = await openFeed({ ...feedOptions(options), paths: options.data })
  if (options.from === undefined || feed.instruments.some(({ bookSource }) => bookSource === 'recorded')) {
    return withModelledBooks(feed, { seed: options.seed })
  }
  const from = parseTime(options.from, '--from')
  const longer = await openFeed({ ...feedOptions(options), from: timeText(timeUs(from - leadIn)), paths: options.data })
  return withModelledBooks(longer, { seed: options.seed, givenOutFrom: from })
}

/**
 * Puts the book model before the bars of a feed. A feed without bars is returned as it is.
 *
 * @param drawn.seed - Draws what the bars do not say; part of the feed's identity.
 * @param drawn.givenOutFrom - Bars that end by then only teach the model.
 *
 * @example
 * withModelledBooks(await openFeed({ paths: ['bars.parquet'] }), { seed: 1 }).instruments[0].bookSource // 'modelled'
 */
export function withModelledBooks(feed: Feed, drawn: Readonly<{ seed: number; givenOutFrom?: TimeUs }>): Feed {
  if (feed.instruments.every(({ bookSource }) => bookSource === 'recorded')) return feed
  return {
    ...feed,
    identity: hashOf(encode({ modelledFeedVersion, bars: feed.identity, parameters: bookModelDefaults, ...drawn })),
    instruments: feed.instruments.flatMap((instrument) =>
      instrument.bookSource === 'modelled' ? modelledInstruments([instrument]) : [instrument],
    ),
    inputs: { [Symbol.asyncIterator]: () => modelBook(feed.inputs, feed.instruments, drawn)[Symbol.asyncIterator]() },
    notes: [...feed.notes, `the book model draws from seed ${drawn.seed}`],
  }
}

function nameOfFile(path: string): string {
  return basename(path).replace(/\.(jsonl|csv|parquet)(\.gz)?$/, '')
}

type FeedOption = Exclude<keyof FeedOptions, 'paths'>

const optionNames: Readonly<Record<FeedOption, string>> = {
  from: '--from',
  to: '--to',
  symbol: '--symbol',
  tick: '--tick',
  lot: '--lot',
  stamp: '--stamp',
  volumeIn: '--volume-in',
  overlay: '--overlay',
}

function refuseOptions(options: SourceOptions, keys: readonly FeedOption[], meantFor: string): void {
  for (const key of keys) {
    const value = options[key]
    if (value === undefined) continue
    const expected = `this option with ${meantFor} only`
    throw new InputFault({ file: optionNames[key], place: 'option', expected, found: JSON.stringify(value) })
  }
}

function rangeOf({ from, to }: SourceOptions): Readonly<{ from?: string; to?: string }> {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

function feedOptions(options: SourceOptions): Omit<FeedOptions, 'paths'> {
  const { data: _data, scenario: _scenario, seed: _seed, ...feed } = options
  return feed
}
