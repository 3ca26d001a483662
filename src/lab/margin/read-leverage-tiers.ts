import { readFileSync, statSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { InputFault } from '../../base/fault.ts'
import { deductedTiers, type LeverageTier } from '../../margin/models/leverage-tiers.ts'

/** Tables of tiers by the venue's symbol, such as `BTC/USDT:USDT`. */
export type LeverageTables = ReadonlyMap<string, readonly LeverageTier[]>

type Place = Readonly<{ file: string; place: string }>

/**
 * Reads a venue's leverage tiers: a JSON object, gzipped or not, that holds for each symbol a list of tiers with `minNotional`, `maxNotional`,
 * `maintenanceMarginRate` and `maxLeverage`, the form in which exchange libraries give them. A stated deduction (`info.cum`) must be the one that
 * follows from the rates.
 *
 * @throws InputFault naming symbol, tier and field: what is absent or no number, a tier that does not begin where the last ended, a rate that
 *   falls or lies outside 0 to 1, a leverage that rises or leaves less initial than maintenance margin, a wrong deduction.
 *
 * @example
 * readLeverageTiers('tiers.json.gz').get('BTC/USDT:USDT')?.[0]?.maintenanceRate // 0.004
 */
export function readLeverageTiers(file: string): LeverageTables {
  const document = parsed(file)
  const whole = { file, place: 'whole file' }
  if (!isObject(document)) fail(whole, 'an object of symbols', document)
  const symbols = Object.entries(document)
  if (symbols.length === 0) fail(whole, 'an object of symbols', 'an empty object')
  return new Map(symbols.map(([symbol, tiers]) => [symbol, tableOf(tiers, { file, place: symbol })]))
}

/**
 * The tables of perpetuals that settle in an asset, by base asset, as the tiered model wants them.
 *
 * @param settlement - `USDT` takes `BTC/USDT:USDT` and leaves `BTC/USDC:USDC` and dated futures.
 *
 * @example
 * perpetualTables(readLeverageTiers(file), 'USDT').get('BTC')
 */
export function perpetualTables(tables: LeverageTables, settlement: string): LeverageTables {
  const ending = `/${settlement}:${settlement}`
  return new Map(
    [...tables].filter(([symbol]) => symbol.endsWith(ending)).map(([symbol, tiers]) => [symbol.slice(0, -ending.length), tiers]),
  )
}

function parsed(file: string): unknown {
  const expected = 'leverage tiers: .json or .json.gz'
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined || !found.isFile()) {
    fail({ file, place: 'path' }, expected, found === undefined ? 'no such file' : 'a folder')
  }
  try {
    const bytes = readFileSync(file)
    return JSON.parse((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')) as unknown
  } catch (error) {
    return fail({ file, place: 'whole file' }, expected, error instanceof Error ? error.message : String(error))
  }
}

function tableOf(found: unknown, at: Place): readonly LeverageTier[] {
  if (!Array.isArray(found) || found.length === 0) fail(at, 'a list of at least one tier', found)
  const rows = (found as readonly unknown[]).map((row, k) => {
    const place = { file: at.file, place: `${at.place}[${k}]` }
    if (!isObject(row)) return fail(place, 'a tier', row)
    return { row, place, tier: tierFrom(row, place) }
  })
  const tiers = rows.map(({ tier }) => tier)
  const deducted = deductedTiers(tiers)
  rows.forEach(({ row, place }, k) => {
    requireOrder(tiers, k, place)
    const stated = isObject(row['info']) ? row['info']['cum'] : undefined
    const deduction = deducted[k]?.deduction ?? 0
    if (stated === undefined) return
    const cum = typeof stated === 'string' && stated.trim() !== '' ? Number(stated) : stated
    // Venues print it rounded; a cent is no other table.
    if (typeof cum !== 'number' || !(Math.abs(cum - deduction) <= 0.01 + 1e-9 * deduction)) {
      fail({ ...place, place: `${place.place}.info.cum` }, `the deduction ${deduction} that follows from the rates`, stated)
    }
  })
  return tiers
}

function tierFrom(row: Readonly<Record<string, unknown>>, at: Place): LeverageTier {
  const number = (name: string): number => {
    const found = row[name]
    const place = { ...at, place: `${at.place}.${name}` }
    if (typeof found !== 'number' || !Number.isFinite(found) || found < 0) return fail(place, 'a number, 0 or above', found)
    return found
  }
  return {
    above: number('minNotional'),
    upTo: number('maxNotional'),
    maintenanceRate: number('maintenanceMarginRate'),
    maxLeverage: number('maxLeverage'),
  }
}

function requireOrder(tiers: readonly LeverageTier[], k: number, at: Place): void {
  const tier = tiers[k] as LeverageTier
  const before = tiers[k - 1]
  const wrong = (name: string, expected: string, found: number): never => fail({ ...at, place: `${at.place}.${name}` }, expected, found)
  const start = before?.upTo ?? 0
  if (tier.above > start) wrong('minNotional', `no gap: a tier that begins at ${start}`, tier.above)
  if (tier.above < start) wrong('minNotional', `no overlap: a tier that begins at ${start}`, tier.above)
  if (tier.upTo <= tier.above) wrong('maxNotional', `a notional above ${tier.above}`, tier.upTo)
  if (!(tier.maintenanceRate > 0 && tier.maintenanceRate < 1)) {
    wrong('maintenanceMarginRate', 'a rate above 0 and below 1', tier.maintenanceRate)
  }
  if (before !== undefined && tier.maintenanceRate < before.maintenanceRate) {
    wrong('maintenanceMarginRate', `a rate of at least ${before.maintenanceRate}, that of the tier before`, tier.maintenanceRate)
  }
  if (before !== undefined && tier.maxLeverage > before.maxLeverage) {
    wrong('maxLeverage', `a leverage of at most ${before.maxLeverage}, that of the tier before`, tier.maxLeverage)
  }
  if (!(tier.maxLeverage > 0 && tier.maxLeverage * tier.maintenanceRate <= 1)) {
    wrong('maxLeverage', `a leverage above 0 and of at most ${1 / tier.maintenanceRate}, one over the maintenance rate`, tier.maxLeverage)
  }
}

function isObject(found: unknown): found is Readonly<Record<string, unknown>> {
  return typeof found === 'object' && found !== null && !Array.isArray(found)
}

function fail(at: Place, expected: string, found: unknown): never {
  const text = found === undefined ? 'nothing' : typeof found === 'string' ? found : JSON.stringify(found)
  throw new InputFault({ ...at, expected, found: text.slice(0, 80) })
}
