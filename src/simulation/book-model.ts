import { invariant } from '../base/assert.ts'
import { createPrng } from '../base/prng.ts'
import { timeUs, type TimeUs } from '../base/time.ts'
import type { Instrument } from '../market/instrument.ts'
import { notionalOf } from '../market/notional.ts'
import type { BarClosed, BookSnapshotReceived, MarketInput, TradeReceived } from '../market/market-input.ts'
import { bookModelDefaults, type BookModelParameters } from './book-model-parameters.ts'
import { advanceConditions, calmDepthOf, rememberBar, type BookModelState, type Conditions } from './book-model-state.ts'
import { intrabarPath, type IntrabarPath } from './intrabar-path.ts'
import { modelledSides } from './modelled-frame.ts'

/** What the model needs beside memory and bar. */
export type BookModelOptions = Readonly<{ instrument: Instrument; seed: number; parameters?: BookModelParameters }>

/** A bar turned into inputs, and the memory after it. */
export type ModelledBar = Readonly<{ state: BookModelState; inputs: readonly MarketInput[] }>

/** What the book model assumes, for the report: every figure made from it carries the label "modelled". */
export const bookModelAssumptions: readonly string[] = [
  'The order book is modelled from bars: it is not what stood at the venue.',
  'Spread and depth at a moment follow from earlier bars and from the part of the current bar already shown; they do not look ahead.',
  'The path inside a bar is made to touch its open, high, low and close, which were known at its end only; its order and timing are invented.',
  'Between two frames the book stands still while prints go on, so in a fast market prints run ahead of the book by up to one frame.',
  'Depth is a multiple of trailing turnover, so its level is uncertain by a factor of about two; its falls are calibrated to published ones.',
]

/**
 * Turns a bar into book frames, prints whose lots sum to its volume, and the bar itself, all within the bar and strictly in time order.
 *
 * Pure: the memory given is not changed. The draws depend on the seed, the market and the bar's start alone, so a run resumed
 * from a saved memory goes on identically.
 *
 * @throws InvariantError when the bar has no length, or its high and low do not enclose its close.
 *
 * @example
 * const { state: next, inputs } = barToInputs(createBookModelState(), bar, { instrument, seed: 7 })
 */
export function barToInputs(state: BookModelState, given: BarClosed, options: BookModelOptions): ModelledBar {
  checkBar(given)
  const bar = withOpenTraded(given)
  const parameters = options.parameters ?? bookModelDefaults
  const next = { ...state }
  const { frames, tradesPerFrame } = slotsOf(bar, parameters)
  const draws = createPrng(seedOf(bar, options.seed))
  const path = intrabarPath(bar, { count: frames * tradesPerFrame, pathNoise: parameters.pathNoise, draws })
  const basis = {
    bar,
    path,
    rangesSoFar: rangesSoFar(bar, path, tradesPerFrame),
    frames,
    tradesPerFrame,
    instrument: options.instrument,
    parameters,
    calmDepth: calmDepthOf(state, { seconds: barSeconds(bar), turnover: turnoverOf(bar, options.instrument) }, parameters),
  }
  const inputs: MarketInput[] = []
  for (let frame = 0; frame < frames; frame++) {
    const conditions = conditionsAt(next, basis, frame)
    const sides = modelledSides(frameBasis(basis, frame, conditions), parameters, draws)
    const at = slotTime(basis, frame, 0)
    inputs.push({
      kind: 'bookSnapshotReceived',
      at,
      venueAt: at,
      market: bar.market,
      updateId: next.nextUpdateId++,
      ...sides,
    } satisfies BookSnapshotReceived)
    appendTrades(inputs, { ...basis, frame }, next)
  }
  inputs.push(given)
  rememberBar(
    next,
    {
      seconds: barSeconds(bar),
      rangeFraction: (bar.highTicks - bar.lowTicks) / bar.openTicks,
      turnover: turnoverOf(bar, options.instrument),
    },
    parameters,
  )
  return { state: next, inputs }
}

type BarBasis = Readonly<{
  bar: BarClosed
  path: IntrabarPath
  rangesSoFar: readonly number[]
  frames: number
  tradesPerFrame: number
  instrument: Instrument
  parameters: BookModelParameters
  calmDepth: number
}>

function checkBar(bar: BarClosed): void {
  invariant(bar.at > bar.startedAt, 'a bar ends after it starts')
  invariant(bar.lowTicks >= 1 && bar.lowTicks <= bar.closeTicks, 'the low of a bar is positive and at or below its close')
  invariant(bar.highTicks >= bar.closeTicks, 'the high of a bar is at or above its close')
  invariant(Number.isSafeInteger(bar.volumeLots) && bar.volumeLots >= 0, 'the volume of a bar is whole lots, none negative')
}

