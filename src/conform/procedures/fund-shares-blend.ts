import { backstopThreshold, wholeThreshold } from '../../waterfall/shares/backstop-threshold.ts'
import { blendExitLevels, stepExitStatus, type ExitStatus } from '../../waterfall/shares/exit-queue.ts'
import type { Fields } from '../fields.ts'
import type { CaseOutcome } from '../procedure.ts'
import type { Mismatch } from '../vector-file.ts'
import { wholeMismatches } from '../whole-number.ts'

/**
 * The threshold and the status machine of Blend's backstop, where a file has them.
 *
 * @example
 * blendBackstopCases(document).length
 */
export function blendBackstopCases(document: Fields): readonly CaseOutcome[] {
  return [
    ...(document.has('backstopThreshold') ? document.rows('backstopThreshold').map(thresholdCase) : []),
    ...(document.has('statusMachine') ? document.rows('statusMachine').map((_row, index, rows) => statusCase(rows, index)) : []),
  ]
}

function thresholdCase(row: Fields): CaseOutcome {
  const [first, second] = ['blnd', 'usdc'].map((name) => BigInt(Math.round(row.number(name) * Number(wholeThreshold))))
  const actual = backstopThreshold(first as bigint, second as bigint)
  const name = `threshold of ${row.number('blnd')} and ${row.number('usdc')}`
  return { name, mismatches: wholeMismatches('expected7dp', row.raw('expected7dp'), actual) }
}

const statuses: readonly ExitStatus[] = ['activeByOperator', 'active', 'onIceByOperator', 'onIce', 'frozenByOperator', 'frozen', 'setup']

/** The queue's share of all shares, with seven decimals, at and next to each level. */
const queues = [0, 0.3, 0.5, 0.6, 0.75, 1].flatMap((level) => [-1, 0, 1].map((step) => Math.round(level * 1e7) + step))

/** Rows are tried in order, and the first whose words hold for a queue says where a status goes: our machine goes there too. */
function statusCase(rows: readonly Fields[], index: number): CaseOutcome {
  const row = rows[index] as Fields
  const mismatches: Mismatch[] = []
  for (const from of numbersOf(row.text('from')).map((number) => statuses[number] as ExitStatus)) {
    const earlier = rows.slice(0, index).filter((other) => numbersOf(other.text('from')).includes(statuses.indexOf(from)))
    for (const queued of queues.filter((count) => count >= 0 && count <= 1e7)) {
      for (const thresholdMet of [true, false]) {
        const holds = (each: Fields): boolean => wordsHold(each.text('if'), queued, thresholdMet)
        if (!holds(row) || earlier.some(holds)) continue
        const reading = { queuedShares: BigInt(queued), totalShares: 10_000_000n, thresholdMet }
        const stepped = stepExitStatus(from, reading, blendExitLevels)
        const actual = stepped.ok ? String(statuses.indexOf(stepped.value)) : 'error'
        const expected = row.text('to').startsWith('error') ? 'error' : String(numbersOf(row.text('to'))[0])
        if (actual !== expected) mismatches.push({ path: `${from} at ${queued}, threshold met ${thresholdMet}`, expected, actual })
      }
    }
  }
  return { name: `${row.text('from')} if ${row.text('if')}`, mismatches }
}

/** The numbers in brackets: `Active(1)/OnIce(3)` names 1 and 3. */
function numbersOf(text: string): readonly number[] {
  return [...text.matchAll(/\((\d)\)/g)].map((match) => Number(match[1]))
}

/** Whether words such as `!metThreshold || q4w>=50%` hold. `else` and `any` always do. */
function wordsHold(words: string, queued: number, thresholdMet: boolean): boolean {
  return words.split('||').some((part) => {
    const term = part.trim()
    const level = /^q4w\s*>=\s*([\d.]+)%$/.exec(term)?.[1]
    if (level !== undefined) return queued >= Number(level) * 1e5
    if (term === '!metThreshold') return !thresholdMet
    return term === 'else' || term === 'any'
  })
}
