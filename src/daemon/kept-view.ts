/** Milliseconds between two makings of a view while its run moves. A page that asks more often sees nothing that eyes could use. */
const leastBetweenMs = 1_000

/** How a view is made, and how to know whether the last one still stands. */
export type ViewMaker<View> = Readonly<{
  make: () => View | undefined
  /** The last input taken: a view of another one is no longer the run as it stands. */
  seq: () => number
  /** Whether the run is at work, so that it moves again at once. */
  isMoving: () => boolean
  /** A clock that only goes forward. */
  nowMs: () => number
}>

/**
 * A view that costs much, made once for all its readers: the last one while the run stands still, and at most a second old while it moves.
 * A run that stopped is always told as it stands. Nothing is kept of a view that is not there yet.
 *
 * It is made on the run's own thread; the second is counted from its end, so that a run with many accounts keeps the larger part of its time.
 *
 * @example
 * const margin = keepView({ make: () => marginViewOf(state), seq: () => state.seq, isMoving, nowMs: () => performance.now() })
 */
export function keepView<View>(maker: ViewMaker<View>): () => View | undefined {
  let kept: Readonly<{ view: View; seq: number; madeMs: number }> | undefined
  return () => {
    const seq = maker.seq()
    if (kept?.seq === seq) return kept.view
    if (kept !== undefined && maker.isMoving() && maker.nowMs() - kept.madeMs < leastBetweenMs) return kept.view
    const view = maker.make()
    kept = view === undefined ? undefined : { view, seq, madeMs: maker.nowMs() }
    return view
  }
}
