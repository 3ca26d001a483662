import { expect, test } from 'vitest'
import { benchTable } from './table.ts'

test('default: a row a bench, three digits, unknown where there is no limit', () => {
  const table = benchTable([
    { name: 'book-update', unit: 'updates/s', ours: 12_345_678, limit: 20_000_000, ratioToLimit: 0.617, peers: { ccxt: 151.4 } },
    { name: 'journal', unit: 'inputs/s', ours: 123_456, limit: null, ratioToLimit: null, peers: {}, note: 'no g++ on this machine' },
  ])
  expect(table.split('\n')).toEqual([
    'bench              ours       limit  unit       ratio to limit  times faster than',
    '-----------  ----------  ----------  ---------  --------------  -----------------',
    'book-update  12,300,000  20,000,000  updates/s            0.62  ccxt x151',
    'journal         123,000     unknown  inputs/s          unknown  none measured',
    'journal: no g++ on this machine',
  ])
})
