import type { TimeUs } from '../../base/time.ts'
import type { Result } from '../../base/result.ts'
import { butterflyArbitrage } from '../../pricing/butterfly-arbitrage.ts'
import { calendarArbitrage, type CalendarFinding, type TimedSlice } from '../../pricing/calendar-arbitrage.ts'
import { extendedSlice, fitExtendedSsvi, type ExtendedSlice } from '../../pricing/extended-ssvi.ts'
import { spreadWeight, type SmileQuotes, type SmileRefusal } from '../../pricing/smile-quotes.ts'
import { fitSsvi, type SurfaceRefusal, type TimedQuotes } from '../../pricing/ssvi-fit.ts'
import { ssviSlice, type SsviPowerLaw } from '../../pricing/ssvi.ts'
import { fitSvi, type SviFit } from '../../pricing/svi-fit.ts'
import { sviPoint, type SviSlice } from '../../pricing/svi.ts'
import type { OptionChain } from './option-chain.ts'
import { summaryOf, type Residual, type ResidualSummary } from './residual-summary.ts'
import { smilesOf, type ExpirySmile } from './smile-points.ts'

/** One expiry with its fits. */
export type FittedExpiry = ExpirySmile &
  Readonly<{
    /** The slice fitted to this expiry alone, or why there is none. */
    svi: Readonly<{ ok: true; fit: SviFit; residuals: ResidualSummary }> | Readonly<{ ok: false; refusal: SmileRefusal }>
    /** The slices of the two surfaces, when this expiry took part in them. */
    ssvi: SurfaceSlice | undefined
    extended: SurfaceSlice | undefined
  }>

/** What a surface says of one expiry. */
export type SurfaceSlice = Readonly<{ slice: SviSlice; residuals: ResidualSummary }>

/** How a fit over all expiries came out. */
export type SurfaceOutcome<Parameters> =
  | Readonly<{
      ok: true
      parameters: Parameters
      converged: boolean
      iterations: number
      residuals: ResidualSummary
      calendar: CalendarFinding
      butterflyFree: boolean
    }>
  | Readonly<{ ok: false; refusal: SurfaceRefusal }>

/** A chain with everything fitted to it. */
export type FittedSurface = Readonly<{
  file: string
  underlying: string
  at: TimeUs
  /** What residuals are counted in. */
  unit: 'spreads' | 'points'
  expiries: readonly FittedExpiry[]
  /** Slices fitted one by one: their residuals and whether neighbours cross where both are quoted. */
  svi: Readonly<{ residuals: ResidualSummary | undefined; calendar: CalendarFinding }>
  ssvi: SurfaceOutcome<Readonly<{ law: SsviPowerLaw; thetas: readonly number[] }>>
  extended: SurfaceOutcome<readonly ExtendedSlice[]>
}>

/** A point of volatility stands for the spread where only marks are known. */
const point = 0.01

/**
 * Fits a chain: raw SVI to each expiry, SSVI and extended SSVI to all together, and holds each against the quotes.
 *
 * @example
 * fitSurface(await readChain('chains.parquet', {})).svi.residuals?.median
 */
export function fitSurface(chain: OptionChain): FittedSurface {
  const smiles = smilesOf(chain)
  const fits = smiles.map((smile): AloneFit => {
    const quotes = quotesOf(smile)
    return { smile, quotes, svi: fitSvi(quotes) }
  })
  const fitted = fits.filter(({ svi }) => svi.ok)
  const timed = fitted.map(({ smile, quotes }): TimedQuotes => ({ timeYears: smile.timeYears, quotes }))
  const ssvi = fitSsvi(timed)
  const extended = fitExtendedSsvi(timed)
  const ssviSlices = ssvi.ok ? Array.from(ssvi.value.thetas, (theta) => ssviSlice(ssvi.value.law, theta)) : []
  const extendedSlices = extended.ok ? extended.value.slices.map(extendedSlice) : []
  const sviSlices = fitted.flatMap(({ svi }) => (svi.ok ? [svi.value.slice] : []))
  const expiries = fits.map((alone): FittedExpiry => {
    const place = fitted.indexOf(alone)
    const over = (slices: readonly SviSlice[]): SurfaceSlice | undefined => {
      const slice = slices[place]
      return slice === undefined ? undefined : { slice, residuals: summarised(residualsOf(alone.smile, slice)) }
    }
    return { ...alone.smile, svi: sviOutcome(alone), ssvi: over(ssviSlices), extended: over(extendedSlices) }
  })
  const timedSlices = sviSlices.map((slice, i): TimedSlice => ({ slice, timeYears: (timed[i] as TimedQuotes).timeYears }))
  const alive = fitted.map(({ smile }) => smile)
  return {
    file: chain.file,
    underlying: chain.underlying,
    at: chain.at,
    unit: smiles.some((smile) => smile.points.some((one) => one.bid !== undefined)) ? 'spreads' : 'points',
    expiries,
    svi: { residuals: summaryOf(allResiduals(alive, sviSlices)), calendar: quotedCalendar(timedSlices, alive) },
    ssvi: ssvi.ok
      ? outcomeOf(alive, {
          ...ssvi.value,
          parameters: { law: ssvi.value.law, thetas: Array.from(ssvi.value.thetas) },
          slices: ssviSlices,
        })
      : { ok: false, refusal: ssvi.refusal },
    extended: extended.ok
      ? outcomeOf(alive, { ...extended.value, parameters: extended.value.slices, slices: extendedSlices })
      : { ok: false, refusal: extended.refusal },
  }
}

