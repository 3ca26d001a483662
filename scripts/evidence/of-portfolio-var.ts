import { deltaNormal } from '../../src/risk/portfolio/delta-normal.ts'
import { ewmaCovariance } from '../../src/risk/portfolio/ewma-covariance.ts'
import { scenarioAllocation } from '../../src/risk/portfolio/scenario-allocation.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'
import { percentReturns, referenceSeries } from './reference-series.ts'

const markets = ['DAX', 'SMI', 'CAC', 'FTSE'] as const
const positions = [40, 30, 50, -20]

/**
 * One portfolio of four indices by the normal model and by scenarios: what each position contributes.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export function makeEvidence(): Promise<EvidencePart> {
  const columns = markets.map((market) => percentReturns(referenceSeries('eu_stock_markets', market)).map((each) => each / 100))
  const days = Array.from({ length: columns[0]?.length ?? 0 }, (_, t) => columns.map((column) => column[t] as number))
  const normal = deltaNormal(positions, ewmaCovariance(days, { lambda: 0.94, startRows: 100 }), 0.975)
  if (!normal.ok) throw new Error(`no risk: ${normal.refusal.reason}`)
  const scenarios = scenarioAllocation(
    days.map((day) => day.map((each, i) => each * (positions[i] ?? 0))),
    0.975,
  )
  const rows = markets.map((market, i) => [
    market,
    String(positions[i]),
    (normal.value.componentExpectedShortfall[i] ?? 0).toFixed(3),
    (scenarios.componentExpectedShortfall[i] ?? 0).toFixed(3),
    (scenarios.standaloneExpectedShortfall[i] ?? 0).toFixed(3),
  ])
  const total = ['sum', '', normal.value.expectedShortfall.toFixed(3), scenarios.expectedShortfall.toFixed(3), '']
  const head = ['position', 'value', 'part of ES, normal with EWMA', 'part of ES, all days as scenarios', 'ES alone']
  const markdown = `DAX, SMI, CAC and FTSE on the last of ${days.length.toLocaleString('en-US')} days, expected shortfall of one day at 97.5 %. The short position takes risk away: its part is negative, and the parts sum to the whole.

${markdownTable([head, ...rows, total])}`
  return Promise.resolve({ markdown, figures: new Map() })
}
