import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { fieldsOf } from '../fields.ts'
import { wholeMismatches } from '../whole-number.ts'
import { driftLiquidationCalls } from './drift-liquidation.ts'

type Row = Readonly<{ fn: string; in: unknown; out: unknown }>

function answer({ fn, in: inputs }: Row): bigint | string | readonly bigint[] {
  const found = driftLiquidationCalls[fn]?.(fieldsOf(inputs, { file: 'drift', place: fn }))
  if (found === undefined) return 'no such call'
  return found.ok ? found.value : 'error'
}

test.skipIf(!hasShared)('vectors: drift_liquidation_insurance, its calls that are not shares of the fund', () => {
  const { calls } = JSON.parse(readFileSync(sharedFile('vectors/venues/drift_liquidation_insurance.json'), 'utf8')) as {
    calls: readonly Row[]
  }
  const ours = calls.filter(({ fn }) => !fn.startsWith('if_shares_'))
  expect(ours.length).toBeGreaterThan(15)
  expect(ours.flatMap((row) => wholeMismatches(row.fn, row.out, answer(row)))).toEqual([])
})

const slots = { base_liquidation_fee: 20_000, max_liquidation_fee: 50_000, last_active_slot: 0 }

test.each<readonly [string, Row]>([
  [
    'nobody holds what a loss is spread over',
    { fn: 'funding_rate_delta_to_resolve_bankruptcy', in: { loss: -1, base_long: 0, base_short: 0 }, out: 'error' },
  ],
  [
    'the fee does not rise in the last slot of ten minutes',
    { fn: 'liquidation_fee_by_elapsed_slots', in: { ...slots, current_slot: 1_499 }, out: 20_000 },
  ],
  ['after it, by all slots that passed', { fn: 'liquidation_fee_by_elapsed_slots', in: { ...slots, current_slot: 1_500 }, out: 21_500 }],
  ['up to the most', { fn: 'liquidation_fee_by_elapsed_slots', in: { ...slots, current_slot: 100_000 }, out: 50_000 }],
  ['a discount', { fn: 'liquidation_multiplier', in: { liquidation_fee: 10_000, multiplier_type: 'Discount' }, out: 990_000 }],
])('table: %s', (_name, row) => {
  expect(wholeMismatches(row.fn, row.out, answer(row))).toEqual([])
})
