import { describe, expect, test, vi } from 'vitest'
import { startMarginDrive, tenthModel, type MarginDrive } from '../../../test/margin-drive.ts'
import { seconds } from '../../base/time.ts'
import type { DeleverageRule } from '../../waterfall/deleveraging/deleverage-rule.ts'
import { deleveragingViewOf, queueContractsOf, queuePlacesOf } from './deleveraging-view.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const contract = 'BTC/USDT:USDT'

/** A fund of 1,000, and shorts that have won 100 and 50 at a mark of 9,900. */
function start(rule: DeleverageRule, opening = 1_000): MarginDrive {
  const levels = { startAt: -0.3, stopAbove: -0.25, windowFor: seconds(28_800) }
  const drive = startMarginDrive(
    {},
    {
      deleveraging: { rule, levels, priceBoundBps: 1_000, waveApart: seconds(5) },
      waterfall: { layers: [{ kind: 'insuranceFund', opening }] },
    },
  )
  drive.open('a-calm', { cash: 90_000, lots: -1_000 })
  drive.open('bold', { cash: 1_000, lots: -500 })
  drive.open('long', { cash: 1_600, lots: 1_500 })
  drive.wait(1)
  drive.book({ mid: 99_000 })
  drive.tick()
  return drive
}

const places = (drive: MarginDrive) =>
  queuePlacesOf(drive.state, contract, 'short')?.map(({ place, account, gain, beginsAt, endsAt }) => [
    place,
    account,
    ...[gain, beginsAt, endsAt].map((money) => (money === undefined ? 'never' : Number(money.minor) / 1e6)),
  ])

test('behavior: contracts with a mark have places; without the rule none does', () => {
  const drive = start({ kind: 'proRata' })
  expect(queueContractsOf(drive.state)).toEqual([contract])
  drive.margin.marks.clear()
  expect(queueContractsOf(drive.state)).toEqual([])
  expect(queueContractsOf(startMarginDrive().state)).toEqual([])
})

describe('queuePlacesOf', () => {
  test('table: closed if the fund falls by what is left of it to the start, and what stands before', () => {
    expect(places(start({ kind: 'queue', ranking: { kind: 'leveragedProfit' } }))).toEqual([
      [1, 'bold', 50, 300, 350],
      [2, 'a-calm', 100, 350, 450],
    ])
    expect(places(start({ kind: 'proRata' }))).toEqual([
      [1, 'a-calm', 100, 300, 450],
      [2, 'bold', 50, 300, 450],
    ])
    expect(places(start({ kind: 'equalLoss' }))).toEqual([
      [1, 'bold', 50, 300, 400],
      [2, 'a-calm', 100, 300, 450],
    ])
    expect(places(start({ kind: 'cappedProRata', mostFraction: 0.5 }))?.map((row) => row[4])).toEqual([375, 375])
  })

  test('behavior: with an empty fund nothing stands before them', () => {
    expect(places(start({ kind: 'proRata' }, 0))?.map((row) => row.slice(3))).toEqual([
      [0, 150],
      [0, 150],
    ])
  })

  test('behavior: the other side has won nothing, and what is not there has no places', () => {
    const drive = start({ kind: 'proRata' })
    expect(queuePlacesOf(drive.state, contract, 'long')).toEqual([])
    expect(queuePlacesOf(drive.state, 'other', 'long')).toBeUndefined()
    expect(queuePlacesOf(startMarginDrive().state, contract, 'long')).toBeUndefined()
  })
})

describe('deleveragingViewOf', () => {
  test('behavior: what the fund says, and the waves', () => {
    const drive = start({ kind: 'proRata' }, 0)
    expect(deleveragingViewOf(drive.state)).toMatchObject({
      rule: 'proRata',
      isOn: true,
      why: 'exhausted',
      untilStart: { minor: 0n },
      waves: [],
    })
    drive.book({ mid: 93_000 })
    drive.wait(1)
    drive.book({ mid: 88_000 })
    const view = deleveragingViewOf(drive.state)
    expect(view).toMatchObject({ waveCount: 1, waves: [{ number: 1, accounts: 1, closings: 2 }] })
    expect(view?.waves[0]?.covered).toEqual(view?.waves[0]?.needed)
    expect(deleveragingViewOf(startMarginDrive().state)).toBeUndefined()
  })

  test('behavior: how far the fund may still fall', () => {
    expect(deleveragingViewOf(start({ kind: 'proRata' }).state)).toMatchObject({ isOn: false, untilStart: { minor: 300_000_000n } })
  })
})
