import type { FittedExpiry, FittedSurface, SurfaceOutcome } from '../lab/surface/fit-surface.ts'
import type { ResidualSummary } from '../lab/surface/residual-summary.ts'
import type { CurvePoint } from '../lab/surface/smile-curves.ts'
import { answerOf, card } from './answer.ts'
import { drawFigure, drawHalfFigure } from './chart.ts'
import { markup, table, type Markup } from './markup.ts'
import { pageOf } from './page.ts'
import { smileFigure, totalVarianceFigure } from './surface-figures.ts'
import { countText, numberText, timeText } from './words.ts'

/** What the page of a surface is made from. `curves` go with the expiries, one for one. */
export type SurfacePage = Readonly<{ surface: FittedSurface; curves: readonly (readonly CurvePoint[])[] }>

const smileStyle = `
.smiles { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 16px; }
@media (max-width: 1100px) { .smiles { grid-template-columns: 1fr; } }
`

/**
 * Lays a fitted surface out as one self-contained HTML page: no script, nothing loaded from elsewhere, every text escaped.
 *
 * @example
 * writeFileSync('surface.html', renderSurface({ surface, curves: surface.expiries.map(curvesOf) }))
 */
export function renderSurface(page: SurfacePage): string {
  const { surface, curves } = page
  const name = surface.underlying === '' ? 'Options' : surface.underlying
  const smiles = surface.expiries.flatMap((expiry, i) => {
    const curve = curves[i] ?? []
    return curve.length === 0 ? [] : [drawHalfFigure(smileFigure(expiry, curve))]
  })
  return pageOf({
    title: `${name} volatility surface, ${timeText(surface.at)}`,
    ownStyle: smileStyle,
    parts: [
      answer(name, surface),
      fitsSection(surface),
      drawFigure(totalVarianceFigure(surface, curves)),
      expirySection(surface),
      markup`<h2>Smiles</h2>
        <p class="note">Upright bars run from the volatility of the bid to that of the ask. Strikes on a logarithmic scale.</p>
        <div class="smiles">${smiles}</div>`,
      methodSection(surface),
    ],
  })
}

function answer(name: string, surface: FittedSurface): Markup {
  const { residuals } = surface.svi
  const quotes = surface.expiries.reduce((sum, expiry) => sum + expiry.points.length, 0)
  return answerOf({
    kind: 'recorded at a venue',
    origin: 'recorded',
    heading: `${name} volatility surface`,
    verdict: verdict(surface),
    tone: surface.svi.calendar.free ? 'was-calm' : 'was-active',
    lead: `${timeText(surface.at)} UTC; ${countText(quotes, 'quote')} out of the money in ${surface.expiries.length} expiries.`,
    cards: [
      card('SVI, expiry by expiry', sizeText(residuals, surface), insideText(residuals)),
      outcomeCard('SSVI, one surface', surface.ssvi, surface),
      outcomeCard('Extended SSVI', surface.extended, surface),
      card('Calendar arbitrage', calendarText(surface), 'between neighbouring SVI slices, where both are quoted'),
    ],
  })
}

function verdict(surface: FittedSurface): string {
  const { residuals, calendar } = surface.svi
  if (residuals === undefined) return 'No expiry has quotes enough to fit a smile.'
  const inside =
    residuals.insideShare === undefined
      ? `Fitted smiles miss half of the marks by less than ${numberText(residuals.median, 2)} points of volatility`
      : `${numberText(100 * residuals.insideShare, 3)} % of quotes have the fitted smile between their bid and ask`
  const crossing = calendar.gaps.filter((gap) => gap.gained < 0).length
  return `${inside}; ${calendar.free ? 'no two neighbouring expiries cross.' : `${countText(crossing, 'pair')} of neighbouring expiries cross.`}`
}

function calendarText(surface: FittedSurface): string {
  const crossing = surface.svi.calendar.gaps.filter((gap) => gap.gained < 0).length
  return surface.svi.calendar.free ? 'none' : `${crossing} of ${surface.svi.calendar.gaps.length}`
}

function outcomeCard(title: string, outcome: SurfaceOutcome<unknown>, surface: FittedSurface): Markup {
  return outcome.ok
    ? card(title, sizeText(outcome.residuals, surface), insideText(outcome.residuals))
    : card(title, 'no fit', wordsOf(outcome.refusal.reason))
}

function sizeText(residuals: ResidualSummary | undefined, surface: FittedSurface): string {
  return residuals === undefined ? 'no fit' : `${numberText(residuals.median, 2)} ${surface.unit}`
}

function insideText(residuals: ResidualSummary | undefined): string {
  if (residuals === undefined) return ''
  const worst = `one in twenty is off by more than ${numberText(residuals.worstTwentieth, 2)}`
  return residuals.insideShare === undefined
    ? `median residual; ${worst}`
    : `median residual; ${numberText(100 * residuals.insideShare, 3)} % inside bid and ask; ${worst}`
}

