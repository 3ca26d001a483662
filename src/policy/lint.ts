import type { FaultDetails } from '../base/fault.ts'
import type { Policy } from '../engine/policy.ts'
import { crossFindings } from './cross-checks.ts'
import { readDocument } from './document.ts'
import type { Finding } from './finding.ts'
import { schemaFindings } from './schema-findings.ts'
import { policyFileSchema } from './schema.ts'
import { toPolicy } from './to-policy.ts'

/** What a policy text comes to: a policy when there are no faults; warnings either way. */
export type PolicyLint = Readonly<{
  file: string
  faults: readonly FaultDetails[]
  warnings: readonly FaultDetails[]
  policy?: Policy
}>

/**
 * Checks a policy text against the schema and the rules between fields. Tells all problems at once.
 *
 * @param file - What to call the text in messages.
 *
 * @example
 * lintPolicy(readFileSync(path, 'utf8'), path).faults.map(faultText)
 */
export function lintPolicy(text: string, file: string): PolicyLint {
  const document = readDocument(text, file)
  if (document.syntaxFaults.length > 0) return { file, faults: document.syntaxFaults, warnings: [] }
  const findings = [...schemaFindings(document.value), ...crossFindings(document.value)]
  const ofLevel = (level: Finding['level']): readonly FaultDetails[] =>
    findings
      .filter((finding) => finding.level === level)
      .map((finding) => ({ ...finding, ...document.placeOf(finding.path, { atKey: finding.atKey ?? false }) }))
      .sort((a, b) => a.offset - b.offset)
      .map(({ place, expected, found }) => ({ file, place, expected, found }))
  const faults = ofLevel('fault')
  const warnings = ofLevel('warning')
  return faults.length > 0
    ? { file, faults, warnings }
    : { file, faults, warnings, policy: toPolicy(policyFileSchema.parse(document.value)) }
}
