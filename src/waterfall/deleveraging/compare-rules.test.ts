import fc from 'fast-check'
import { expect, it } from 'vitest'
import { candidateRows, capsOf, deleverageRules, sum } from '../../../test/deleveraging.ts'
import { candidatesOf } from './candidates.ts'
import { outcomeUnder, type ComparedCase } from './compare-rules.ts'

const base = { gain: 300, margin: 100, notional: 1000, equity: 500, advance: 1.1, hedgedLoss: 0 }
const candidates = candidatesOf([
  { ...base, account: 'a', gain: 600 },
  { ...base, account: 'b', hedgedLoss: 250 },
])

const sideOf = (total: number, more: Partial<ComparedCase> = {}): ComparedCase => ({
  contract: 'BTC/USDT:USDT',
  winnerSide: 'short',
  candidates,
  lots: Float64Array.of(100, 80),
  need: { total },
  costPerLot: 2,
  ...more,
})

it('table: one position of 90 lots at 2 each', () => {
  const one = sideOf(90)
  const queue = outcomeUnder({ kind: 'queue', ranking: { kind: 'leveragedProfit' } }, [one])
  expect(queue).toMatchObject({
    needed: 180,
    given: 180,
    overshoot: 0,
    residual: 0,
    hit: 1,
    largestShare: 1,
    gini: 0.5,
    wholeOvershoot: 20,
  })
  expect(queue.accounts).toEqual([{ account: 'a', lots: 90, gives: 180, gain: 600 }])
  const shared = outcomeUnder({ kind: 'proRata' }, [one])
  expect(shared).toMatchObject({ hit: 2, brokenHedges: 1, wholeOvershoot: 180, mostOfCapacity: 0.2 })
  expect(outcomeUnder({ kind: 'hedgeAware' }, [one]).brokenHedges).toBe(0)
})

it('behavior: a wave of several positions counts an account once', () => {
  const both = [sideOf(10), sideOf(10, { contract: 'ETH/USDT:USDT' })]
  expect(outcomeUnder({ kind: 'proRata' }, both)).toMatchObject({ needed: 40, given: 40, hit: 2 })
  expect(outcomeUnder({ kind: 'proRata' }, [])).toMatchObject({ needed: 0, given: 0, hit: 0, gini: 0 })
})

it('table: closings of one side in a wave do not take the same gain twice', () => {
  const queue = { kind: 'queue', ranking: { kind: 'leveragedProfit' } } as const
  const found = outcomeUnder(queue, [sideOf(90), sideOf(20)])
  // The first has 100 lots: the rest falls to the second, whoever was asked first each time.
  expect(found.accounts.map(({ account, lots, gain }) => [account, lots, gain])).toEqual([
    ['a', 100, 600],
    ['b', 10, 300],
  ])
  // At 10 a lot its gain pays for 60 lots, and that of the second for 30.
  const dear = outcomeUnder(queue, [sideOf(50, { costPerLot: 10 }), sideOf(50, { costPerLot: 10 })])
  expect(dear).toMatchObject({ needed: 1_000, given: 900, residual: 100, mostOfCapacity: 1 })
})

it('property: no rule takes more than needed, and what it lacks is the residual; nobody gives more than it won', () => {
  fc.assert(
    fc.property(
      candidateRows,
      fc.constantFrom(...deleverageRules),
      fc.array(fc.integer({ min: 0, max: 1200 }), { minLength: 1, maxLength: 4 }),
      (rows, rule, parts) => {
        const found = candidatesOf(rows)
        const caps = capsOf(found).map((cap) => Math.floor(cap / 3))
        const totals = parts.map((permille) => Math.floor((sum(caps) * permille) / 1000))
        const outcome = outcomeUnder(
          rule,
          totals.map((total) => sideOf(total, { candidates: found, lots: caps, costPerLot: 3 })),
        )
        expect(outcome.overshoot).toBe(0)
        expect(outcome.given + outcome.residual).toBeCloseTo(totals.reduce((all, total) => all + total, 0) * 3, 6)
        expect(outcome.mostOfCapacity).toBeLessThanOrEqual(1)
      },
    ),
  )
})