type AloneFit = Readonly<{ smile: ExpirySmile; quotes: SmileQuotes; svi: Result<SviFit, SmileRefusal> }>

function sviOutcome(alone: AloneFit): FittedExpiry['svi'] {
  const { svi } = alone
  if (!svi.ok) return svi
  return { ok: true, fit: svi.value, residuals: summarised(residualsOf(alone.smile, svi.value.slice)) }
}

function outcomeOf<Parameters>(
  smiles: readonly ExpirySmile[],
  fit: Readonly<{ parameters: Parameters; slices: readonly SviSlice[]; converged: boolean; iterations: number }>,
): SurfaceOutcome<Parameters> {
  const { parameters, slices, converged, iterations } = fit
  const interval = quotedInterval(smiles)
  const found = slices.map((slice) => butterflyArbitrage(slice))
  return {
    ok: true,
    parameters,
    converged,
    iterations,
    residuals: summarised(allResiduals(smiles, slices)),
    calendar: calendarArbitrage(
      slices.map((slice, i) => ({ slice, timeYears: (smiles[i] as ExpirySmile).timeYears })),
      interval,
    ),
    // At the very edge of what the conditions allow rounding may leave the density a hair below zero.
    butterflyFree: found.every((one) => one.ok && one.value.lowest > -1e-9 && one.value.steepestWing < 2),
  }
}

function allResiduals(smiles: readonly ExpirySmile[], slices: readonly SviSlice[]): readonly Residual[] {
  return smiles.flatMap((smile, i) => residualsOf(smile, slices[i] as SviSlice))
}

/** Quotes of a smile weighed so that residuals count in spreads; the tightest spreads count as a tenth of the median one. */
function quotesOf(smile: ExpirySmile): SmileQuotes {
  const spreads = smile.points.map((one) => spreadOf(one))
  const sorted = spreads.toSorted((a, b) => a - b)
  const floor = 0.1 * (sorted[Math.floor(sorted.length / 2)] ?? point)
  return {
    logStrikes: smile.points.map((one) => one.logStrike),
    totalVariances: smile.points.map((one) => one.middle * one.middle * smile.timeYears),
    weights: smile.points.map((one, i) =>
      spreadWeight({ volatility: one.middle, spread: Math.max(spreads[i] as number, floor), timeYears: smile.timeYears }),
    ),
  }
}

function spreadOf(one: Readonly<{ bid?: number; ask?: number }>): number {
  return one.bid === undefined || one.ask === undefined ? point : one.ask - one.bid
}

function residualsOf(smile: ExpirySmile, slice: SviSlice): readonly Residual[] {
  return smile.points.map((one) => {
    const volatility = Math.sqrt(Math.max(0, sviPoint(slice, one.logStrike).variance) / smile.timeYears)
    const value = (volatility - one.middle) / spreadOf(one)
    return one.bid === undefined || one.ask === undefined ? { value } : { value, isInside: volatility >= one.bid && volatility <= one.ask }
  })
}

function summarised(residuals: readonly Residual[]): ResidualSummary {
  return summaryOf(residuals) ?? { count: 0, median: 0, worstTwentieth: 0 }
}

/** Slices fitted one by one are held against each other where both of a pair are quoted; beyond, neither is about anything. */
function quotedCalendar(slices: readonly TimedSlice[], smiles: readonly ExpirySmile[]): CalendarFinding {
  const gaps = slices.slice(1).flatMap((later, earlier) => {
    const ranges = [earlier, earlier + 1].map((place) => quotedInterval([smiles[place] as ExpirySmile]))
    const from = Math.max(...ranges.map((range) => range?.from ?? 0))
    const to = Math.min(...ranges.map((range) => range?.to ?? 0))
    const pair = [slices[earlier] as TimedSlice, later]
    return to > from ? calendarArbitrage(pair, { from, to }).gaps.map((gap) => ({ ...gap, earlier, later: earlier + 1 })) : []
  })
  const worst = gaps.toSorted((a, b) => a.gained - b.gained)[0]
  return { free: worst === undefined || worst.gained >= 0, gaps, worst }
}

/** The strikes that any expiry quotes: beyond them neither fit nor arbitrage is about anything. */
function quotedInterval(smiles: readonly ExpirySmile[]): Readonly<{ from: number; to: number }> | undefined {
  const strikes = smiles.flatMap((smile) => smile.points.map((one) => one.logStrike))
  const from = strikes.reduce((least, k) => Math.min(least, k), Infinity)
  const to = strikes.reduce((most, k) => Math.max(most, k), -Infinity)
  return to > from ? { from, to } : undefined
}