/** Some venues, BitMEX among them, state the previous close as open, where nothing traded: the path then starts at the nearest price that did. */
function withOpenTraded(bar: BarClosed): BarClosed {
  const openTicks = Math.min(bar.highTicks, Math.max(bar.lowTicks, bar.openTicks))
  return openTicks === bar.openTicks ? bar : { ...bar, openTicks }
}

function barSeconds(bar: BarClosed): number {
  return (bar.at - bar.startedAt) / 1e6
}

function slotsOf(bar: BarClosed, parameters: BookModelParameters): Readonly<{ frames: number; tradesPerFrame: number }> {
  const seconds = barSeconds(bar)
  const atMost = Math.max(parameters.framesPerBarAtMost, Math.ceil(seconds / parameters.frameAtLeastEverySeconds))
  const frames = Math.min(atMost, Math.max(1, Math.round(seconds / parameters.frameEverySeconds)))
  // Open, high, low and close need a print each.
  return { frames, tradesPerFrame: Math.max(parameters.tradesPerFrame, Math.ceil(4 / frames)) }
}

function seedOf(bar: BarClosed, seed: number): number {
  // FNV-1a over market, start and seed: near bars get unlike draws.
  const text = `${seed}|${bar.market}|${bar.startedAt}`
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

function turnoverOf(bar: BarClosed, instrument: Instrument): number {
  return notionalOf(instrument, { ticks: bar.closeTicks, lots: bar.volumeLots })
}

function conditionsAt(state: BookModelState, basis: BarBasis, frame: number): Conditions {
  const seconds = barSeconds(basis.bar)
  const moment = { rangeSoFar: basis.rangesSoFar[frame] ?? 0, seconds: seconds / basis.frames, barSeconds: seconds }
  return advanceConditions(state, moment, basis.parameters)
}

/** High less low of the path up to each frame, as fractions of the open. */
function rangesSoFar(bar: BarClosed, path: IntrabarPath, tradesPerFrame: number): readonly number[] {
  const ranges: number[] = []
  let [high, low] = [bar.openTicks, bar.openTicks]
  path.ticks.forEach((ticks, i) => {
    if (i % tradesPerFrame === 0) ranges.push((high - low) / bar.openTicks)
    high = Math.max(high, ticks)
    low = Math.min(low, ticks)
  })
  return ranges
}

function frameBasis(basis: BarBasis, frame: number, conditions: Conditions): Parameters<typeof modelledSides>[0] {
  const { path, bar } = basis
  const priceTicks = path.ticks[Math.max(0, frame * basis.tradesPerFrame - 1)] ?? bar.openTicks
  const moveBps = ((priceTicks - bar.openTicks) / bar.openTicks) * 1e4
  const usual = Math.max(basis.parameters.volatilityFloorBps, conditions.volatilityBps)
  return {
    instrument: basis.instrument,
    priceTicks,
    conditions,
    calmDepth: basis.calmDepth,
    pressure: Math.min(1, Math.max(-1, moveBps / (2 * usual))),
  }
}

function slotTime(basis: BarBasis, frame: number, place: number): TimeUs {
  const { bar, frames, tradesPerFrame } = basis
  const slots = frames * (tradesPerFrame + 1)
  const slot = frame * (tradesPerFrame + 1) + place
  return timeUs(bar.startedAt + Math.floor(((bar.at - bar.startedAt) * (slot + 0.5)) / slots))
}

function appendTrades(inputs: MarketInput[], basis: BarBasis & Readonly<{ frame: number }>, state: BookModelState): void {
  const { path, bar, tradesPerFrame, frame } = basis
  for (let place = 1; place <= tradesPerFrame; place++) {
    const index = frame * tradesPerFrame + place - 1
    const lots = path.lots[index] ?? 0
    if (lots === 0) continue
    const ticks = path.ticks[index] ?? bar.closeTicks
    const at = slotTime(basis, frame, place)
    const before = index === 0 ? ticks : (path.ticks[index - 1] ?? ticks)
    // A flat step alternates, as a price that stays is hit from both sides.
    const taker = ticks > before || (ticks === before && index % 2 === 0) ? 'buy' : 'sell'
    inputs.push({
      kind: 'tradeReceived',
      at,
      venueAt: at,
      market: bar.market,
      tradeId: state.nextTradeId++,
      ticks,
      lots,
      taker,
    } satisfies TradeReceived)
  }
}
