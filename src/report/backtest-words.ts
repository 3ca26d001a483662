import type { TestName } from '../lab/risk-backtest/backtest-result.ts'
import type { LossSeries } from '../lab/risk-backtest/series-types.ts'

const reasons: Readonly<Record<string, string>> = {
  notStationary: 'not stationary',
  notConverged: 'not converged',
  degenerate: 'degenerate',
  constantSeries: 'of losses that do not vary',
  zeroVolatility: 'with a volatility of zero',
  belowThreshold: 'with a threshold above the value at risk',
  tooFewExcesses: 'with too few losses above the threshold',
  allEqual: 'with a tail of equal losses',
  noInteriorMaximum: 'without a best tail',
  quantileNotMonotone: 'outside the domain of the expansion',
  infiniteVariance: 'with a variance that is infinite',
}

/**
 * Why a fit or forecast was not as asked, as the rest of a sentence that begins with what was not.
 *
 * @example
 * fallbackReasonText('notStationary') // 'not stationary'
 */
export function fallbackReasonText(reason: string): string {
  return reasons[reason] ?? `refused (${reason})`
}

const ways: Readonly<Record<string, string>> = {
  integratedGarch: 'the fit constrained to a persistence of 1',
  ewma: 'the exponentially weighted variance',
  degreesOfFreedomHeld: 'the least degrees of freedom with a variance',
}

/**
 * What was used instead, in words.
 *
 * @example
 * fallbackUsedText('integratedGarch') // 'the fit constrained to a persistence of 1'
 */
export function fallbackUsedText(used: string): string {
  return ways[used] ?? used
}

/** What a test is called, what it asks, and what it cannot say. */
export type TestWords = Readonly<{ short: string; title: string; asks: string; cannot: string }>

/** The tests of the page, by name. */
export const testWords: Readonly<Record<TestName, TestWords>> = {
  kupiec: {
    short: 'Number',
    title: 'Kupiec (1995), proportion of failures',
    asks: 'Is the share of exceedances the one promised?',
    cannot: 'It does not see when they come: all in one month is as good to it as evenly spread.',
  },
  christoffersen: {
    short: 'In a row',
    title: 'Christoffersen (1998), independence',
    asks: 'Is an exceedance likelier right after another?',
    cannot: 'It sees neighbours only: exceedances two forecasts apart look independent to it.',
  },
  conditionalCoverage: {
    short: 'Both',
    title: 'Christoffersen (1998), conditional coverage',
    asks: 'Number and sequence together: the sum of the two statistics before.',
    cannot: 'It asks nothing new, so the verdict does not count it. Its p-value is of the chi-square law.',
  },
  duration: {
    short: 'Waits',
    title: 'Christoffersen and Pelletier (2004), duration',
    asks: 'Are the waits between exceedances those of a process without memory?',
    cannot: 'It says nothing of their number. Its p-value is of the chi-square law, poor below about twenty exceedances.',
  },
  dynamicQuantile: {
    short: 'Foretold',
    title: 'Engle and Manganelli (2004), dynamic quantile with four lags',
    asks: 'Can exceedances be foretold from the four before?',
    cannot: 'A rejection does not tell what the model should have known.',
  },
  dynamicQuantileOnForecast: {
    short: 'Foretold by VaR',
    title: 'Engle and Manganelli (2004), dynamic quantile with four lags and the forecast',
    asks: 'Can exceedances be foretold from the four before and from the forecast itself: are they likelier when it is low?',
    cannot: 'It asks in part what the test without the forecast asks, so the verdict does not count it.',
  },
  acerbiSzekely: {
    short: 'Z2 of ES',
    title: 'Acerbi and Szekely (2014), second test',
    asks: 'Were exceedances as many and as large as ES promised? 0 is right, below it ES was too small.',
    cannot:
      'Too small and too large an ES are not alike to it: it warns of the first only. Its critical values depend on how heavy the tail is: the method section says which were taken.',
  },
  mcNeilFrey: {
    short: 'Size beyond ES',
    title: 'McNeil and Frey (2000), residuals of exceedances',
    asks: 'When VaR was exceeded, was the mean loss larger than ES?',
    cannot: 'One-sided, and of the exceedances alone: with fewer than about ten it says little.',
  },
  costanzinoCurran: {
    short: 'Depth of tail',
    title: 'Costanzino and Curran (2015), unconditional coverage of the tail',
    asks: 'Was the whole tail as deep as forecast, each loss counting by how far into the tail it lay?',
    cannot: 'It needs the whole distribution, so a model right at VaR and ES may fail for what it says between.',
  },
  duEscanciano: {
    short: 'Tail in a row',
    title: 'Du and Escanciano (2017), conditional coverage of the tail, five lags',
    asks: 'Do losses deep in the tail come together?',
    cannot: 'It rests on pairs of exceedances within five forecasts, of which there are few: one pair more or less decides.',
  },
}

/**
 * A p-value as a page shows it.
 *
 * @example
 * probabilityText(0.0004) // '< 0.001'
 */
export function probabilityText(pValue: number): string {
  if (pValue <= 0.001) return '≤ 0.001'
  return pValue.toFixed(pValue < 0.1 ? 3 : 2)
}

/**
 * A loss as a page shows it: in per cent when it is a fraction of the price, else as the file has it.
 *
 * @example
 * lossText(0.0423, 'fraction') // '4.23 %'
 */
export function lossText(loss: number, unit: LossSeries['unit']): string {
  const value = unit === 'fraction' ? 100 * loss : loss
  const text = Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 6 })
  return unit === 'fraction' ? `${text} %` : text
}

/**
 * A moment of a backtest: the day, the minute where there is one, or the number of the row.
 *
 * @example
 * momentText({ clock: 'count' }, 17) // 'row 17'
 */
export function momentText(series: Readonly<Pick<LossSeries, 'clock'>>, at: number): string {
  if (series.clock === 'count') return `row ${at}`
  return new Date(at / 1000).toISOString().slice(0, 16).replace('T', ' ').replace(' 00:00', '')
}
