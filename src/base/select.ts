import { invariant } from './assert.ts'

/**
 * The number at a place of a list once it would be sorted upwards, without sorting it.
 *
 * @param values - Finite numbers. They are left in another order.
 * @param place - From 0.
 * @throws InvariantError when the list has no such place.
 *
 * @example
 * selectInPlace(Float64Array.of(3, 1, 2), 1) // 2
 */
export function selectInPlace(values: Float64Array, place: number): number {
  invariant(place >= 0 && place < values.length, 'what is selected is in the list')
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const pivot = middleOf(values[low] as number, values[(low + high) >> 1] as number, values[high] as number)
    let left = low
    let right = high
    while (left <= right) {
      while ((values[left] as number) < pivot) left += 1
      while ((values[right] as number) > pivot) right -= 1
      if (left > right) break
      const moved = values[left] as number
      values[left] = values[right] as number
      values[right] = moved
      left += 1
      right -= 1
    }
    if (place <= right) high = right
    else if (place >= left) low = left
    else return pivot
  }
  return values[place] as number
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))
}
