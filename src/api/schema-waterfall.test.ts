import { expect, test, vi } from 'vitest'
import { fill } from '../../test/engine-drive.ts'
import { startMarginDrive, tenthModel } from '../../test/margin-drive.ts'
import type { LayerPolicy } from '../engine/loss/waterfall-policy.ts'
import { viewOf } from '../engine/view-of.ts'
import { viewSchema } from './schema.ts'
import { waterfallSchema } from './schema-waterfall.ts'
import { toWire } from './wire.ts'

vi.mock('../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const layers: readonly LayerPolicy[] = [
  { kind: 'defaulterMargin' },
  { kind: 'insuranceFund', opening: 100 },
  { kind: 'mutualFund', order: 'together', beside: { tranche: 'second', opening: 57.5 } },
  { kind: 'assessments', order: 'together', perDefault: 2, perPeriod: 2, periodBusinessDays: 20, periodAtMostMonths: 3 },
  { kind: 'ownMoney', tranche: 'last', opening: 200 },
]

/** An account that cannot pay 1,050: see the engine's own tests of the waterfall. */
test('behavior: the waterfall of a run passes its schema with every member it has, and says what layers opened with', () => {
  const drive = startMarginDrive({}, { waterfall: { layers } })
  drive.book({ mid: 100_000 })
  drive.open('payer', { cash: 4_000 })
  drive.send({ kind: 'contributionPaid', at: drive.now(), account: 'payer', minor: '300000000' })
  drive.open('long', { cash: 1_000, lots: 1_000 })
  const order = (): string => drive.member('long').liquidation?.orderId ?? ''
  drive.wait(1)
  drive.book({ mid: 80_000 })
  drive.report(order(), fill(80_000, 500, 0))
  drive.wait(1)
  drive.tick()
  drive.report(order(), fill(79_000, 500, 0))
  const view = viewOf(drive.state)
  const waterfall = toWire(view?.losses?.waterfall)
  expect(waterfallSchema.strict().parse(waterfall)).toStrictEqual(waterfall)
  expect(viewSchema.parse(toWire(view)).losses?.waterfall).toStrictEqual(waterfall)
  const money = (amount?: Readonly<{ minor: string }>): number | undefined =>
    amount === undefined ? undefined : Number(amount.minor) / 1e6
  expect(waterfall?.layers.map(({ layer, opening, holds, paid }) => [layer, money(opening), money(holds), money(paid)])).toEqual([
    ['defaulterMargin', undefined, undefined, 0],
    ['insuranceFund', 100, 0, 100],
    ['mutualFund', 57.5, 0, 357.5],
    ['assessments', undefined, undefined, 592.5],
    ['ownMoney:last', 200, 200, 0],
  ])
  expect(waterfall?.period).toMatchObject({ defaults: 1 })
})
