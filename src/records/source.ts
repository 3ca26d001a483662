import type { SequencedInput } from '../engine/input.ts'
import type { EngineState } from '../engine/state.ts'

/** A run as its records are made of it: a journal, read. */
export type RecordSource = Readonly<{
  /** The run's name, unique in the database. */
  run: string
  /** The engine that concludes: `engineVersion`. */
  engineVersion: string
  /** Where the journal ends. */
  head: Readonly<{ seq: number; hash: string }>
  /** Inputs from `fromSeq`, in order. */
  read: (fromSeq: number) => Iterable<SequencedInput>
  /** The journal's chain hash after input `seq`; `undefined` when there is no such input. */
  hashAt: (seq: number) => string | undefined
  /** A state of the engine at or before input `seq`, to go on from; `undefined` when there is none and the run is stepped from its start. */
  stateBefore?: (seq: number) => EngineState | undefined
}>

/** An asset and how many decimals its amounts have. */
export type AssetScale = Readonly<{ asset: string; decimals: number }>

/**
 * The assets of a run: those of its reserves, then those that members may pledge.
 *
 * @example
 * assetScalesOf(state) // [{ asset: 'USDT', decimals: 6 }, { asset: 'BTC', decimals: 8 }]
 */
export function assetScalesOf(state: EngineState): readonly AssetScale[] {
  const scales = new Map<string, number>()
  for (const [asset, { decimals }] of state.reserves) scales.set(asset, decimals)
  for (const { asset, decimals } of state.terms?.policy.margin?.collateral ?? []) if (!scales.has(asset)) scales.set(asset, decimals)
  return [...scales].map(([asset, decimals]) => ({ asset, decimals }))
}
