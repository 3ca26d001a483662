import { InputFault } from '../base/fault.ts'

/** Reads the fields of one object of a file and says where something is absent or of another kind. */
export type Fields = Readonly<{
  /** Where this object stands in its file. */
  place: string
  has: (name: string) => boolean
  /** A finite number. */
  number: (name: string) => number
  /** A number, or `fallback` when the field is absent or null. */
  numberOr: <Fallback>(name: string, fallback: Fallback) => number | Fallback
  text: (name: string) => string
  textOr: <Fallback>(name: string, fallback: Fallback) => string | Fallback
  truth: (name: string) => boolean
  /** A list of numbers; null in it is NaN. */
  numbers: (name: string) => Float64Array
  texts: (name: string) => readonly string[]
  /** A list of lists of numbers. */
  matrix: (name: string) => readonly Float64Array[]
  /** A nested object. */
  fields: (name: string) => Fields
  /** A list of objects. */
  rows: (name: string) => readonly Fields[]
  /** The names of this object's fields, in the file's order. */
  names: () => readonly string[]
  /** The value as it stands. */
  raw: (name: string) => unknown
}>

/**
 * A reader over a parsed JSON object.
 *
 * @param file - Named in faults.
 * @param place - Where the object stands in the file.
 * @throws InputFault when `value` is no object; its methods throw it for what is absent or of another kind.
 *
 * @example
 * fieldsOf({ alpha: 0.99 }, { file: 'a.json', place: 'inputs' }).number('alpha') // 0.99
 */
export function fieldsOf(value: unknown, at: Readonly<{ file: string; place: string }>): Fields {
  const object = value as Readonly<Record<string, unknown>>
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(at, 'an object', value)
  const inner = (name: string): Readonly<{ file: string; place: string }> => ({ file: at.file, place: `${at.place}.${name}` })
  const absent = (name: string): boolean => object[name] === undefined || object[name] === null
  const number = (name: string): number => finite(object[name], inner(name))
  const text = (name: string): string => {
    const found = object[name]
    return typeof found === 'string' ? found : fail(inner(name), 'a text', found)
  }
  const list = (name: string): readonly unknown[] => {
    const found = object[name]
    return Array.isArray(found) ? (found as readonly unknown[]) : fail(inner(name), 'a list', found)
  }
  const item = (name: string, index: number): Readonly<{ file: string; place: string }> => inner(`${name}[${index}]`)
  return {
    place: at.place,
    has: (name) => object[name] !== undefined,
    number,
    numberOr: (name, fallback) => (absent(name) ? fallback : number(name)),
    text,
    textOr: (name, fallback) => (absent(name) ? fallback : text(name)),
    truth: (name) => {
      const found = object[name]
      return typeof found === 'boolean' ? found : fail(inner(name), 'true or false', found)
    },
    numbers: (name) => floats(list(name), inner(name)),
    texts: (name) => list(name).map((found, index) => (typeof found === 'string' ? found : fail(item(name, index), 'a text', found))),
    matrix: (name) =>
      list(name).map((row, index) =>
        Array.isArray(row) ? floats(row as readonly unknown[], item(name, index)) : fail(item(name, index), 'a list of numbers', row),
      ),
    fields: (name) => fieldsOf(object[name], inner(name)),
    rows: (name) => list(name).map((row, index) => fieldsOf(row, item(name, index))),
    names: () => Object.keys(object),
    raw: (name) => object[name],
  }
}

function floats(values: readonly unknown[], at: Readonly<{ file: string; place: string }>): Float64Array {
  return Float64Array.from(values, (value, index) =>
    value === null ? Number.NaN : finite(value, { file: at.file, place: `${at.place}[${index}]` }),
  )
}

function finite(value: unknown, at: Readonly<{ file: string; place: string }>): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : fail(at, 'a finite number', value)
}

function fail(at: Readonly<{ file: string; place: string }>, expected: string, found: unknown): never {
  throw new InputFault({ ...at, expected, found: found === undefined ? 'nothing' : (JSON.stringify(found)?.slice(0, 60) ?? typeof found) })
}
