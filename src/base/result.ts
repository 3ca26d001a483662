/** What an operation that may be refused returns. A refusal is a value; a broken promise throws. */
export type Result<Value, Refusal> = Readonly<{ ok: true; value: Value } | { ok: false; refusal: Refusal }>

/**
 * Wraps a success.
 *
 * @example
 * return accept(balance)
 */
export function accept<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value }
}

/**
 * Wraps a refusal. It carries what the caller needs to explain it, never a sentence.
 *
 * @example
 * return refuse({ kind: 'exceedsCredits', available })
 */
export function refuse<Refusal>(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal }
}