function fitsSection(surface: FittedSurface): Markup {
  const row = (name: string, outcome: SurfaceOutcome<unknown>): readonly string[] =>
    outcome.ok
      ? [
          name,
          ...residualCells(outcome.residuals),
          outcome.butterflyFree ? 'none' : 'some',
          outcome.calendar.free ? 'none' : 'some',
          `${outcome.converged ? 'converged' : 'not converged'}, ${outcome.iterations} iterations`,
        ]
      : [name, '', '', '', '', '', '', wordsOf(outcome.refusal.reason)]
  const fits = surface.expiries.flatMap(({ svi }) => (svi.ok ? [svi.fit] : []))
  const iterations = fits.reduce((sum, fit) => sum + fit.iterations, 0)
  const settled = fits.filter((fit) => fit.converged).length
  return markup`<section id="fits">
    <h2>Fits</h2>
    ${table({
      caption: `Residuals in ${surface.unit === 'spreads' ? 'bid-ask spreads' : 'points'} of volatility, without sign`,
      head: ['fit', 'quotes', 'median', '95 %', 'inside', 'butterfly arbitrage', 'calendar arbitrage', 'search'],
      numeric: [1, 2, 3, 4],
      rows: [
        [
          'SVI by expiry',
          ...residualCells(surface.svi.residuals),
          'none',
          surface.svi.calendar.free ? 'none' : `${calendarText(surface)} pairs`,
          `${settled} of ${fits.length} converged, ${iterations} iterations`,
        ],
        row('SSVI, power law', surface.ssvi),
        row('Extended SSVI', surface.extended),
      ],
    })}
    ${surface.ssvi.ok ? lawNote(surface.ssvi.parameters.law) : undefined}
  </section>`
}

function lawNote(law: Readonly<{ rho: number; eta: number; gamma: number }>): Markup {
  return markup`<p class="note">
    SSVI: rho ${numberText(law.rho, 4)}, eta ${numberText(law.eta, 4)}, gamma ${numberText(law.gamma, 4)}.
  </p>`
}

function residualCells(residuals: ResidualSummary | undefined): readonly string[] {
  if (residuals === undefined) return ['0', '', '', '']
  const { count, median, worstTwentieth, insideShare } = residuals
  return [
    String(count),
    median.toFixed(2),
    worstTwentieth.toFixed(2),
    insideShare === undefined ? '' : `${(100 * insideShare).toFixed(0)} %`,
  ]
}

function expirySection(surface: FittedSurface): Markup {
  return markup`<section id="expiries">
    <h2>Expiries</h2>
    ${table({
      caption: 'Raw SVI by expiry; SSVI and extended SSVI by their median residual',
      head: ['expiry', 'days', 'forward', 'quotes', 'left out', 'median', '95 %', 'inside', 'SSVI', 'extended', 'lowest g', 'slice'],
      numeric: [1, 2, 3, 5, 6, 7, 8, 9, 10],
      rows: surface.expiries.map(expiryCells),
    })}
  </section>`
}

function expiryCells(expiry: FittedExpiry): readonly string[] {
  const { svi } = expiry
  const lead = [
    timeText(expiry.expiry).slice(0, 16),
    numberText(expiry.timeYears * 365, 3),
    `${numberText(expiry.forward.forward, 7)}${expiry.forward.from === 'venue' ? '' : ` (${expiry.forward.from})`}`,
    String(expiry.points.length),
    Object.entries(expiry.leftOut)
      .map(([reason, count]) => `${wordsOf(reason)} ${count}`)
      .join(', '),
  ]
  if (!svi.ok) return [...lead, '', '', '', '', '', '', wordsOf(svi.refusal.reason)]
  const repairs = { none: 'as fitted', penalty: 'freed of butterflies', surface: 'SSVI in its place' }
  return [
    ...lead,
    ...residualCells(svi.residuals).slice(1),
    expiry.ssvi?.residuals.median.toFixed(2) ?? '',
    expiry.extended?.residuals.median.toFixed(2) ?? '',
    svi.fit.butterfly.lowest.toFixed(3),
    `${repairs[svi.fit.repair]}${svi.fit.converged ? '' : ', not converged'}`,
  ]
}

function wordsOf(reason: string): string {
  return reason.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function methodSection(surface: FittedSurface): Markup {
  return markup`<section id="method">
    <h2>Method and limits</h2>
    <p>
      Of each strike the option out of the money is used. Its bid and ask in coin, times the forward, are prices in dollars without
      discount; their implied volatilities make the bar, and the fit is weighed so that a miss of one bar counts the same everywhere.
      An option without a bid, or with a bid below what exercise is worth, is left out.
    </p>
    <p>
      SVI is fitted to each expiry alone and kept free of butterfly arbitrage (lowest g not below zero); nothing keeps expiries from
      crossing, so that is reported. SSVI has one tilt for all expiries and is free of both arbitrages by construction; the extended one
      has a tilt for each, fitted from the first to the last so that neighbours cannot cross.
    </p>
    <p class="note">File: <span class="url">${surface.file}</span></p>
  </section>`
}
