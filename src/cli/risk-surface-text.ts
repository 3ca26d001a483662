import { timeText } from '../feed/parse-time.ts'
import type { FittedExpiry, FittedSurface, SurfaceOutcome } from '../lab/surface/fit-surface.ts'
import type { ResidualSummary } from '../lab/surface/residual-summary.ts'
import { columns } from './write.ts'

/**
 * A fitted surface for people: a table by expiry, and what the surfaces over all of them come to.
 *
 * @example
 * printText(surfaceText(fitted))
 */
export function surfaceText(surface: FittedSurface): string {
  const unit = surface.unit === 'spreads' ? 'bid-ask spreads' : 'points of volatility (the file has no bid and ask)'
  const quotes = surface.expiries.reduce((sum, expiry) => sum + expiry.points.length, 0)
  const head = ['expiry', 'days', 'forward', 'quotes', 'at the money', 'SVI median', '95 %', 'inside', 'SSVI', 'eSSVI', 'lowest g', 'note']
  return [
    `${surface.underlying || 'options'} at ${timeText(surface.at)}: ${quotes} quotes out of the money in ${surface.expiries.length} expiries; residuals in ${unit}.`,
    '',
    ...columns([head, ...surface.expiries.map(expiryCells)]),
    '',
    ...columns([
      ['fit', 'quotes', 'median', '95 %', 'inside', 'butterflies', 'calendar', 'search'],
      ['SVI by expiry', ...residualCells(surface.svi.residuals), 'none', calendarCell(surface.svi.calendar), searchOfSlices(surface)],
      ['SSVI', ...outcomeCells(surface.ssvi)],
      ['extended SSVI', ...outcomeCells(surface.extended)],
    ]),
    ...(surface.ssvi.ok ? ['', lawText(surface.ssvi.parameters.law)] : []),
  ].join('\n')
}

function expiryCells(expiry: FittedExpiry): readonly string[] {
  const { svi } = expiry
  const lead = [
    timeText(expiry.expiry).slice(0, 16),
    (expiry.timeYears * 365).toFixed(2),
    expiry.forward.forward.toFixed(2),
    String(expiry.points.length),
  ]
  if (!svi.ok) return [...lead, ...Array.from({ length: 7 }, () => '-'), `no fit: ${refusalText(svi.refusal)}`]
  return [
    ...lead,
    atTheMoneyText(expiry),
    svi.residuals.median.toFixed(2),
    svi.residuals.worstTwentieth.toFixed(2),
    share(svi.residuals.insideShare),
    expiry.ssvi?.residuals.median.toFixed(2) ?? '-',
    expiry.extended?.residuals.median.toFixed(2) ?? '-',
    svi.fit.butterfly.lowest.toFixed(3),
    noteOf(expiry),
  ]
}

function atTheMoneyText(expiry: FittedExpiry): string {
  if (!expiry.svi.ok) return '-'
  const { a, b, rho, m, sigma } = expiry.svi.fit.slice
  const variance = a + b * (-rho * m + Math.sqrt(m * m + sigma * sigma))
  return `${(100 * Math.sqrt(variance / expiry.timeYears)).toFixed(1)} %`
}

function noteOf(expiry: FittedExpiry): string {
  if (!expiry.svi.ok) return ''
  const { fit } = expiry.svi
  const repairs = { none: [], penalty: ['freed of butterflies'], surface: ['SSVI slice in its place'] }
  const forward = expiry.forward.from === 'venue' ? [] : [`forward from ${expiry.forward.from}`]
  return [...repairs[fit.repair], ...(fit.converged ? [] : ['not converged']), ...forward].join(', ')
}

function residualCells(residuals: ResidualSummary | undefined): readonly string[] {
  if (residuals === undefined) return ['0', '-', '-', '-']
  return [String(residuals.count), residuals.median.toFixed(2), residuals.worstTwentieth.toFixed(2), share(residuals.insideShare)]
}

function outcomeCells(outcome: SurfaceOutcome<unknown>): readonly string[] {
  if (!outcome.ok) return ['-', '-', '-', '-', '-', '-', `no fit: ${refusalText(outcome.refusal)}`]
  return [
    ...residualCells(outcome.residuals),
    outcome.butterflyFree ? 'none' : 'some',
    calendarCell(outcome.calendar),
    searchText(outcome.converged, outcome.iterations),
  ]
}

function searchOfSlices(surface: FittedSurface): string {
  const fits = surface.expiries.flatMap(({ svi }) => (svi.ok ? [svi.fit] : []))
  const total = fits.reduce((sum, fit) => sum + fit.iterations, 0)
  return searchText(
    fits.every((fit) => fit.converged),
    total,
  )
}

function searchText(converged: boolean, iterations: number): string {
  return `${converged ? 'converged' : 'not converged'}, ${iterations} iterations`
}

function calendarCell(calendar: Readonly<{ free: boolean; gaps: readonly Readonly<{ gained: number }>[] }>): string {
  return calendar.free ? 'none' : `${calendar.gaps.filter((gap) => gap.gained < 0).length} of ${calendar.gaps.length} pairs cross`
}

function share(value: number | undefined): string {
  return value === undefined ? '-' : `${(100 * value).toFixed(0)} %`
}

function lawText(law: Readonly<{ rho: number; eta: number; gamma: number }>): string {
  return `SSVI: rho ${law.rho.toFixed(4)}, eta ${law.eta.toFixed(4)}, gamma ${law.gamma.toFixed(4)}`
}

function refusalText(refusal: Readonly<{ reason: string; found?: number; least?: number }>): string {
  const words = refusal.reason.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return refusal.found === undefined ? words : `${words}, ${refusal.found} of ${String(refusal.least)}`
}

/**
 * A fitted surface for programs: everything but the curves drawn.
 *
 * @example
 * printJson(surfaceJson(fitted))
 */
export function surfaceJson(surface: FittedSurface): unknown {
  return {
    ...surface,
    at: timeText(surface.at),
    expiries: surface.expiries.map((expiry) => ({
      ...expiry,
      expiry: timeText(expiry.expiry),
      svi: expiry.svi.ok ? { ...expiry.svi, fit: { ...expiry.svi.fit, residuals: Array.from(expiry.svi.fit.residuals) } } : expiry.svi,
    })),
  }
}
