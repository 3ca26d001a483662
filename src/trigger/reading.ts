/** Why a signal has no value now. In a table, 0 stands for known and the others for their place here. */
export const unknownReasons = [
  'known',
  'awaitingSnapshot',
  'gap',
  'crossed',
  'stale',
  'oneSided',
  'insufficientDepth',
  'warmingUp',
  'noTrades',
  'notMeanReverting',
  'constantSeries',
  'fasterThanSampled',
] as const

/** Why a signal has no value now. */
export type UnknownReason = Exclude<(typeof unknownReasons)[number], 'known'>

/** The same by name, for writing. */
const placeOf = Object.fromEntries(unknownReasons.map((reason, place) => [reason, place])) as Readonly<Record<UnknownReason, number>>

/** What is known of one signal now. "No data" is its own case, never a number. */
export type Reading = Readonly<{ kind: 'known'; value: number } | { kind: 'unknown'; reason: UnknownReason }>

/**
 * All signals of one market, column-wise: `status[i]` is 0 when `value[i]` is known, else the place of the reason in
 * `unknownReasons`; then `value[i]` is 0 and means nothing. Written in place by `measure` and `assess`.
 */
export type SignalTable = Readonly<{ value: Float64Array; status: Uint8Array }>

/**
 * Makes a table of `size` signals, all unknown because they are warming up.
 *
 * @example
 * const table = createSignalTable(signalNames.length)
 */
export function createSignalTable(size: number): SignalTable {
  const warmingUp = unknownReasons.indexOf('warmingUp')
  return { value: new Float64Array(size), status: new Uint8Array(size).fill(warmingUp) }
}

/**
 * Writes a known value.
 *
 * @example
 * setKnown(table, signalIndex('spreadBps'), 1.2)
 */
export function setKnown(table: SignalTable, index: number, value: number): void {
  table.value[index] = value
  table.status[index] = 0
}

/**
 * Writes that a signal is unknown, and why.
 *
 * @example
 * setUnknown(table, signalIndex('spreadBps'), 'stale')
 */
export function setUnknown(table: SignalTable, index: number, reason: UnknownReason): void {
  table.value[index] = 0
  table.status[index] = placeOf[reason]
}

/**
 * Reads one signal as a tagged value, for people and for slow paths.
 *
 * @example
 * readingAt(table, 0) // { kind: 'known', value: 1.2 }
 */
export function readingAt(table: SignalTable, index: number): Reading {
  const reason = unknownReasons[table.status[index] ?? 0]
  if (reason === undefined || reason === 'known') return { kind: 'known', value: table.value[index] ?? 0 }
  return { kind: 'unknown', reason }
}
