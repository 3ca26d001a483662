import type { TransferId } from './transfer.ts'

const wellFormed = /^(0|[1-9]\d*):(0|[1-9]\d*)$/

/** A transfer id taken apart. */
export type TransferPlace = Readonly<{ seq: number; index: number }>

/**
 * Names the `index`-th transfer of input `seq`.
 *
 * @example
 * transferId(1042, 0) // '1042:0'
 */
export function transferId(seq: number, index: number): TransferId {
  return `${seq}:${index}`
}

/**
 * Takes an id apart. `undefined` unless it is two whole numbers below 2^53 without leading zeros, so that each place has one name.
 *
 * @example
 * parseTransferId('1042:0') // { seq: 1042, index: 0 }
 */
export function parseTransferId(id: string): TransferPlace | undefined {
  const parts = wellFormed.exec(id)
  if (parts === null) return undefined
  const seq = Number(parts[1])
  const index = Number(parts[2])
  return Number.isSafeInteger(seq) && Number.isSafeInteger(index) ? { seq, index } : undefined
}

/**
 * Whether `place` comes after `earlier`: by number, so 10:0 comes after 9:0.
 *
 * @example
 * isAfter({ seq: 10, index: 0 }, { seq: 9, index: 3 }) // true
 */
export function isAfter(place: TransferPlace, earlier: TransferPlace): boolean {
  return place.seq > earlier.seq || (place.seq === earlier.seq && place.index > earlier.index)
}
