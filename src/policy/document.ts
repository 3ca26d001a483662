import { isMap, isPair, isSeq, LineCounter, parseDocument, type Document, type Node, type Pair } from 'yaml'
import type { FaultDetails } from '../base/fault.ts'

/** A place in a document: member names and list positions from the root. */
export type Path = readonly (string | number)[]

/** A policy text as data, with where each part of it stands. */
export type PolicyDocument = Readonly<{
  /** The plain value; `undefined` when the text is no YAML. */
  value: unknown
  /** What keeps the text from being YAML. */
  syntaxFaults: readonly FaultDetails[]
  /** `triggers[0].holdSeconds (line 23, column 7)` and its offset; for what is missing, the nearest part around it. */
  placeOf: (path: Path, options?: Readonly<{ atKey: boolean }>) => Readonly<{ place: string; offset: number }>
}>

/**
 * Reads YAML and keeps the line and column of every node.
 *
 * @example
 * readDocument('a: [1]', 'a.yaml').placeOf(['a', 0]).place // 'a[0] (line 1, column 5)'
 */
export function readDocument(text: string, file: string): PolicyDocument {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const syntaxFaults = document.errors.map((error): FaultDetails => {
    const { line, col } = lines.linePos(error.pos[0])
    return {
      file,
      place: `line ${line}, column ${col}`,
      expected: 'well-formed YAML',
      found: `an error: ${error.message.split('\n')[0] ?? ''}`,
    }
  })
  const value = syntaxFaults.length === 0 ? (document.toJS({ maxAliasCount: 100 }) as unknown) : undefined
  const placeOf: PolicyDocument['placeOf'] = (path, options) => {
    const offset = offsetOf(document, path, options?.atKey ?? false)
    const { line, col } = lines.linePos(offset)
    return { place: `${pathText(path)} (line ${line}, column ${col})`, offset }
  }
  return { value, syntaxFaults, placeOf }
}

/**
 * Writes a path as people write it.
 *
 * @example
 * pathText(['triggers', 0, 'holdSeconds']) // 'triggers[0].holdSeconds'
 */
export function pathText(path: Path): string {
  if (path.length === 0) return 'the whole file'
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('')
}

function offsetOf(document: Document.Parsed, path: Path, atKey: boolean): number {
  let node: unknown = document.contents
  let offset = startOf(node) ?? 0
  for (const [depth, part] of path.entries()) {
    const pair = pairOf(node, part)
    if (pair !== undefined && atKey && depth === path.length - 1) return startOf(pair.key) ?? offset
    const next: unknown = pair === undefined ? (isSeq(node) && typeof part === 'number' ? node.items[part] : undefined) : pair.value
    if (next === undefined || next === null) return startOf(pair?.key) ?? offset
    node = next
    offset = startOf(node) ?? offset
  }
  return offset
}

function pairOf(node: unknown, part: string | number): Pair | undefined {
  if (!isMap(node)) return undefined
  return node.items.find((item) => isPair(item) && String(item.key) === String(part))
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0]
}
