import { slotBytes, slotIndex, slotSeq, slotUsed } from './layout'

// Reservations by id, in a table of 2^k places that is never more than half full: the next free place after the one the id asks for.

let table: usize = 0
let mask: u32 = 0
let held: u32 = 0

/** Says where the table lies; its places number `count`, a power of two. */
export function useReservations(at: usize, count: u32): void {
  table = at
  mask = count - 1
  held = 0
}

/** How many reservations the table holds. */
export function reservations(): u32 {
  return held
}

// @ts-ignore: decorator
@inline
function placeOf(seq: u64, index: u32): u32 {
  const mixed = (seq ^ (u64(index) << 40)) * 0x9e3779b97f4a7c15
  return u32(mixed >> 32) & mask
}

// @ts-ignore: decorator
@inline
function slotAt(place: u32): usize {
  return table + usize(place) * slotBytes
}

/** The place of an id, or 0 when it has none. No table lies at 0. */
export function findReservation(seq: u64, index: u32): usize {
  let place = placeOf(seq, index)
  while (load<u32>(slotAt(place), slotUsed) != 0) {
    const slot = slotAt(place)
    if (load<u64>(slot, slotSeq) == seq && load<u32>(slot, slotIndex) == index) return slot
    place = (place + 1) & mask
  }
  return 0
}

/** A new place for an id that has none; what lies there is the caller's to write. */
export function addReservation(seq: u64, index: u32): usize {
  let place = placeOf(seq, index)
  while (load<u32>(slotAt(place), slotUsed) != 0) place = (place + 1) & mask
  const slot = slotAt(place)
  store<u64>(slot, seq, slotSeq)
  store<u32>(slot, index, slotIndex)
  store<u32>(slot, 1, slotUsed)
  held += 1
  return slot
}

/** Frees a place; those after it that would rather have stood there move up, so that a search never ends too early. */
export function removeReservation(slot: usize): void {
  let hole = u32((slot - table) / slotBytes)
  let place = hole
  while (true) {
    place = (place + 1) & mask
    const next = slotAt(place)
    if (load<u32>(next, slotUsed) == 0) break
    const wanted = placeOf(load<u64>(next, slotSeq), load<u32>(next, slotIndex))
    // It may move up when the hole lies between the place it wants and the one it has, going round.
    if (((place - wanted) & mask) < ((place - hole) & mask)) continue
    memory.copy(slotAt(hole), next, slotBytes)
    hole = place
  }
  store<u32>(slotAt(hole), 0, slotUsed)
  held -= 1
}

/** Moves every reservation of a table into the one in use, which is empty. */
export function rehash(from: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) {
    const old = from + usize(i) * slotBytes
    if (load<u32>(old, slotUsed) == 0) continue
    memory.copy(addReservation(load<u64>(old, slotSeq), load<u32>(old, slotIndex)), old, slotBytes)
  }
}
