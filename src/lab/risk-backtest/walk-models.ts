import { InputFault } from '../../base/fault.ts'
import type { RiskModel } from './risk-model.ts'
import { keepPart, keptPart, walkFolder } from './walk-cache.ts'
import { joinParts, stretchesOf, type WalkOptions, type WalkPart } from './walk-forward.ts'
import { walkOnThreads } from './walk-pool.ts'
import type { WalkTask } from './walk-worker.ts'

/** Models to walk through a series. */
export type WalkRequest = Readonly<{
  losses: Float64Array
  models: readonly RiskModel[]
  options: WalkOptions
  workers: number
  /** Where finished parts are kept; absent keeps none. */
  cache?: Readonly<{ folder: string; version: string; resume: boolean }>
  /** Told once when parts cannot be kept; the walk goes on without. */
  onNotKept?: (error: unknown) => void
  onProgress?: (progress: Readonly<{ done: number; of: number; model: string }>) => void
  signal?: AbortSignal
}>

/** What came of it: forecasts of each model in order, or how far it had come when it was told to stop. */
export type WalkOutcome = Readonly<
  | { kind: 'done'; walks: readonly Readonly<{ model: RiskModel; part: WalkPart }>[]; reused: number }
  | { kind: 'interrupted'; done: number; of: number }
>

/** Forecasts a task has: short enough that threads end together and little is lost by an interruption. */
const forecastsPerTask = 400

/**
 * Walks every model through the series, in parts on several threads. The answer depends on neither their number nor on what was
 * kept from before.
 *
 * @throws InputFault when the series is no longer than the window, or a model needs a longer one.
 *
 * @example
 * await walkModels({ losses, models, options: { window: 500, refitEvery: 20, confidence: 0.99 }, workers: 2 })
 */
export async function walkModels(request: WalkRequest): Promise<WalkOutcome> {
  checkLengths(request)
  const { losses, options, cache, signal } = request
  const tasks: readonly WalkTask[] = request.models.flatMap((model) =>
    stretchesOf(losses.length, model, options, forecastsPerTask).map((stretch) => ({ model: model.name, stretch })),
  )
  const folder = cache === undefined ? undefined : walkFolder(cache.folder, { losses, options, version: cache.version })
  const parts = new Map<WalkTask, WalkPart>()
  if (folder !== undefined && cache?.resume === true) takeKept(folder, tasks, parts)
  const reused = parts.size
  const tell = (model: string): void => request.onProgress?.({ done: parts.size, of: tasks.length, model })
  tell('')
  const keep = keeperOf(folder, request.onNotKept)
  const isDone = await walkOnThreads({
    ...{ losses, options, workers: request.workers },
    ...(signal === undefined ? {} : { signal }),
    tasks: longestFirst(tasks.filter((task) => !parts.has(task))),
    onPart: (task, part) => {
      parts.set(task, part)
      keep(task, part)
      tell(task.model)
    },
  })
  if (!isDone) return { kind: 'interrupted', done: parts.size, of: tasks.length }
  const walks = request.models.map((model) => ({
    model,
    part: joinParts(tasks.filter((task) => task.model === model.name).flatMap((task) => parts.get(task) ?? [])),
  }))
  return { kind: 'done', walks, reused }
}

function keeperOf(folder: string | undefined, onNotKept: WalkRequest['onNotKept']): (task: WalkTask, part: WalkPart) => void {
  let keeps = folder !== undefined
  return (task, part) => {
    if (!keeps || folder === undefined) return
    try {
      keepPart(folder, task, part)
    } catch (error) {
      keeps = false
      onNotKept?.(error)
    }
  }
}

function takeKept(folder: string, tasks: readonly WalkTask[], parts: Map<WalkTask, WalkPart>): void {
  for (const task of tasks) {
    const part = keptPart(folder, task)
    if (part !== undefined) parts.set(task, part)
  }
}

// A model in one piece would otherwise be started last and be waited for alone; the others take turns, so that the time left can be told.
function longestFirst(tasks: readonly WalkTask[]): readonly WalkTask[] {
  const length = ({ stretch }: WalkTask): number => stretch.to - stretch.from
  return tasks.toSorted((a, b) => length(b) - length(a) || a.stretch.from - b.stretch.from)
}

function checkLengths({ losses, models, options }: WalkRequest): void {
  if (options.window >= losses.length) {
    const expected = `fewer than the ${losses.length} losses of the series`
    throw new InputFault({ file: '--window', place: 'value', expected, found: String(options.window) })
  }
  const demanding = models.find((model) => model.leastWindow > options.window)
  if (demanding === undefined) return
  const expected = `at least ${demanding.leastWindow} for ${demanding.name}`
  throw new InputFault({ file: '--window', place: 'value', expected, found: String(options.window) })
}
