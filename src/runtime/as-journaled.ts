import { ArgumentError } from '../base/argument.ts'
import type { Input } from '../engine/input.ts'

/**
 * An input as its replay will read it back from the journal, so that the engine takes no other one: the same, or a copy where it has a `-0`,
 * which JSON makes a `0`.
 *
 * @throws ArgumentError naming the place of what JSON cannot carry: a number that is not finite, a big integer, a map, an instance of a
 *   class, what is absent within a list. Members that are undefined are as good as absent.
 *
 * @example
 * asJournaled({ kind: 'clockTicked', at })
 */
export function asJournaled<Taken extends Input>(input: Taken): Taken {
  return isSameAgain(input, 'input') ? input : (JSON.parse(JSON.stringify(input)) as Taken)
}

/** Whether nothing in it has to be changed; places are only put together where they are asked for, as books are long. */
function isSameAgain(value: unknown, place: string): boolean {
  if (typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number' && Number.isFinite(value)) return !Object.is(value, -0)
  if (!isPlain(value)) throw new ArgumentError(place, { expected: 'what JSON can carry', found: String(value) })
  return Array.isArray(value) ? isListSame(value, place) : isRecordSame(value, place)
}

function isListSame(list: readonly unknown[], place: string): boolean {
  let isSame = true
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index]
    if (typeof item === 'number' && Number.isFinite(item)) isSame &&= item !== 0 || !Object.is(item, -0)
    else isSame = isSameAgain(item, `${place}[${index}]`) && isSame
  }
  return isSame
}

function isRecordSame(record: object, place: string): boolean {
  let isSame = true
  for (const [name, value] of Object.entries(record)) {
    if (value === undefined || typeof value === 'string') continue
    if (typeof value === 'number' && Number.isFinite(value)) isSame &&= value !== 0 || !Object.is(value, -0)
    else isSame = isSameAgain(value, `${place}.${name}`) && isSame
  }
  return isSame
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null
}
