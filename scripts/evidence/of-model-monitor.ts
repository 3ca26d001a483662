import { championOf, createModelBench, modelEvidence, scoreReturn, type ModelBench } from '../../src/engine/model-bench.ts'
import type { MeasurePolicy } from '../../src/engine/policy.ts'
import { loadPolicy } from '../../src/policy/load.ts'
import { liveModelNames } from '../../src/risk/live/live-model.ts'
import { bitmexMinutes } from './bars.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const levels = [0.01, 0.001, 0.0001]
const from = '2019-06-01'
const to = '2020-06-01'

/**
 * Every live model, scored over a year of minutes with the profile `exchange-perpetual`: how often its coverage is rejected.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const { closes } = await bitmexMinutes(from, to)
  const { measure } = loadPolicy('exchange-perpetual').policy
  const bench = createModelBench({ ...measure, models: { ...measure.models, names: liveModelNames } })
  const rejected = bench.entries.map(() => levels.map(() => 0))
  let hours = 0
  for (let i = 1; i < closes.length; i++) {
    scoreReturn(bench, (closes[i] as number) / (closes[i - 1] as number) - 1)
    if (i % 60 !== 0 || modelEvidence(championOf(bench), measure).pValue === undefined) continue
    hours++
    countRejected(bench, measure, rejected)
  }
  const rows = bench.entries.map(({ model }, place) => [model.name, ...(rejected[place] ?? []).map((count) => share(count, hours))])
  const markdown = `BitMEX XBTUSD, one-minute returns of ${from} to ${to}, ${(closes.length - 1).toLocaleString('en-US')} of them, the settings of \`exchange-perpetual\`.
The share of ${hours.toLocaleString('en-US')} full hours in which the trailing day of a model is rejected, by the level of the test:

${markdownTable([['model', ...levels.map((level) => `level ${level}`)], ...rows])}`
  return { markdown, figures: new Map() }
}

function countRejected(bench: ModelBench, measure: MeasurePolicy, rejected: number[][]): void {
  bench.entries.forEach((entry, place) => {
    const { pValue } = modelEvidence(entry, measure)
    levels.forEach((level, column) => {
      const counts = rejected[place]
      if (counts !== undefined && pValue !== undefined && pValue < level) counts[column] = (counts[column] ?? 0) + 1
    })
  })
}

function share(count: number, of: number): string {
  return `${((100 * count) / of).toFixed(2)} %`
}
