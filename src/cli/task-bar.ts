import { Presets, SingleBar } from 'cli-progress'

/** A bar that counts finished tasks. */
export type TaskBar = Readonly<{ update: (done: number, of: number, label: string) => void; end: () => void }>

/**
 * A progress bar of tasks with the time left on stderr; nothing at all when stderr is no terminal.
 *
 * @example
 * const bar = createTaskBar(); bar.update(3, 12, 'historical'); bar.end()
 */
export function createTaskBar(): TaskBar {
  if (!process.stderr.isTTY) return { update: () => undefined, end: () => undefined }
  const format = '  {bar} {percentage} %  {value} of {total} parts  {label}  {eta_formatted} left'
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true, barsize: 30, etaBuffer: 20 }, Presets.shades_classic)
  let started = false
  return {
    update: (done, of, label) => {
      if (!started) bar.start(of, done, { label })
      else bar.update(done, { label })
      started = true
    },
    end: () => {
      if (started) bar.stop()
    },
  }
}
