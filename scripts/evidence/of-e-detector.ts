import { createEDetector, defaultBets, exceedanceScore, resetEDetector, stepEDetector } from '../../src/trigger/detect/e-detector.ts'
import { judged, learned, minutesOf, quantileOf, type Minutes } from './calm-minutes.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const calmMean = 0.1
const runLength = 10_080
const crash = { from: '2020-03-11', to: '2020-03-14' } as const

/**
 * Two scores of the same minutes against the same guarantee: one that remembers, one that does not.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const [calm, later, fall] = [await minutesOf(learned), await minutesOf(judged), await minutesOf(crash)]
  const rows = (['volatility', 'surprise'] as const).map((name) => {
    const level = quantileOf(calm[name], 1 - calmMean / 2)
    const alarms = alarmsOf(later, name, level)
    const first = alarmsOf(fall, name, level).find((at) => at >= Date.UTC(2020, 2, 12) * 1_000)
    const title = name === 'volatility' ? 'EWMA volatility' : 'size of the return over the deviation expected'
    return [title, (later[name].length / runLength).toFixed(0), String(alarms.length), first === undefined ? 'none' : timeText(first)]
  })
  const table = markdownTable([['score 1 when above its 95 % quantile', 'alarms allowed', 'alarms', 'first on 12 March 2020'], ...rows])
  const markdown = `BitMEX XBTUSD, one observation a minute, \`calmMean\` ${calmMean}, one false alarm per week. Quantiles from ${learned.from} to ${learned.to}; alarms counted from
${judged.from} to ${judged.to}, months without a crash, and in the crash. After an alarm the detector begins anew.

${table}`
  return { markdown, figures: new Map() }
}

/** Times of the alarms. */
function alarmsOf(minutes: Minutes, name: 'volatility' | 'surprise', level: number): readonly number[] {
  const options = { calmMean, bets: defaultBets(calmMean) }
  const state = createEDetector(options)
  const alarms: number[] = []
  minutes[name].forEach((value, i) => {
    stepEDetector(state, options, exceedanceScore({ from: level, to: level }, value))
    if (state.shiryaevRoberts < runLength) return
    alarms.push(minutes.atUs[i] as number)
    resetEDetector(state)
  })
  return alarms
}

function timeText(atUs: number): string {
  return `${new Date(atUs / 1_000).toISOString().slice(11, 16)} UTC`
}
