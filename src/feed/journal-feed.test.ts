import { expect, test } from 'vitest'
import type { Input, SequencedInput } from '../engine/input.ts'
import { marketId } from '../market/instrument.ts'
import { afterStart, collect, faultOf, testInstrument } from '../../test/feed-files.ts'
import { journalFeed, type ReadableJournal } from './journal-feed.ts'

const started = {
  kind: 'runStarted',
  at: afterStart(0),
  engineVersion: '1',
  source: 'made',
  seed: 1,
  policy: {},
  instruments: [testInstrument()],
} as unknown as Input
const trade: Input = {
  kind: 'tradeReceived',
  at: afterStart(1),
  venueAt: afterStart(1),
  market: marketId('BTC/USDT:USDT'),
  tradeId: 1,
  ticks: 1,
  lots: 1,
  taker: 'buy',
}

function journalOf(inputs: readonly Input[]): ReadableJournal {
  const sequenced: SequencedInput[] = inputs.map((input, i) => ({ seq: i + 1, input }))
  return { read: (fromSeq) => sequenced.slice(fromSeq - 1), head: () => ({ seq: sequenced.length, hash: 'abc' }) }
}

test('behavior: the market inputs of a journal, without clocks and commands', async () => {
  const clock: Input = { kind: 'clockTicked', at: afterStart(1) }
  const feed = journalFeed(journalOf([started, clock, trade, clock, trade]), 'runs/1')
  expect(await collect(feed.inputs)).toEqual([trade, trade])
  expect(await collect(feed.inputs)).toEqual([trade, trade])
  expect([feed.progress(), feed.instruments[0]?.id, feed.identity]).toEqual([1, 'BTC/USDT:USDT', 'journal 5 abc'])
})

test('error: a journal that is empty or begins with something else', async () => {
  expect(await faultOf(() => journalFeed(journalOf([]), 'j'))).toBe('j: seq 1: expected the start of a run, found an empty journal')
  expect(await faultOf(() => journalFeed(journalOf([trade]), 'j'))).toBe('j: seq 1: expected the start of a run, found tradeReceived')
})
