import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test, vi } from 'vitest'
import { fill, ofKind } from '../../../test/engine-drive.ts'
import { quickMargin, startMarginDrive, tenthModel } from '../../../test/margin-drive.ts'
import { insuranceFundAccount, lossMoneyOpening } from '../../accounting/loss-chart.ts'
import { houseAccounts } from '../../accounting/member-chart.ts'
import { seconds } from '../../base/time.ts'
import { openAccount } from '../../ledger/account.ts'
import { balanceOf } from '../../ledger/balance.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/concepts/liquidation.md'), 'utf8')

function money(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}

/** The page's example, played: one bitcoin bought at 10,000 with 1,000, marked at 9,400 with bids of 9,399 and 9,395. */
function played() {
  const liquidation = {
    ...quickMargin.liquidation,
    until: 'initial' as const,
    shareOfPosition: 1,
    sizing: 'justEnough' as const,
    penalty: { feeBps: 150, fundShare: 0.8 },
  }
  const drive = startMarginDrive({ liquidation, callDueFor: seconds(60) })
  openAccount(drive.state.ledger, lossMoneyOpening(insuranceFundAccount('USDT'), 'USDT'))
  drive.open('member', { cash: 1_000, lots: 1_000 })
  drive.wait(1)
  drive.book({ mid: 94_000 })
  drive.wait(61)
  drive.book({ bids: [93_990, 300, 93_950, 2_000], asks: [94_010, 2_000] })
  const before = drive.member('member').figures
  const [order] = ofKind(drive.tick().decisions, 'reductionOrdered')
  if (before === undefined || order?.size === undefined) throw new Error('the example sends an order of a size that is explained')
  const rest = order.lots - 300
  const penalties = [
    drive.report(order.effectId, fill(93_990, 300, rest, 2_819_700n)),
    drive.report(order.effectId, fill(93_950, rest, 0, BigInt(rest) * 9_395n)),
  ].flatMap(({ decisions }) => ofKind(decisions, 'positionReduced').map(({ penalty }) => penalty))
  drive.wait(0.5)
  drive.book({ bids: [93_950, 2_000 - rest], asks: [94_010, 2_000] })
  const paid = penalties.map((penalty) => Number((penalty?.fund.minor ?? 0n) + (penalty?.venue.minor ?? 0n)) / 1e6)
  const [fund, venue] = [insuranceFundAccount('USDT'), houseAccounts('USDT').liquidationFees].map(
    (account) => Number(balanceOf(drive.state.ledger, account)) / 1e6,
  )
  return { before, order: order.lots, size: order.size, paid, fund, venue, after: drive.member('member').figures }
}

test("behavior: the page's example is what the engine does", () => {
  const { before, order, size, paid, fund = 0, venue = 0, after } = played()
  const fees = 2.8197 + ((order - 300) * 9_395) / 1e6
  const rows: readonly (readonly [string, string])[] = [
    ['equity before', money(before.equity)],
    ['initial margin before', money(before.initialMargin)],
    ['closed', `${(order / 1_000).toFixed(3)} BTC`],
    ['mean price', money(size.averageTicks / 10)],
    ['middle of the book after it', money(9_400 + size.middleMoveTicks / 10)],
    ['penalties of the two fills', paid.map(money).join(' and ')],
    ['to the insurance fund', money(fund)],
    ['to the venue, with fees', money(venue)],
    ['equity after', money(after?.equity ?? Number.NaN)],
    ['initial margin after', money(after?.initialMargin ?? Number.NaN)],
  ]
  const table = [...page.matchAll(/^\| ([a-z][^|]*?) +\| ([^|`]*?\d[^|]*?) +\|$/gm)].map(([, name, value]) => [name, value])
  expect(table).toEqual(rows)
  expect(venue).toBeCloseTo(fees + paid.reduce((sum, one) => sum + one, 0) * 0.2, 5)
  // Just enough, and a lot less would not be.
  const surplus = (after?.equity ?? 0) - (after?.initialMargin ?? 0)
  expect(surplus).toBeGreaterThanOrEqual(0)
  expect(surplus).toBeLessThan(1)
})
