/**
 * Levels of one side that lie outside the ladder's window, by key: the ticks of a bid, minus the ticks of an ask. Keys
 * ascend, so the level nearest the touch is the last. Plain data.
 */
export type FarLevels = Readonly<{ keys: number[]; lots: number[] }>

/**
 * Makes a side without far levels.
 *
 * @example
 * const far = createFarLevels()
 */
export function createFarLevels(): FarLevels {
  return { keys: [], lots: [] }
}

/**
 * The place of the first key that is at or above `key`; the number of levels when all are below.
 *
 * @example
 * placeOfKey({ keys: [10, 20], lots: [1, 1] }, 15) // 1
 */
export function placeOfKey(far: FarLevels, key: number): number {
  let low = 0
  let high = far.keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((far.keys[middle] ?? 0) < key) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Sets the lots at a key; 0 removes the level, and removing what is not there changes nothing.
 *
 * @example
 * setFarLevel(far, 50_000, 86)
 */
export function setFarLevel(far: FarLevels, key: number, lots: number): void {
  const place = placeOfKey(far, key)
  const isThere = far.keys[place] === key
  if (isThere && lots !== 0) {
    far.lots[place] = lots
  } else if (isThere) {
    far.keys.splice(place, 1)
    far.lots.splice(place, 1)
  } else if (lots !== 0) {
    far.keys.splice(place, 0, key)
    far.lots.splice(place, 0, lots)
  }
}

/**
 * Lots at a key, 0 when there is no level.
 *
 * @example
 * farLotsAt(far, 50_000) // 86
 */
export function farLotsAt(far: FarLevels, key: number): number {
  const place = placeOfKey(far, key)
  return far.keys[place] === key ? (far.lots[place] ?? 0) : 0
}
