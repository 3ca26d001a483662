import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { deductedTiers, tieredInitial, tieredMaintenance } from '../../margin/models/leverage-tiers.ts'
import { perpetualTables, readLeverageTiers } from './read-leverage-tiers.ts'

const folder = mkdtempSync(join(tmpdir(), 'seawall-tiers-'))
afterAll(() => rmSync(folder, { recursive: true }))

const tier = (minNotional: unknown, maxNotional: unknown, maintenanceMarginRate: unknown, maxLeverage: unknown, cum?: unknown) => ({
  minNotional,
  maxNotional,
  maintenanceMarginRate,
  maxLeverage,
  ...(cum !== undefined && { info: { cum } }),
})
const good = [tier(0, 5_000, 0.01, 50, '0.0'), tier(5_000, 50_000, 0.02, 25, '50.0'), tier(50_000, 600_000, 0.025, 20, 300)]

function written(document: unknown, name = 'tiers.json'): string {
  const file = join(folder, name)
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(text) : text)
  return file
}

describe('tiers of a file', () => {
  test('behavior: plain and gzipped files give the same tables', () => {
    const document = { 'A/USDT:USDT': good }
    const tables = readLeverageTiers(written(document))
    expect(tables.get('A/USDT:USDT')?.[1]).toEqual({ above: 5_000, upTo: 50_000, maintenanceRate: 0.02, maxLeverage: 25 })
    expect(readLeverageTiers(written(document, 'tiers.json.gz'))).toEqual(tables)
  })

  test('behavior: perpetuals of one settlement, by base asset', () => {
    const document = { 'A/USDT:USDT': good, 'A/USDC:USDC': good, 'A/USDT:USDT-260327': good, 'B/USDT:USDT': good }
    expect([...perpetualTables(readLeverageTiers(written(document)), 'USDT').keys()]).toEqual(['A', 'B'])
  })

  test.each([
    ['a gap', [tier(0, 10, 0.1, 2), tier(11, 20, 0.2, 2)], 'S[1].minNotional: expected no gap: a tier that begins at 10, found 11'],
    ['an overlap', [tier(0, 10, 0.1, 2), tier(9, 20, 0.2, 2)], 'S[1].minNotional: expected no overlap: a tier that begins at 10, found 9'],
    ['a first tier above 0', [tier(1, 10, 0.1, 2)], 'S[0].minNotional: expected no gap: a tier that begins at 0, found 1'],
    ['an empty tier', [tier(0, 0, 0.1, 2)], 'S[0].maxNotional: expected a notional above 0, found 0'],
    ['a falling rate', [tier(0, 10, 0.1, 2), tier(10, 20, 0.09, 2)], 'S[1].maintenanceMarginRate: expected a rate of at least 0.1'],
    ['a rate of 0', [tier(0, 10, 0, 2)], 'S[0].maintenanceMarginRate: expected a rate above 0 and below 1, found 0'],
    ['a rate of 1', [tier(0, 10, 1, 1)], 'S[0].maintenanceMarginRate: expected a rate above 0 and below 1, found 1'],
    ['a negative rate', [tier(0, 10, -0.1, 2)], 'S[0].maintenanceMarginRate: expected a number, 0 or above, found -0.1'],
    ['a negative notional', [tier(-1, 10, 0.1, 2)], 'S[0].minNotional: expected a number, 0 or above, found -1'],
    ['a rising leverage', [tier(0, 10, 0.1, 2), tier(10, 20, 0.2, 3)], 'S[1].maxLeverage: expected a leverage of at most 2'],
    ['a leverage beyond the rate', [tier(0, 10, 0.5, 2.5)], 'S[0].maxLeverage: expected a leverage above 0 and of at most 2'],
    ['a leverage of 0', [tier(0, 10, 0.5, 0)], 'S[0].maxLeverage: expected a leverage above 0'],
    ['a text for a number', [tier(0, 10, '0.1', 2)], 'S[0].maintenanceMarginRate: expected a number, 0 or above, found 0.1'],
    ['an absent field', [{ minNotional: 0 }], 'S[0].maxNotional: expected a number, 0 or above, found nothing'],
    ['a wrong deduction', [tier(0, 10, 0.1, 2), tier(10, 20, 0.2, 2, '2')], 'S[1].info.cum: expected the deduction 1 that follows'],
    ['a deduction that is none', [tier(0, 10, 0.1, 2, 'x')], 'S[0].info.cum: expected the deduction 0 that follows'],
    ['no tier', [], 'S: expected a list of at least one tier, found []'],
    ['no list', 7, 'S: expected a list of at least one tier, found 7'],
    ['no object in it', [7], 'S[0]: expected a tier, found 7'],
  ])('error: %s', (_what, tiers, message) => {
    expect(() => readLeverageTiers(written({ S: tiers }))).toThrow(message)
  })

  test.each([
    ['no JSON', '{', 'whole file: expected leverage tiers'],
    ['a list', '[]', 'whole file: expected an object of symbols, found []'],
    ['an empty object', '{}', 'whole file: expected an object of symbols, found an empty object'],
  ])('error: %s', (_what, text, message) => {
    expect(() => readLeverageTiers(written(text))).toThrow(message)
  })

  test('error: no file, a folder, a gzipped file that is none', () => {
    expect(() => readLeverageTiers(join(folder, 'absent.json'))).toThrow(
      'path: expected leverage tiers: .json or .json.gz, found no such file',
    )
    expect(() => readLeverageTiers(folder)).toThrow('found a folder')
    const plain = join(folder, 'plain.json.gz')
    writeFileSync(plain, '{}')
    expect(() => readLeverageTiers(plain)).toThrow('whole file: expected leverage tiers')
  })
})

const real = 'data/reference/binance_usdm_leverage_tiers.json.gz'
test.skipIf(!hasShared)('behavior: a venue’s whole file is read, and every stated deduction follows from its rates', () => {
  const tables = readLeverageTiers(sharedFile(real))
  expect(tables.size).toBe(349)
  const btc = deductedTiers(tables.get('BTC/USDT:USDT') ?? [])
  expect(btc.at(-1)?.deduction).toBeCloseTo(421_481_450, 3)
  expect(tieredMaintenance(btc, 1_000_000)).toBeCloseTo(0.0065 * 1_000_000 - 950, 6)
  expect(tieredInitial(btc, 1_000_000)).toBeCloseTo(1_000_000 / 75, 6)
  expect(perpetualTables(tables, 'USDT').has('ETH')).toBe(true)
})
