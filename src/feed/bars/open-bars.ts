import { powerOfTen } from '../../base/decimal.ts'
import { InputFault } from '../../base/fault.ts'
import type { Instrument, MarketId } from '../../market/instrument.ts'
import { parseStep, type Step } from '../binance/infer.ts'
import type { TimeRange } from '../clip.ts'
import { sizeOf } from '../lines.ts'
import type { Source } from '../source.ts'
import { marketOfFile, type BarMarket, type BarMarketOptions } from './market-of-file.ts'
import { outlineBars, type BarOutline } from './outline.ts'
import { readBars, type BarReading } from './read-bars.ts'
import { withDatabase } from './table.ts'

/** Bar files to be read together. `range` is of bars' starts; the options replace what names and content suggest. */
export type BarsOptions = BarMarketOptions & Readonly<{ files: readonly string[]; range: TimeRange; tick?: string; lot?: string }>

type Outlined = Readonly<{ file: string; bytes: number; market: BarMarket; outline: BarOutline }>

/**
 * Opens bar files (Parquet, CSV, CSV in gzip) so that a market found in several has one instrument: the finest steps of them.
 *
 * @throws InputFault for a file that is missing, empty, of another kind or without the columns of a bar.
 *
 * @example
 * const sources = await openBars({ files: ['bitmex_xbtusd_perp_1m_2019-2021.parquet'], range: {} })
 */
export async function openBars(options: BarsOptions): Promise<readonly Source[]> {
  const outlined: Outlined[] = []
  for (const file of options.files) {
    const bytes = await sizeOf(file)
    const market = marketOfFile(file, options)
    const outline = await withDatabase((connection) => outlineBars(connection, file, market.instrument.base))
    outlined.push({ file, bytes, market, outline })
  }
  const instruments = jointInstruments(outlined, options)
  return outlined.map((one) => sourceOf(one, instruments.get(one.market.instrument.id) as Instrument, options))
}

function sourceOf({ file, bytes, market, outline }: Outlined, instrument: Instrument, options: BarsOptions): Source {
  const reading: BarReading = { outline, instrument, stamp: market.stamp, volumeIn: market.volumeIn, range: options.range }
  const position = { share: 0 }
  return {
    file,
    bytes,
    instruments: [instrument],
    notes: market.notes,
    read: () => readBars(reading, position),
    progress: () => position.share,
  }
}

function jointInstruments(outlined: readonly Outlined[], options: BarsOptions): Map<MarketId, Instrument> {
  const tick = options.tick === undefined ? undefined : parseStep(options.tick, '--tick')
  const lot = options.lot === undefined ? undefined : parseStep(options.lot, '--lot')
  const joint = new Map<MarketId, Instrument>()
  for (const { market, outline } of outlined) {
    const own = { units: outline.tickUnits, decimals: outline.priceDecimals }
    const known = joint.get(market.instrument.id)
    const finest = known === undefined ? own : commonStep(own, { units: known.tickUnits, decimals: known.priceDecimals })
    const price = tick ?? finest
    joint.set(market.instrument.id, {
      ...market.instrument,
      tickUnits: price.units,
      priceDecimals: price.decimals,
      lotUnits: lot?.units ?? 1,
      // Volume of a quote column is divided by a price, so it has no step of its own.
      sizeDecimals: lot?.decimals ?? Math.max(known?.sizeDecimals ?? 0, market.volumeIn === 'quote' ? 8 : outline.sizeDecimals),
    })
  }
  return joint
}

// The largest step that both are multiples of: 0.5 and 0.1 give 0.1.
function commonStep(a: Step, b: Step): Step {
  const decimals = Math.max(a.decimals, b.decimals)
  let x = a.units * powerOfTen(decimals - a.decimals)
  let y = b.units * powerOfTen(decimals - b.decimals)
  while (y > 0) [x, y] = [y, x % y]
  return { units: x, decimals }
}

/**
 * The fault for two bars of one market and time.
 *
 * @example
 * throw overlappingBars({ file, line, id, time })
 */
export function overlappingBars(found: Readonly<{ file: string; line: number; id: string; time: string }>): InputFault {
  return new InputFault({
    file: found.file,
    place: `row ${found.line}`,
    expected: `one bar of ${found.id} at a time (read one of the files, or name its market with --symbol)`,
    found: `a second one that ends at ${found.time}`,
  })
}
