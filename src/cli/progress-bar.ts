import { Presets, SingleBar } from 'cli-progress'
import type { RunProgress } from '../daemon/run-types.ts'

/** A bar that is drawn while work goes on. */
export type ProgressBar = Readonly<{ update: (progress: RunProgress) => void; end: () => void }>

const steps = 1000

/**
 * A progress bar with the time left on stderr; nothing at all when stderr is no terminal.
 *
 * @example
 * const bar = createProgressBar('march 2020'); bar.update({ fraction: 0.5, inputs: 7, at }); bar.end()
 */
export function createProgressBar(label: string): ProgressBar {
  if (!process.stderr.isTTY) return { update: () => undefined, end: () => undefined }
  process.stderr.write(`${label}\n`)
  const format = '  {bar} {percentage} %  {time}  {inputs} inputs  {eta_formatted} left'
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, barsize: 30, etaBuffer: 50 }, Presets.shades_classic)
  bar.start(steps, 0, { time: '', inputs: '0' })
  return {
    update: ({ fraction, inputs, at }) => {
      const time = new Date(at / 1000).toISOString().slice(0, 16).replace('T', ' ')
      bar.update(Math.round(fraction * steps), { time, inputs: inputs.toLocaleString('en-US') })
    },
    end: () => bar.stop(),
  }
}
