import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { startAuctionDrive } from '../../../test/auction-drive.ts'
import { tenthModel } from '../../../test/margin-drive.ts'
import { houseAccounts } from '../../accounting/member-chart.ts'
import { InvariantError } from '../../base/assert.ts'
import { balanceOf } from '../../ledger/balance.ts'
import { giverSide, lotsOfParts, partsOf, takerSide } from './portfolio-parts.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

describe('parts of a portfolio', () => {
  test.each([
    [[250, -40], 100, 40],
    [[250, -40], 40, 40],
    [[250, -40], 39, 39],
    [[-1], 100, 1],
    [[], 7, 7],
  ])('table: %j in at most %i parts', (lots, most, parts) => {
    expect(
      partsOf(
        lots.map((each) => ({ lots: each })),
        most,
      ),
    ).toBe(parts)
  })

  test.each([
    [-250, 1, 40, -6],
    [250, 1, 40, 6],
    [250, 40, 40, 250],
    [250, 0, 40, 0],
    [3, 1, 4, 0],
    [9_007_199_254_740_991, 9_999, 10_000, 9_006_298_534_815_516],
  ])('table: of %i lots %i of %i parts are %i', (lots, parts, of, moved) => {
    expect(lotsOfParts(lots, { parts, of })).toBe(moved)
  })

  test('error: more parts than there are', () => {
    expect(() => lotsOfParts(5, { parts: 3, of: 2 })).toThrow(InvariantError)
  })

  test('property: parts taken one after another are all of it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9_999, max: 9_999 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 9 }),
        (lots, takes) => {
          let left = takes.reduce((sum, parts) => sum + parts, 0)
          let held = lots
          for (const parts of takes) {
            held -= lotsOfParts(held, { parts, of: left })
            left -= parts
          }
          expect(held).toBe(0)
        },
      ),
    )
  })

  test('table: whoever takes a long buys, whoever gives it up sells', () => {
    const long = { contract: 'c', lots: 6, ticks: 9 }
    expect([takerSide(long).side, giverSide(long).side]).toEqual(['buy', 'sell'])
    expect([takerSide({ ...long, lots: -6 }), giverSide({ ...long, lots: -6 })]).toEqual([
      { side: 'sell', lots: 6, ticks: 9 },
      { side: 'buy', lots: 6, ticks: 9 },
    ])
  })
})

describe('a portfolio of two contracts', () => {
  const eth = 'ETH-PERP'

  /** One bitcoin long at 10,000 and 20 ether short at 300 in whole lots of one; then 9,500 and 330: equity 1,000 - 500 - 600 = -100. */
  const twoSided = () => {
    const drive = startAuctionDrive({ rounds: ['dutch'], parts: 7 })
    const at = drive.now()
    const contract = { id: eth, kind: 'perpetual', underlying: 'ETH', multiplier: 1, lotSize: 1, payoff: 'linear' } as const
    drive.send({ kind: 'contractListed', at, contract, tickUnits: 1, priceDecimals: 1, lotUnits: 1, sizeDecimals: 0 })
    const marked = (price: number): void => {
      const indexes = [{ underlying: 'ETH', indexPrice: price, confidence: 1 }]
      drive.send({
        kind: 'marksChanged',
        at: drive.now(),
        indexes,
        contracts: [{ contract: eth, markPrice: price, confidence: 1 }],
        assets: [],
      })
    }
    marked(300)
    const positions = [
      { contract: 'BTC/USDT:USDT', lots: 1_000, ticks: 100_000 },
      { contract: eth, lots: -20, ticks: 3_000 },
    ]
    const money = [{ asset: 'USDT', minor: '1000000000' }]
    drive.send({ kind: 'accountOpened', at, account: 'long', money, positions })
    drive.wait(1)
    drive.book({ mid: 95_000 })
    marked(330)
    return drive
  }

  test('behavior: every position moves to the side it was on, at its mark, and clearing ends where it began', () => {
    const drive = twoSided()
    const clearing = balanceOf(drive.state.ledger, houseAccounts('USDT').clearing)
    drive.bid('maker', 3, 0)
    expect(drive.bodies('portfolioTransferred')[0]?.positions).toEqual([
      { contract: 'BTC/USDT:USDT', lots: 428, ticks: 95_000 },
      { contract: eth, lots: -8, ticks: 3_300 },
    ])
    drive.bid('taker', 4, 0)
    const held = (account: string) =>
      [...drive.member(account).positions].map(([contract, { lots, costMinor }]) => [contract, lots, costMinor])
    expect(held('maker')).toEqual([
      ['BTC/USDT:USDT', 428, 4_066_000_000n],
      [eth, -8, 2_640_000_000n],
    ])
    expect(held('taker')).toEqual([
      ['BTC/USDT:USDT', 572, 5_434_000_000n],
      [eth, -12, 3_960_000_000n],
    ])
    expect(held('long')).toEqual([])
    // The other side of what was lost: the member paid 1,000, and 100 are a shortfall.
    expect(balanceOf(drive.state.ledger, houseAccounts('USDT').clearing) - clearing).toBe(1_100_000_000n)
    expect(drive.bodies('shortfallRealised')).toMatchObject([{ amount: { minor: 100_000_000n } }])
  })
})

test('behavior: an account of few lots is sold in as many parts', () => {
  const drive = startAuctionDrive()
  drive.fall({ cash: 3, lots: 3, to: 94_000, noBids: true })
  drive.pass(5)
  expect(drive.auction().parts).toBe(3)
})
