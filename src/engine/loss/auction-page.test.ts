import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test, vi } from 'vitest'
import { inAuction, insolventInAuction, lotsOf, type AuctionDrive } from '../../../test/auction-drive.ts'
import { tenthModel } from '../../../test/margin-drive.ts'
import { countedAt } from '../../waterfall/auction/biddable-clock.ts'
import { solventMultiplier } from '../../waterfall/auction/portfolio-auction.ts'
import { liquidationTarget } from '../margin/liquidation-target.ts'
import type { MarginFigures } from '../margin/margin-decision.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/concepts/auction.md'), 'utf8')

function money(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}

function figuresOf(drive: AuctionDrive): MarginFigures {
  const { figures } = drive.member('long')
  if (figures === undefined) throw new Error('the example can be valued')
  return figures
}

function targetOf(drive: AuctionDrive): number {
  const policy = drive.state.terms?.policy.margin
  if (policy === undefined) throw new Error('the example has margin')
  return liquidationTarget(figuresOf(drive), policy)
}

test("behavior: the page's example is what the engine does", () => {
  const drive = inAuction({ rounds: ['dutch'] })
  drive.pass(10)
  const [before, target] = [figuresOf(drive), targetOf(drive)]
  const policy = drive.state.terms?.policy.auction
  const asked = policy && solventMultiplier({ ...policy.dutch, bufferShare: 0 }, countedAt(drive.auction().clock, drive.now()) / 1e6)
  drive.bid('maker', 10, 0)
  const [sale] = drive.bodies('portfolioTransferred')
  if (sale === undefined || asked === undefined) throw new Error('the example sells')
  const paid = Number(sale.discount.minor) / 1e6
  const rows: readonly (readonly [string, string])[] = [
    ['equity before', money(before.equity)],
    ['maintenance margin', money(before.maintenanceMargin)],
    ['liquidation ends at', money(target)],
    ['share of worth asked', `${asked * 100} %`],
    ['discount for all of it', money((paid / sale.parts) * 10)],
    ['in bps of the notional', money(sale.discountBps)],
    ['parts sold of ten', String(sale.parts)],
    ['discount paid', money(paid)],
    ['equity after', money(figuresOf(drive).equity)],
    ['liquidation ends at then', money(targetOf(drive))],
    ['bitcoin the maker holds', (lotsOf(drive, 'maker') / 1_000).toFixed(3)],
  ]
  const table = [...page.matchAll(/^\| (.+?) +\| (.+?) +\|$/gm)].map(([, what, figure]) => [what, figure]).slice(2)
  expect(table).toEqual(rows)
})

test("behavior: the page's insolvent figures are what the engine does", () => {
  const drive = insolventInAuction()
  const { equity, maintenanceMargin } = figuresOf(drive)
  drive.pass(50)
  drive.bid('maker', 10, 0)
  const [sale] = drive.bodies('portfolioTransferred')
  const [owed] = drive.bodies('shortfallRealised')
  for (const [words, figure] of [
    ['worth', money(equity)],
    ['short of', money(maintenanceMargin - equity)],
    ['given', money(Number(sale?.discount.minor) / 1e6)],
    ['owed', money(Number(owed?.amount.minor) / 1e6)],
  ] as const)
    expect(page.replaceAll('\n', ' ')).toContain(`${words} ${figure}`)
})
