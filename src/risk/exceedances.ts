import { invariant } from '../base/assert.ts'

/** Which of the last losses exceeded their forecast. Plain data, changed in place by `judgeLoss`. */
export type Exceedances = {
  /** 1 for an exceedance, by place in the ring. */
  readonly marks: Uint8Array
  next: number
  /** Losses judged in all, and how many of them exceeded. */
  judged: number
  total: number
  /** Exceedances among the last losses. */
  inWindow: number
}

/**
 * Makes a count over the last `windowLosses` judged losses.
 *
 * @throws InvariantError unless it is a positive whole number.
 *
 * @example
 * const exceedances = createExceedances(250)
 */
export function createExceedances(windowLosses: number): Exceedances {
  invariant(Number.isSafeInteger(windowLosses) && windowLosses > 0, 'a window holds a positive whole number of losses')
  return { marks: new Uint8Array(windowLosses), next: 0, judged: 0, total: 0, inWindow: 0 }
}

/**
 * Judges a loss against the VaR forecast made before it. An exceedance is a loss strictly greater.
 *
 * The forecast is read before the loss is pushed to the tail it comes from; otherwise the loss would judge itself.
 *
 * @param loss - Positive for a loss.
 * @param forecast - Same unit and sign.
 * @returns Whether it was an exceedance.
 * @throws InvariantError if either is not finite.
 *
 * @example
 * judgeLoss(exceedances, 0.05, 0.03) // true
 */
export function judgeLoss(exceedances: Exceedances, loss: number, forecast: number): boolean {
  invariant(Number.isFinite(loss) && Number.isFinite(forecast), 'a loss and its forecast are finite')
  const { marks, next } = exceedances
  const mark = loss > forecast ? 1 : 0
  exceedances.inWindow += mark - (marks[next] ?? 0)
  marks[next] = mark
  exceedances.next = next + 1 === marks.length ? 0 : next + 1
  exceedances.judged += 1
  exceedances.total += mark
  return mark === 1
}
