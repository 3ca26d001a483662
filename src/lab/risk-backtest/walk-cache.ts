import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WalkOptions, WalkPart } from './walk-forward.ts'
import type { WalkTask } from './walk-worker.ts'

/** What forecasts depend on; of this the name of the folder that keeps them is made. `version` is of the code. */
export type WalkIdentity = Readonly<{ losses: Float64Array; options: WalkOptions; version: string }>

/**
 * The folder that keeps finished parts of one walk: named by the hash of the losses, the options and the version, so that parts of
 * another series or of other code are never taken for these.
 *
 * @example
 * walkFolder('.cache/risk-backtest', { losses, options, version })
 */
export function walkFolder(base: string, { losses, options, version }: WalkIdentity): string {
  const sum = createHash('sha256')
  sum.update(JSON.stringify([version, options.window, options.refitEvery, options.confidence, losses.length]))
  sum.update(new Uint8Array(losses.buffer, losses.byteOffset, losses.byteLength))
  return join(base, sum.digest('hex').slice(0, 16))
}

/**
 * Keeps a part. It is written beside its place and moved there, so a part that is there is whole.
 *
 * @throws the file system's error when the folder cannot be written.
 *
 * @example
 * keepPart(folder, task, part)
 */
export function keepPart(folder: string, task: WalkTask, part: WalkPart): void {
  mkdirSync(folder, { recursive: true })
  const path = pathOf(folder, task)
  // NaN is null in JSON and is read back as NaN.
  const text = JSON.stringify(part, (_key, value: unknown) => (value instanceof Float64Array ? [...value] : value))
  // Another process may be at the same part.
  const beside = `${path}.${process.pid}.part`
  writeFileSync(beside, JSON.stringify({ text, hash: hashOf(text) }))
  renameSync(beside, path)
}

/**
 * A part that was kept before; `undefined` when there is none, or the file is not what was written.
 *
 * @example
 * keptPart(folder, task)?.valueAtRisk
 */
export function keptPart(folder: string, task: WalkTask): WalkPart | undefined {
  const path = pathOf(folder, task)
  if (!existsSync(path)) return undefined
  try {
    const { text, hash } = JSON.parse(readFileSync(path, 'utf8')) as { text: string; hash: string }
    if (hashOf(text) !== hash) return undefined
    return partFrom(JSON.parse(text) as Kept)
  } catch {
    // Cut off or edited: it is worked out anew.
    return undefined
  }
}

type Columns = 'valueAtRisk' | 'expectedShortfall' | 'volatility' | 'survival'
type Kept = Omit<WalkPart, Columns> & Readonly<Record<Columns, readonly (number | null)[]>>

function partFrom(kept: Kept): WalkPart {
  const column = (values: readonly (number | null)[]): Float64Array => Float64Array.from(values, (value) => value ?? NaN)
  const { from, to, fits, fallbacks } = kept
  return {
    ...{ from, to, fits, fallbacks },
    valueAtRisk: column(kept.valueAtRisk),
    expectedShortfall: column(kept.expectedShortfall),
    volatility: column(kept.volatility),
    survival: column(kept.survival),
  }
}

function pathOf(folder: string, { model, stretch }: WalkTask): string {
  return join(folder, `${model}-${stretch.from}-${stretch.to}.json`)
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
