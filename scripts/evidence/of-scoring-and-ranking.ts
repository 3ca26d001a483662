import { probabilityText } from './backtest-tables.ts'
import { bitcoinDaily, crashMinutes, type SharedBacktest } from './backtests.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

/**
 * Models by their score, on thirteen years of days and on the minutes of a crash.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  return { markdown: [await ranking(bitcoinDaily), await ranking(crashMinutes)].join('\n\n'), figures: new Map() }
}

async function ranking(of: SharedBacktest): Promise<string> {
  const { places, observations } = (await of.run()).ranking
  const rows = places.map(({ name, score, againstBest }, place) => [
    name,
    score.toFixed(4),
    place === 0 ? 'best' : probabilityText(againstBest?.ok === true ? againstBest.value.corrected.pValue : undefined),
  ])
  return `${of.title}: ${observations.toLocaleString('en-US')} losses that every model could be scored on.

${markdownTable([['model', 'mean FZ0 score', 'p that it scores as the best'], ...rows])}`
}
