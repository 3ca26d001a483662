import type { Command } from 'commander'
import { seconds } from '../base/time.ts'
import { signalNames, type SignalName } from '../engine/signal-catalogue.ts'
import { calibrateDetector, type DetectorCalibration } from '../lab/calibration/calibrate-detector.ts'
import { sampleSignal, type SignalSample } from '../lab/calibration/sample-signal.ts'
import { loadPolicy } from '../policy/load.ts'
import { nearestWord } from '../policy/near-miss.ts'
import { openSource } from './open-source.ts'
import { optionFault, positiveNumber, wholeNumber, withExamples, withJson } from './option.ts'
import { printJson, printText } from './write.ts'

type CalibrateFlags = Readonly<{
  data: readonly string[]
  signal: string
  below?: true
  every: string
  shift: string
  runLength: string
  block: string
  policy: string
  from?: string
  to?: string
  symbol?: string
  seed: string
  json?: true
}>

/** The longest stream resampled is a hundred run lengths, of two hundred million observations. */
const longestRunLength = 2_000_000

/**
 * Adds `seawall policy calibrate`: what a policy may say of calm, from calm data.
 *
 * @example
 * addCalibrateCommand(policy)
 */
export function addCalibrateCommand(policy: Command): void {
  const command = policy
    .command('calibrate')
    .summary('the calm norm and the threshold of a detector, from calm data')
    .description(
      'Measures a signal over calm data as a detector would observe it, and prints its norm, its quantiles, and the threshold at which a CUSUM has the false-alarm rate wanted when blocks of that calm are resampled.',
    )
    .requiredOption('--data <files...>', 'raw Binance captures (.jsonl, .jsonl.gz), or bars with a modelled book; of calm times only')
    .requiredOption('--signal <name>', 'a signal of the catalogue')
    .option('--below', 'the signal is bad when low')
    .option('--every <seconds>', 'time between observations', '60')
    .option('--shift <deviations>', 'the shift to find soonest', '1')
    .option('--run-length <count>', 'observations between false alarms', '1000')
    .option('--block <count>', 'mean length of a block, longer than the signal remembers', '60')
    .option('--policy <name|file>', 'how the market is measured', 'exchange-perpetual')
    .option('--from <time>', 'first moment read, UTC')
    .option('--to <time>', 'moment before which reading ends, UTC')
    .option('--symbol <market>', 'the market, where the data has several')
    .option('--seed <number>', 'draws the blocks, and the modelled book of bars', '1')
  withExamples(withJson(command), [
    'seawall policy calibrate --data calm.jsonl.gz --signal spreadBps --every 1 --block 30',
    'seawall policy calibrate --data xbtusd_1m.parquet --from 2020-02-01 --to 2020-02-08 --signal ewmaVolatility --block 720 --run-length 1440',
  ]).action(calibrate)
}

async function calibrate(flags: CalibrateFlags): Promise<void> {
  const signal = signalOf(flags.signal)
  const every = seconds(positiveNumber(flags.every, '--every'))
  const options = {
    direction: flags.below === true ? 'below' : 'above',
    shiftDeviations: positiveNumber(flags.shift, '--shift'),
    runLength: runLengthOf(flags.runLength),
    blockLength: positiveNumber(flags.block, '--block'),
    seed: wholeNumber(flags.seed, { option: '--seed' }),
  } as const
  if (options.blockLength < 1) throw optionFault('--block', 'a number of observations, 1 or above', flags.block)
  const { policy } = loadPolicy(flags.policy)
  const { feed } = await openSource({
    data: flags.data,
    seed: options.seed,
    ...(flags.from !== undefined && { from: flags.from }),
    ...(flags.to !== undefined && { to: flags.to }),
    ...(flags.symbol !== undefined && { symbol: flags.symbol }),
  })
  const sample = await sampleSignal(feed, { policy, signal, every, ...(flags.symbol !== undefined && { symbol: flags.symbol }) })
  const calibration = calibrateDetector(sample.values, options)
  const { market, unknown } = sample
  if (flags.json === true) printJson({ signal, market, everySeconds: every / 1e6, unknown, ...options, ...calibration })
  else printText(calibrationText(calibration, { sample, signal, ...options, seconds: every / 1e6 }))
}

function signalOf(name: string): SignalName {
  const found = signalNames.find((candidate) => candidate === name)
  if (found !== undefined) return found
  const near = nearestWord(name, signalNames)
  throw optionFault(
    '--signal',
    near === undefined ? 'a signal of the catalogue, see docs/reference/signals.md' : `a signal, such as ${near}`,
    name,
  )
}

function runLengthOf(text: string): number {
  const runLength = positiveNumber(text, '--run-length')
  if (runLength < 10 || runLength > longestRunLength) {
    throw optionFault('--run-length', `a number of observations from 10 to ${longestRunLength}`, text)
  }
  return runLength
}

type Described = Readonly<{
  sample: SignalSample
  signal: string
  direction: 'above' | 'below'
  shiftDeviations: number
  runLength: number
  blockLength: number
  seed: number
  seconds: number
}>

function calibrationText(calibration: DetectorCalibration, of: Described): string {
  const { mean, deviation, quantiles, cusum, observations } = calibration
  const short = (value: number): string => String(Number(value.toPrecision(4)))
  return [
    `${of.signal} of ${of.sample.market}: ${observations} observations ${of.seconds} s apart, ${of.sample.unknown} unknown`,
    ...quantiles.map(([share, level]) => `${share * 100} % are not ${of.direction} ${short(level)}`),
    '',
    `detector: cusum`,
    `observeEverySeconds: ${of.seconds}`,
    `oneFalseAlarmPerObservations: ${of.runLength}`,
    `calm: { mean: ${short(mean)}, deviation: ${short(deviation)} }`,
    `shiftDeviations: ${of.shiftDeviations}`,
    `threshold: ${short(cusum.threshold)} # ${cusum.alarms} alarms in 100 run lengths, blocks of ${of.blockLength}, seed ${of.seed}`,
  ].join('\n')
}
