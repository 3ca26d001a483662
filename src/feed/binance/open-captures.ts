import { InputFault } from '../../base/fault.ts'
import type { Instrument, MarketId } from '../../market/instrument.ts'
import type { Source } from '../source.ts'
import { openCapture } from './capture.ts'
import { instrumentOf, outlineCapture, parseStep, type MarketOutline } from './infer.ts'

/** Captures to be read together. `symbol` keeps one market of them; `tick` and `lot` replace the inferred steps. */
export type CapturesOptions = Readonly<{ files: readonly string[]; symbol?: string; tick?: string; lot?: string }>

type Outlined = Readonly<{ file: string; outlines: Map<string, MarketOutline> }>

/**
 * Opens captures so that a market found in several has one instrument: the finer tick and lot of them.
 *
 * @throws InputFault when a file is no capture, or `symbol` names a market that is in none of them.
 *
 * @example
 * const sources = await openCaptures({ files: ['20240808.jsonl.gz', '20240809.jsonl.gz'] })
 */
export async function openCaptures(options: CapturesOptions): Promise<readonly Source[]> {
  const outlined: Outlined[] = []
  for (const file of options.files) outlined.push({ file, outlines: await outlineCapture(file) })
  const instruments = jointInstruments(outlined, options)
  if (options.symbol !== undefined && ![...instruments.keys()].some((id) => id === options.symbol)) {
    throw new InputFault({
      file: '--symbol',
      place: 'value',
      expected: `one of the markets captured: ${[...instruments.keys()].join(', ')}`,
      found: options.symbol,
    })
  }
  const withSnapshot = new Set(markets(outlined, (outline) => outline.hasSnapshot))
  const sources: Source[] = []
  for (const { file, outlines } of outlined) {
    const bySymbol = new Map<string, Instrument>()
    for (const [symbol, { name }] of outlines) bySymbol.set(symbol, instruments.get(name.id) as Instrument)
    const lacking = [...outlines.values()].filter(({ name, hasDeltas }) => hasDeltas && !withSnapshot.has(name.id))
    const notes = lacking.map(({ name }) => `no snapshot of ${name.id} in the first lines: its book is unknown until one comes`)
    const source = await openCapture({ file, instruments: bySymbol, notes })
    sources.push(options.symbol === undefined ? source : onlyMarket(source, options.symbol))
  }
  return sources
}

function jointInstruments(outlined: readonly Outlined[], options: CapturesOptions): Map<MarketId, Instrument> {
  const joint = new Map<MarketId, MarketOutline>()
  for (const outline of outlined.flatMap(({ outlines }) => [...outlines.values()])) {
    const known = joint.get(outline.name.id) ?? outline
    joint.set(outline.name.id, {
      ...known,
      priceDecimals: Math.max(known.priceDecimals, outline.priceDecimals),
      sizeDecimals: Math.max(known.sizeDecimals, outline.sizeDecimals),
      writtenSizeDecimals: Math.max(known.writtenSizeDecimals, outline.writtenSizeDecimals),
    })
  }
  const steps = {
    ...(options.tick === undefined ? {} : { tick: parseStep(options.tick, '--tick') }),
    ...(options.lot === undefined ? {} : { lot: parseStep(options.lot, '--lot') }),
  }
  return new Map([...joint].map(([id, outline]) => [id, instrumentOf(outline, steps)]))
}

function markets(outlined: readonly Outlined[], isWanted: (outline: MarketOutline) => boolean): readonly MarketId[] {
  return outlined.flatMap(({ outlines }) => [...outlines.values()].filter(isWanted).map(({ name }) => name.id))
}

function onlyMarket(source: Source, symbol: string): Source {
  return {
    ...source,
    instruments: source.instruments.filter(({ id }) => id === symbol),
    async *read() {
      for await (const { inputs, lines } of source.read()) {
        const kept = inputs.map((input) => input.market === symbol)
        yield { inputs: inputs.filter((_, i) => kept[i]), lines: lines.filter((_, i) => kept[i]) }
      }
    },
  }
}
