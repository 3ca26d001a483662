/** The rows of an underlying whose accounts rest on its box of one level. */
export type WatchMembers = { rows: Uint32Array; count: number }

/** Which rows rest on which level, and where each stands in its list. */
export type WatchPlaces = {
  /** By underlying and level; the last list is of hot rows. */
  readonly lists: WatchMembers[][]
  /** Of each row: its level plus one, 0 for none, and its place in that list. */
  levelOf: Uint8Array
  placeOf: Uint32Array
}

/**
 * Puts a row into the list of a level, and out of the one it was in.
 *
 * @example
 * placeRow(places, { row: 7, underlying: 0, level: 2 })
 */
export function placeRow(places: WatchPlaces, given: Readonly<{ row: number; underlying: number; level: number }>): void {
  const { row, underlying, level } = given
  if (row >= places.levelOf.length) growPlaces(places, row)
  const before = places.levelOf[row] as number
  if (before === level + 1) return
  const lists = places.lists[underlying] as WatchMembers[]
  if (before > 0) takeOut(places, lists[before - 1] as WatchMembers, row)
  const list = lists[level] as WatchMembers
  if (list.count === list.rows.length) list.rows = longer(list.rows)
  places.levelOf[row] = level + 1
  places.placeOf[row] = list.count
  list.rows[list.count++] = row
}

function takeOut(places: WatchPlaces, list: WatchMembers, row: number): void {
  const place = places.placeOf[row] as number
  const last = list.rows[--list.count] as number
  list.rows[place] = last
  places.placeOf[last] = place
}

function growPlaces(places: WatchPlaces, row: number): void {
  const length = Math.max(2 * places.levelOf.length, row + 1)
  const levelOf = new Uint8Array(length)
  levelOf.set(places.levelOf)
  places.levelOf = levelOf
  const placeOf = new Uint32Array(length)
  placeOf.set(places.placeOf)
  places.placeOf = placeOf
}

/**
 * An array twice as long, with the same beginning.
 *
 * @example
 * rows = longer(rows)
 */
export function longer(array: Uint32Array): Uint32Array {
  const twice = new Uint32Array(2 * array.length + 16)
  twice.set(array)
  return twice
}
