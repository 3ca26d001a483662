import { expect, test } from 'vitest'
import { inDays, madeAccount, madeSnapshot } from '../../test/margin.ts'
import { marginModelNames } from './margin-model.ts'
import { marginModelOf } from './model-catalogue.ts'
import { derivePmrm2 } from './models/derive-pmrm2.ts'
import { valueAccount } from './account/value-account.ts'

test('behavior: a model in the catalogue has the name it stands under', () => {
  for (const name of marginModelNames) expect(marginModelOf(name).name).toBe(name)
})

test('behavior: figures that left the range of floats are refused', () => {
  const made = madeSnapshot()
  const expiries = new Map([[inDays(10), { variableForward: 60_000, fixedForward: 0, rate: 1e9, confidence: 1 }]])
  const snapshot = { ...made, underlyings: new Map([['BTC', { indexPrice: 60_000, confidence: 1, expiries }]]) }
  const valued = valueAccount(madeAccount({ positions: [{ contract: 'BTC-10D-60000-C', size: 1 }] }), snapshot)
  if (!valued.ok) throw new Error(valued.refusal.reason)
  const bare = derivePmrm2.assess(valued.value, snapshot)
  expect(bare.ok && Number.isNaN(bare.value.initialMargin)).toBe(true)
  const refusal = { account: 'fund-7', reason: 'numberTooLarge', found: 'NaN' }
  expect(marginModelOf('derive-pmrm2').assess(valued.value, snapshot)).toEqual({ ok: false, refusal })
})
