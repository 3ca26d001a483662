import { afterAll, describe, expect, test } from 'vitest'
import { parseTime } from '../../feed/parse-time.ts'
import { faultOf, testFolder } from '../../../test/feed-files.ts'
import { chainAt, chainCsv, madeChain } from '../../../test/option-chain.ts'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { timeUs } from '../../base/time.ts'
import { readChain, readChainTimes } from './read-chain.ts'

const folder = testFolder()
afterAll(() => {
  folder.remove()
})

describe('readChain', () => {
  test('default: reads what was written', async () => {
    const chain = await readChain(folder.write('made.csv', chainCsv()), {})
    expect(chain).toMatchObject({ underlying: 'BTC', at: chainAt })
    expect(chain.rows).toEqual(madeChain().rows)
  })

  const expiry = Date.parse('2026-02-27T08:00:00Z')
  const seen = chainAt / 1_000
  // Columns: name, content, the one row expected.
  const layouts: readonly (readonly [string, string, object])[] = [
    [
      'order book',
      `,expiration_timestamp,option_type,instrument_name,strike,underlying_price,timestamp,best_bid_price,best_ask_price,mark_price,bid_iv,ask_iv\n0,${expiry},put,BTC-27FEB26-60000-P,60000,61000.5,${seen},0.02,0.03,0.025,50.5,60`,
      { kind: 'put', forward: 61_000.5, bid: 0.02, ask: 0.03, mark: 0.025, bidVolatility: 0.505, askVolatility: 0.6 },
    ],
    [
      'volatilities',
      'date,instrument_name,expiry_date,strike,type,delta,bid_iv,ask_iv,mark_iv\n2026-02-05 16:00:00,BTC-27FEB26-60000-P,2026-02-27,60000,put,-0.4,50.5,,55',
      { kind: 'put', delta: -0.4, bidVolatility: 0.505, markVolatility: 0.55 },
    ],
    [
      'zipped, short kinds',
      'ts,option_type,strike,expiry,bid,ask\n2026-02-05T16:00:00,P,60000,2026-02-27 08:00:00,0.02,0.03',
      { kind: 'put', bid: 0.02, ask: 0.03 },
    ],
  ]
  test.each(layouts)('table: layout %s', async (name, content, row) => {
    const file = folder.write(name.startsWith('zipped') ? 'btc_zipped.csv.gz' : `${name}.csv`, content)
    const chain = await readChain(file, { underlying: 'btc' })
    expect(chain).toEqual({ file, underlying: 'BTC', at: chainAt, rows: [{ strike: 60_000, expiry: expiry * 1_000, ...row }] })
  })

  const two = [
    'ts,currency,option_type,strike,expiry,bid,ask',
    '2026-02-05 15:55:00,BTC,call,1,2026-03-01,0.1,0.2',
    '2026-02-05 16:00:00,BTC,call,2,2026-03-01,0.1,0.2',
    '2026-02-05 16:00:00,BTC,call,2,2026-03-01,0.15,0.2',
    '2026-02-05 16:10:01,BTC,call,3,2026-03-01,0.1,0.2',
    '2026-02-05 16:10:01,ETH,put,4,2026-03-01,0.1,0.2',
    '2026-02-05 16:10:01,BTC,straddle,5,2026-03-01,0.1,0.2',
    '2026-02-05 16:10:01,BTC,call,0,2026-03-01,0.1,0.2',
  ].join('\n')
  // Rows within ten minutes of each other are one snapshot; of an option seen twice the later row counts.
  test.each([
    [undefined, undefined, '2026-02-05T16:10:01Z', [[3, 0.1]]],
    [undefined, '2026-02-05T16:10:01Z', '2026-02-05T16:10:01Z', [[3, 0.1]]],
    [
      undefined,
      '2026-02-05T16:10:00Z',
      '2026-02-05T16:00:00Z',
      [
        [1, 0.1],
        [2, 0.15],
      ],
    ],
    ['eth', undefined, '2026-02-05T16:10:01Z', [[4, 0.1]]],
  ])('table: %s at %s', async (underlying, at, seenAt, rows) => {
    const chain = await readChain(folder.write('two.csv', two), {
      ...(underlying === undefined ? {} : { underlying }),
      ...(at === undefined ? {} : { at: parseTime(at, '--at') }),
    })
    expect(chain.at).toBe(parseTime(seenAt, ''))
    expect(chain.rows.map((row) => [row.strike, row.bid])).toEqual(rows)
  })

  test('behavior: a file of listing times is one snapshot, as old as its youngest option', async () => {
    const content =
      'option_type,strike,creation,maturity,mark_price\ncall,1,2024-01-01 08:00:00,2024-06-28 08:00:00,0.1\nput,2,2024-05-23 18:11:00,2024-05-31 08:00:00,0.1'
    const chain = await readChain(folder.write('eth_listed.csv', content), {})
    expect(chain).toMatchObject({ underlying: 'ETH', at: parseTime('2024-05-23T18:11:00', '') })
    expect(chain.rows).toHaveLength(2)
  })

  // Columns: name, content, message.
  const faults: readonly (readonly [string, string, string])[] = [
    ['empty.csv', '', 'empty.csv: whole file: expected an option chain: .parquet, .csv or .csv.gz, found an empty file'],
    ['bars.csv', 'ts,open,high,low,close\n2026-01-01,1,1,1,1', 'columns "option_type or type", "strike", "expiry or expiration_timestamp'],
    ['unpriced.csv', 'ts,option_type,strike,expiry\n2026-01-01,call,1,2026-02-01', 'columns "bid and ask, mark, or bid_iv and ask_iv"'],
    ['headonly.csv', 'ts,currency,option_type,strike,expiry,mark', 'whole file: expected at least one option, found none'],
    [
      'untimed.csv',
      'ts,currency,option_type,strike,expiry,mark\nsoon,BTC,call,1,2026-02-01,0.1',
      'expected options with a time, found none',
    ],
  ]
  test.each(faults)('error: %s', async (name, content, message) => {
    expect(await faultOf(() => readChain(folder.write(name, content), {}))).toContain(message)
  })

  test('error: no such file, a folder, another coin, a time before the first chain', async () => {
    const file = folder.write('made.csv', chainCsv())
    expect(await faultOf(() => readChain('nowhere.csv', {}))).toContain('nowhere.csv: path: expected an option chain')
    expect(await faultOf(() => readChain(folder.path, {}))).toContain('found a folder')
    expect(await faultOf(() => readChain(file, { underlying: 'ETH' }))).toBe('--underlying: value: expected BTC, found ETH')
    expect(await faultOf(() => readChain(file, { at: parseTime('2026-02-05', '') }))).toContain(
      '--at: value: expected a time from 2026-02-05T16:00:00Z on',
    )
  })

  test.skipIf(!hasShared)('vectors: a recorded Parquet file, by coin and time', async () => {
    const file = sharedFile('data/options/deribit_chains_2025-12-30_2026-08-22.parquet')
    const chain = await readChain(file, { underlying: 'ETH', at: parseTime('2026-02-06', '--at') })
    expect(chain.rows.length).toBeGreaterThan(500)
    expect(chain.at).toBeLessThan(parseTime('2026-02-06', ''))
    expect(chain.rows.every((row) => row.forward !== undefined)).toBe(true)
  })
})

test('behavior: the times of a file name its chains, oldest first', async () => {
  const second = timeUs(chainAt + 86_400e6)
  const rows = `${chainCsv()}\n${chainCsv({ ...madeChain(), at: second })
    .split('\n')
    .slice(1)
    .join('\n')}`
  const file = folder.write('two.csv', rows)
  expect(await readChainTimes(file, 'BTC')).toEqual([chainAt, second])
  for (const at of [chainAt, second]) expect((await readChain(file, { at })).at).toBe(at)
})
