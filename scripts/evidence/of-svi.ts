import * as Plot from '@observablehq/plot'
import type { FittedExpiry, FittedSurface } from '../../src/lab/surface/fit-surface.ts'
import { curvesOf } from '../../src/lab/surface/smile-curves.ts'
import { chainAt, dayOf, expiryOn, snapshots, surfaceAt, type SnapshotName } from './chains.ts'
import { drawEvidence, legend } from './draw.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const drawn = '2026-02-27'
const crash: SnapshotName = 'lowest, 5 February 21:30'
const drawnAt: readonly SnapshotName[] = ['before, 2 February', crash, 'after, 15 February']

/**
 * Raw SVI on bitcoin chains before, in and after the crash of February 2026.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const rows: string[][] = []
  for (const name of Object.keys(snapshots) as SnapshotName[]) rows.push(await snapshotRow(name))
  const surface = await surfaceAt(crash)
  const smiles = await Promise.all(drawnAt.map(async (name) => ({ name, expiry: expiryOn(await surfaceAt(name), drawn) })))
  const markdown = `Bitcoin options of Deribit, options out of the money with a bid and an ask. Residuals in bid-ask spreads of volatility, fit less middle without sign.
"Inside" is the share of quotes whose fit lies between bid and ask; the spread is the median one
in points of volatility; "crossing" counts neighbouring expiries whose fits cross.

${markdownTable([['snapshot', 'index', 'expiries', 'quotes', 'spread', 'median', 'worst 5 %', 'inside', 'repaired', 'crossing'], ...rows])}

Expiry by expiry at the lowest, with the volatility at the forward:

${markdownTable([['expiry', 'quotes', 'at the money', 'median', 'worst 5 %', 'inside'], ...surface.expiries.map(expiryRow)])}

Slices stay within the quotes also on the worst evening, but those are nearly three times as wide: residuals in spreads flatter a fit in a crash. What they do not see is each other: expiries fitted alone can cross where both are quoted, which is
calendar arbitrage in the fit.

![Smiles of the expiry of ${drawn} before, in and after the crash: quotes from bid to ask, and the fits](figures/svi-1.svg)`
  return { markdown, figures: new Map([['svi-1.svg', smileFigure(smiles)]]) }
}

async function snapshotRow(name: SnapshotName): Promise<string[]> {
  const surface = await surfaceAt(name)
  const { residuals, calendar } = surface.svi
  const index = (await chainAt(name)).rows.find((row) => row.index !== undefined)?.index ?? 0
  const repaired = surface.expiries.filter(({ svi }) => svi.ok && svi.fit.repair !== 'none').length
  const crossing = new Set(calendar.gaps.filter(({ gained }) => gained < 0).map(({ earlier }) => earlier)).size
  return [
    name,
    Math.round(index).toLocaleString('en-US'),
    String(surface.expiries.length),
    String(residuals?.count ?? 0),
    medianSpread(surface).toFixed(1),
    ...residualCells(residuals),
    String(repaired),
    String(crossing),
  ]
}

function medianSpread({ expiries }: FittedSurface): number {
  const spreads = expiries.flatMap(({ points }) => points.map(({ bid, ask }) => 100 * ((ask ?? 0) - (bid ?? 0)))).sort((a, b) => a - b)
  return spreads[spreads.length >> 1] as number
}

function expiryRow(expiry: FittedExpiry): string[] {
  const { svi } = expiry
  if (!svi.ok) return [dayOf(expiry.expiry), String(expiry.points.length), svi.refusal.reason, '', '', '']
  const nearest = curvesOf(expiry).reduce((best, point) => (Math.abs(point.logStrike) < Math.abs(best.logStrike) ? point : best))
  return [dayOf(expiry.expiry), String(expiry.points.length), `${(100 * (nearest.svi ?? 0)).toFixed(1)} %`, ...residualCells(svi.residuals)]
}

function residualCells(residuals: FittedSurface['svi']['residuals']): string[] {
  if (residuals === undefined) return ['', '', '']
  return [residuals.median.toFixed(2), residuals.worstTwentieth.toFixed(2), `${Math.round(100 * (residuals.insideShare ?? 0))} %`]
}

const colours = ['var(--third)', 'var(--mark)', 'var(--model)']

function smileFigure(smiles: readonly Readonly<{ name: SnapshotName; expiry: FittedExpiry }>[]): string {
  const quotes = smiles.flatMap(({ name, expiry }) =>
    expiry.points.map(({ strike, bid, ask }) => ({ name, strike, bid: 100 * (bid ?? 0), ask: 100 * (ask ?? 0) })),
  )
  const curves = smiles.flatMap(({ name, expiry }) =>
    curvesOf(expiry).map(({ strike, svi }) => ({ name, strike, volatility: 100 * (svi ?? 0) })),
  )
  return drawEvidence(`Smiles of ${drawn} before, in and after the crash`, {
    x: { grid: true, label: 'strike, thousand USD', tickFormat: (strike: number) => String(strike / 1_000) },
    y: { grid: true, label: 'implied volatility, per cent' },
    color: { domain: drawnAt, range: colours },
    marks: [
      Plot.ruleX(quotes, { x: 'strike', y1: 'bid', y2: 'ask', stroke: 'name', strokeWidth: 3, strokeOpacity: 0.4 }),
      Plot.line(curves, { x: 'strike', y: 'volatility', stroke: 'name', strokeWidth: 1.6 }),
      ...legend(drawnAt.map((name, line) => [name, colours[line] as string])),
    ],
  })
}
