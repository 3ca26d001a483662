import { readFileSync, statSync } from 'node:fs'
import type { z } from 'zod'
import { InputFault, InputFaults, type FaultDetails } from '../../base/fault.ts'
import { readDocument, type Path } from '../../policy/document.ts'
import type { Finding } from '../../policy/finding.ts'
import { schemaFindings } from '../../policy/schema-findings.ts'

/** A file that met its schema: its values, and how to say that one of them is wrong nevertheless. */
export type CheckedDocument<Value> = Readonly<{
  file: string
  value: Value
  faultAt: (path: Path, expected: string, found: string) => FaultDetails
}>

/** What a file is to be: in words for messages, and the schema for what stands in it. */
export type DocumentKind<Value> = Readonly<{ expected: string; schemaFor: (root: unknown) => z.ZodType<Value> }>

/**
 * Reads a YAML or JSON file and holds it against a schema.
 *
 * @throws InputFaults with every problem, each with its line and column; InputFault for a file that cannot be read.
 *
 * @example
 * readCheckedDocument('market.yaml', { expected: 'a market snapshot', schemaFor: () => snapshotFileSchema }).value
 */
export function readCheckedDocument<Value>(file: string, kind: DocumentKind<Value>): CheckedDocument<Value> {
  const document = readDocument(textOf(file, kind.expected), file)
  throwIfAny(document.syntaxFaults)
  const details = ({ path, expected, found, atKey = false }: Omit<Finding, 'level'>) => {
    const { place, offset } = document.placeOf(path, { atKey })
    return { offset, details: { file, place, expected, found } }
  }
  const schema = kind.schemaFor(document.value)
  const found = schemaFindings(document.value, schema).map(details)
  throwIfAny(found.sort((a, b) => a.offset - b.offset).map((one) => one.details))
  const faultAt = (path: Path, expected: string, text: string) => details({ path, expected, found: text }).details
  return { file, value: schema.parse(document.value), faultAt }
}

/**
 * Throws all faults of a file at once, if there are any.
 *
 * @throws InputFaults
 *
 * @example
 * throwIfAny(faults)
 */
export function throwIfAny(faults: readonly FaultDetails[]): void {
  const [first, ...others] = faults
  if (first !== undefined) throw new InputFaults([first, ...others])
}

function textOf(file: string, expected: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) throw new InputFault({ file, place: 'path', expected, found: 'no such file' })
  if (!found.isFile()) throw new InputFault({ file, place: 'path', expected, found: 'a folder' })
  const text = readFileSync(file, 'utf8')
  if (text.trim() === '') throw new InputFault({ file, place: 'whole file', expected, found: 'an empty file' })
  return text
}
