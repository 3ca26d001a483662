import type { Fields } from '../fields.ts'
import type { CaseOutcome, ProcedureTable } from '../procedure.ts'
import { wholeMismatches } from '../whole-number.ts'
import { driftLiquidationCalls, type DriftCall } from './drift-liquidation.ts'
import { fundShareSequence } from './fund-shares-sequence.ts'
import { fundShareCalls } from './fund-shares.ts'
import { outcomeOf } from './margin-derive-check.ts'

const calls: Readonly<Record<string, DriftCall>> = { ...driftLiquidationCalls, ...fundShareCalls }

/** Drift's integers: liquidation sizes, fund fees and spread losses a call at a time, and shares of the fund in sequences. */
export const driftProcedures: ProcedureTable = {
  drift_liquidation_insurance: {
    cases: (document) => [
      ...document.rows('calls').map(callCase),
      ...document.rows('insurance_fund_sequences').map((row) => outcomeOf(row.text('name'), () => fundShareSequence(row))),
    ],
  },
}

function callCase(row: Fields, index: number): CaseOutcome {
  const fn = row.text('fn')
  return outcomeOf(`calls[${index}] ${fn}`, () => {
    const answer = calls[fn]?.(row.fields('in'))
    if (answer === undefined) return [{ path: 'fn', expected: 'a call known here', actual: fn }]
    return wholeMismatches('out', row.raw('out'), answer.ok ? answer.value : 'error')
  })
}
