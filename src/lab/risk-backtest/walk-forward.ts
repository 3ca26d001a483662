import type { RiskModel } from './risk-model.ts'

/** How a walk goes: the window that precedes each forecast, and how many forecasts one fit serves. */
export type WalkOptions = Readonly<{ window: number; refitEvery: number; confidence: number }>

/** Forecasts for the losses from `from` to before `to`, by place in the series. Columns of one length; NaN where there is none. */
export type WalkPart = Readonly<{
  from: number
  to: number
  valueAtRisk: Float64Array
  expectedShortfall: Float64Array
  volatility: Float64Array
  /** The probability the model gave to a loss above the one that came. */
  survival: Float64Array
  fits: number
  /** The fits that were not as asked, and the forecasts another model stood in for, by place. */
  fallbacks: readonly WalkFallback[]
}>

/** Where something else than was asked for was used, for which reason. */
export type WalkFallback = Readonly<{ at: number; of: 'fit' | 'forecast'; reason: string; used: string }>

/** A stretch of places to forecast. */
export type Stretch = Readonly<{ from: number; to: number }>

/**
 * Walks a model through a stretch: each forecast is made from the losses before it, handed over as copies, and only then is the loss
 * looked at. Nothing of the future can reach a model.
 *
 * Fits lie at the places `window + k * refitEvery` whatever the stretch, so a stretch may be cut there and gives the same.
 *
 * @param stretch - `from` is one of the places of a fit.
 *
 * @example
 * walkForward(losses, historicalModel, { from: 500, to: losses.length }, { window: 500, refitEvery: 20, confidence: 0.99 })
 */
export function walkForward(...[losses, model, stretch, options]: readonly [Float64Array, RiskModel, Stretch, WalkOptions]): WalkPart {
  const { from, to } = stretch
  const count = to - from
  const part = {
    from,
    to,
    valueAtRisk: new Float64Array(count),
    expectedShortfall: new Float64Array(count),
    volatility: new Float64Array(count),
    survival: new Float64Array(count),
  }
  const fallbacks: WalkFallback[] = []
  let fits = 0
  let fitted = undefined as ReturnType<RiskModel['fit']> | undefined
  for (let t = from; t < to; t++) {
    if (fitted === undefined || isDue(t, model, options)) {
      fitted = model.fit(losses.slice(t - options.window, t), { confidence: options.confidence })
      fits += 1
      const { outcome } = fitted
      if (outcome.kind === 'fallback') fallbacks.push({ at: t, of: 'fit', reason: outcome.reason, used: outcome.used })
    } else fitted.observe(losses[t - 1] as number)
    const forecast = fitted.forecast()
    if (forecast.fallback !== undefined) fallbacks.push({ at: t, of: 'forecast', ...forecast.fallback })
    const place = t - from
    part.valueAtRisk[place] = forecast.valueAtRisk
    part.expectedShortfall[place] = forecast.expectedShortfall ?? NaN
    part.volatility[place] = forecast.volatility
    part.survival[place] = forecast.survival(losses[t] as number)
  }
  return { ...part, fits, fallbacks }
}

/**
 * Cuts the places to forecast into stretches of whole fits; a model that remembers all its past has one.
 *
 * @param most - About how many forecasts a stretch has.
 *
 * @example
 * stretchesOf(700, historicalModel, { window: 500, refitEvery: 20, confidence: 0.99 }, 100) // [{ from: 500, to: 600 }, { from: 600, to: 700 }]
 */
export function stretchesOf(...[count, model, options, most]: readonly [number, RiskModel, WalkOptions, number]): readonly Stretch[] {
  const { window, refitEvery } = options
  if (model.memory === 'past') return [{ from: window, to: count }]
  const length = Math.max(1, Math.round(most / refitEvery)) * refitEvery
  const stretches: Stretch[] = []
  for (let from = window; from < count; from += length) stretches.push({ from, to: Math.min(count, from + length) })
  return stretches
}

function isDue(t: number, model: RiskModel, { window, refitEvery }: WalkOptions): boolean {
  return model.memory === 'window' && (t - window) % refitEvery === 0
}

/**
 * Puts parts together that follow each other without a hole.
 *
 * @example
 * joinParts([first, second]).to
 */
export function joinParts(parts: readonly WalkPart[]): WalkPart {
  const sorted = parts.toSorted((a, b) => a.from - b.from)
  const joined = (column: 'valueAtRisk' | 'expectedShortfall' | 'volatility' | 'survival'): Float64Array => {
    const values = new Float64Array((sorted.at(-1)?.to ?? 0) - (sorted[0]?.from ?? 0))
    for (const part of sorted) values.set(part[column], part.from - (sorted[0]?.from ?? 0))
    return values
  }
  return {
    from: sorted[0]?.from ?? 0,
    to: sorted.at(-1)?.to ?? 0,
    valueAtRisk: joined('valueAtRisk'),
    expectedShortfall: joined('expectedShortfall'),
    volatility: joined('volatility'),
    survival: joined('survival'),
    fits: sorted.reduce((sum, part) => sum + part.fits, 0),
    fallbacks: sorted.flatMap((part) => part.fallbacks),
  }
}
