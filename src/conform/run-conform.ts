import { InputFault } from '../base/fault.ts'
import { compare } from './compare.ts'
import { fieldsOf } from './fields.ts'
import type { CaseOutcome, ProcedureTable } from './procedure.ts'
import type { Mismatch, VectorFile } from './vector-file.ts'

/** What became of one file. A file that holds cases counts each of them. */
export type FileOutcome = Readonly<{
  id: string
  procedure: string
  status: 'passed' | 'failed' | 'notImplemented'
  cases: Readonly<{ passed: number; failed: number }>
  /** The mismatch that is furthest out, in units of the expected number; or what was thrown, with the path `error`. */
  worst: Mismatch | undefined
  /** Cases that were not looked at, and why; absent when there is none. */
  skipped?: readonly Readonly<{ name: string; why: string }>[]
}>

/**
 * Reads one parsed file of reference numbers.
 *
 * @param name - The file's name, which stands in for an absent `id` and `procedure`.
 * @throws InputFault when the document is no object.
 *
 * @example
 * vectorFileOf(JSON.parse(text), 'var-hs-tiny.json').procedure // 'var-hs'
 */
export function vectorFileOf(document: unknown, name: string): VectorFile {
  const fields = fieldsOf(document, { file: name, place: 'document' })
  const plainName = name.replace(/\.json$/, '')
  const id = fields.textOr('id', plainName)
  return {
    id,
    procedure: fields.textOr('procedure', id),
    inputs: fields.raw('inputs'),
    expected: fields.raw('expected'),
    tolerance: fields.raw('tolerance') ?? {},
    document,
  }
}

/**
 * Runs the procedure a file asks for and compares.
 *
 * @param procedures - A procedure that throws fails its file; the message is the worst mismatch.
 *
 * @example
 * runFile(vectorFileOf(document, 'a.json'), procedures).status // 'passed'
 */
export function runFile(file: VectorFile, procedures: ProcedureTable): FileOutcome {
  const procedure = Object.hasOwn(procedures, file.procedure) ? procedures[file.procedure] : undefined
  const { id } = file
  if (procedure === undefined) {
    return { id, procedure: file.procedure, status: 'notImplemented', cases: { passed: 0, failed: 0 }, worst: undefined }
  }
  try {
    if (typeof procedure === 'object' && 'cases' in procedure) {
      return casesOutcome(file, procedure.cases(fieldsOf(file.document, { file: id, place: 'document' })))
    }
    const inputs = fieldsOf(file.inputs, { file: id, place: 'inputs' })
    if (typeof procedure === 'function') return outcome(file, plainMismatches(file, procedure(inputs)))
    return outcome(file, procedure.judge(file, procedure.compute(inputs), plainMismatches))
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return outcome(file, [{ path: 'error', expected: 'an answer', actual: error.message }])
  }
}

function plainMismatches(file: VectorFile, actual: unknown): readonly Mismatch[] {
  // A file that expects nothing would pass whatever was computed.
  if (file.expected === undefined)
    throw new InputFault({ file: file.id, place: 'expected', expected: 'the expected values', found: 'nothing' })
  return compare(file.expected, actual, file.tolerance)
}

function outcome(file: VectorFile, mismatches: readonly Mismatch[]): FileOutcome {
  return casesOutcome(file, [{ name: file.id, mismatches }])
}

function casesOutcome(file: VectorFile, all: readonly CaseOutcome[]): FileOutcome {
  const cases = all.filter(({ skipped }) => skipped === undefined)
  const skipped = all.flatMap((each) => (each.skipped === undefined ? [] : [{ name: each.name, why: each.skipped }]))
  const failed = cases.filter((each) => each.mismatches.length > 0)
  const named = failed.flatMap((each) =>
    each.mismatches.map((mismatch) => (each.name === file.id ? mismatch : { ...mismatch, path: `${each.name}: ${mismatch.path}` })),
  )
  return {
    id: file.id,
    procedure: file.procedure,
    // No case at all is nothing seen, which is not a pass.
    status: failed.length > 0 || cases.length === 0 ? 'failed' : 'passed',
    cases: { passed: cases.length - failed.length, failed: failed.length },
    worst: worstOf(named),
    ...(skipped.length > 0 && { skipped }),
  }
}

function worstOf(mismatches: readonly Mismatch[]): Mismatch | undefined {
  let worst: Mismatch | undefined
  let furthest = -1
  for (const mismatch of mismatches) {
    const distance = distanceOf(mismatch)
    if (distance > furthest) [worst, furthest] = [mismatch, distance]
  }
  return worst
}

/** How far out a number is, relative to the expected one; what is no number at all is furthest. */
function distanceOf({ expected, actual }: Mismatch): number {
  if (typeof expected !== 'number' || typeof actual !== 'number' || !Number.isFinite(actual)) return Number.POSITIVE_INFINITY
  return Math.abs(actual - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE)
}
