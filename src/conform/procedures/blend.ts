import { fillScaled } from '../../waterfall/auction/scaled-auction.ts'
import type { Fields } from '../fields.ts'
import type { CaseOutcome, ProcedureTable } from '../procedure.ts'
import type { Mismatch } from '../vector-file.ts'
import { wholeIn, wholeMismatches } from '../whole-number.ts'
import { blendBackstopCases } from './fund-shares-blend.ts'
import { outcomeOf } from './margin-derive-check.ts'

/** A lending pool's backstop, as Blend's contract tests state it. Sections a file lacks have no cases. */
export const blendProcedures: ProcedureTable = {
  blend_backstop: {
    cases: (document) => [...sectionRows(document, 'scaleAuction').map(scaleCase), ...blendBackstopCases(document)],
  },
}

function sectionRows(document: Fields, section: string): readonly Fields[] {
  return document.has(section) ? document.rows(section) : []
}

function scaleCase(row: Fields, index: number): CaseOutcome {
  const fill = { percent: wholeIn(row, 'fillPct'), blocks: wholeIn(row, 'blocksElapsed') }
  return outcomeOf(`scaleAuction[${index}] ${row.textOr('test', '')}`, () => {
    const scaled = fillScaled({ bid: wholeIn(row, 'bid'), lot: wholeIn(row, 'lot') }, fill)
    if (!scaled.ok) return [{ path: 'fillPct', expected: 'a fill', actual: scaled.refusal }]
    const { filled, left } = scaled.value
    const actual = new Map<string, bigint | null>([
      ['toFillBid', filled.bid],
      ['toFillLot', filled.lot],
      ['remainingBid', left?.bid ?? 0n],
      ['remainingLot', left?.lot ?? 0n],
      ['remaining', left === undefined ? null : left.bid],
    ])
    return differing(row.fields('expect'), actual)
  })
}

/** What a file expects and nothing computes differs. */
function differing(expected: Fields, actual: ReadonlyMap<string, bigint | null>): readonly Mismatch[] {
  return expected.names().flatMap((name): readonly Mismatch[] => {
    const found = actual.get(name)
    if (typeof found === 'bigint') return wholeMismatches(name, expected.raw(name), found)
    return found === expected.raw(name) ? [] : [{ path: name, expected: expected.raw(name), actual: found }]
  })
}
