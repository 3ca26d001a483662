import { expect, test } from 'vitest'
import { amount } from '../base/amount.ts'
import { timeUs } from '../base/time.ts'
import type { DeleveragingView } from '../engine/loss/deleveraging-view.ts'
import { deleveragingSchema } from './schema-deleveraging.ts'
import { toWire } from './wire.ts'

test('behavior: the view passes with every member it has', () => {
  const money = amount('USDT', 100_000_000n)
  const wave = { number: 1, startedAt: timeUs(5), lastAt: timeUs(9), needed: money, covered: money, accounts: 1, closings: 2 }
  const view: DeleveragingView = { rule: 'proRata', isOn: true, why: 'fell', ratio: -0.31, untilStart: money, waveCount: 1, waves: [wave] }
  expect(deleveragingSchema.strict().parse(toWire(view))).toStrictEqual(toWire(view))
})
