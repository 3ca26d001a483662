import fc from 'fast-check'
import { expect, it } from 'vitest'
import { candidateRows, capsOf, deleverageRules, sum } from '../../../test/deleveraging.ts'
import { candidatesOf } from './candidates.ts'
import { outcomeUnder } from './compare-rules.ts'

const base = { gain: 300, margin: 100, notional: 1000, equity: 500, advance: 1.1, hedgedLoss: 0 }
const candidates = candidatesOf([
  { ...base, account: 'a', gain: 600 },
  { ...base, account: 'b', hedgedLoss: 250 },
])

it('table: one position of 90 lots at 2 each', () => {
  const one = { candidates, need: { total: 90, caps: Float64Array.of(100, 80) }, costPerLot: 2 }
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
  const one = { candidates, need: { total: 10, caps: Float64Array.of(100, 80) }, costPerLot: 2 }
  expect(outcomeUnder({ kind: 'proRata' }, [one, one])).toMatchObject({ needed: 40, given: 40, hit: 2 })
  expect(outcomeUnder({ kind: 'proRata' }, [])).toMatchObject({ needed: 0, given: 0, hit: 0, gini: 0 })
})

it('property: no rule takes more than needed, and what it lacks is the residual', () => {
  fc.assert(
    fc.property(candidateRows, fc.constantFrom(...deleverageRules), fc.integer({ min: 0, max: 1200 }), (rows, rule, permille) => {
      const found = candidatesOf(rows)
      const caps = capsOf(found).map((cap) => Math.floor(cap / 3))
      const total = Math.floor((sum(caps) * permille) / 1000)
      const outcome = outcomeUnder(rule, [{ candidates: found, need: { total, caps }, costPerLot: 3 }])
      expect(outcome.overshoot).toBe(0)
      expect(outcome.given + outcome.residual).toBeCloseTo(total * 3, 6)
    }),
  )
})
