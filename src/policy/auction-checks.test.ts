import { describe, expect, test } from 'vitest'
import { seconds } from '../base/time.ts'
import { auctionChecks } from './auction-checks.ts'
import { auctionSchema } from './auction-schema.ts'
import { toAuction } from './to-auction.ts'

const plain = {
  leaveBook: { noBidsForSeconds: 30, insolvent: true },
  rounds: ['batch', 'dutch'],
  parts: 100,
  mostDiscountBps: 500,
  leastBidders: 2,
  batchSeconds: 5,
  dutch: { startShare: 0.98, fastEndShare: 0.8, fastSeconds: 600, slowSeconds: 7_200, insolventSeconds: 600 },
}

describe('auctionChecks', () => {
  const about = (changes: object): readonly string[] =>
    auctionChecks({ margin: {}, auction: { ...plain, ...changes } }).map(({ level, expected }) => `${level}: ${expected}`)

  test.each([
    [{}, []],
    [{ dutch: { ...plain.dutch, fastEndShare: 0.98 } }, []],
    [{ dutch: { ...plain.dutch, fastEndShare: 0.981 } }, ['fault: at most startShare, 0.98: a falling price does not rise']],
    [{ mostDiscountBps: 0 }, ['warning: above 0: at 0 bidders are given nothing for the risk they take']],
    [{ leastBidders: 1 }, ['warning: at least 2: a lone bidder in a batch names its own price']],
    [{ leastBidders: 1, rounds: ['dutch'] }, []],
  ])('table: %j', (changes, expected) => {
    expect(about(changes)).toEqual(expected)
  })

  test('behavior: auctions need margin; silent about a policy without them, and about what is missing', () => {
    expect(auctionChecks({ auction: plain }).map(({ expected }) => expected)).toEqual([
      'a margin section: there is nothing to auction without one',
    ])
    expect(auctionChecks({})).toEqual([])
    expect(auctionChecks({ margin: {}, auction: { dutch: 'x', rounds: 3 } })).toEqual([])
  })
})

describe('the section', () => {
  test('default: in core units', () => {
    expect(toAuction(auctionSchema.parse(plain))).toEqual({
      leaveBook: { noBidsFor: seconds(30), insolvent: true },
      rounds: ['batch', 'dutch'],
      parts: 100,
      mostDiscountBps: 500,
      leastBidders: 2,
      batchFor: seconds(5),
      dutch: { startShare: 0.98, fastEndShare: 0.8, fastFor: 600, slowFor: 7_200, insolventFor: 600 },
    })
  })

  test('behavior: what may be left out', () => {
    const file = auctionSchema.parse({
      ...plain,
      leaveBook: { ...plain.leaveBook, largestOfBook: 3 },
      rounds: [],
      startAgainAfterSeconds: 300,
    })
    expect(toAuction(file)).toMatchObject({ leaveBook: { largestOfBook: 3 }, rounds: [], startAgainAfter: seconds(300) })
  })

  test.each([
    [{ rounds: ['sealed'] }, false],
    [{ parts: 0 }, false],
    [{ parts: 1.5 }, false],
    [{ leastBidders: 0 }, false],
    [{ mostDiscountBps: 10_001 }, false],
    [{ mostDiscountBps: 10_000 }, true],
    [{ dutch: { ...plain.dutch, insolventSeconds: 0 } }, false],
    [{ zebra: 1 }, false],
  ])('table: %j may stand: %s', (changes, may) => {
    expect(auctionSchema.safeParse({ ...plain, ...changes }).success).toBe(may)
  })
})
