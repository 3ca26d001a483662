import { calibratedCusumThreshold } from '../../src/trigger/detect/calibrate.ts'
import { cusumPath } from '../../src/trigger/detect/cusum.ts'
import { cusumThreshold } from '../../src/trigger/detect/cusum-run-length.ts'
import { judged, learned, minutesOf } from './calm-minutes.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const reference = 0.5
const blockLength = 720
const rates = [
  ['hour', 60],
  ['day', 1_440],
  ['week', 10_080],
] as const

/**
 * A CUSUM of volatility over calm minutes: alarms at derived and at calibrated thresholds beside those stated.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const calm = (await minutesOf(learned)).volatility
  const later = (await minutesOf(judged)).volatility
  const mean = calm.reduce((sum, value) => sum + value, 0) / calm.length
  const deviation = Math.sqrt(calm.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (calm.length - 1))
  const [calmDeviations, laterDeviations] = [calm, later].map((values) => values.map((value) => (value - mean) / deviation))
  const rows = rates.map(([name, runLength]) => {
    const derived = cusumThreshold({ reference, runLength })
    const observations = Math.max(500_000, 100 * runLength)
    const calibrated = calibratedCusumThreshold(calmDeviations as Float64Array, {
      reference,
      runLength,
      blockLength,
      seed: 1,
      observations,
    })
    const alarms = (threshold: number): number =>
      cusumPath(laterDeviations as Float64Array, { reference, threshold, resets: true }).alarms.length
    return [
      `one per ${name}`,
      Math.round(later.length / runLength).toLocaleString('en-US'),
      `${alarms(derived).toLocaleString('en-US')} (${derived.toFixed(1)})`,
      `${alarms(calibrated.threshold).toLocaleString('en-US')} (${calibrated.threshold.toFixed(0)})`,
    ]
  })
  const table = markdownTable([['stated', 'alarms stated', 'derived threshold', 'calibrated threshold'], ...rows])
  const markdown = `BitMEX XBTUSD, EWMA volatility of one-minute returns, one observation a minute. Norm and calibration (blocks of ${blockLength} minutes) from ${learned.from} to
${learned.to}; alarms counted from ${judged.from} to ${judged.to}, months without a crash. Thresholds in deviations, in brackets.

${table}`
  return { markdown, figures: new Map() }
}
