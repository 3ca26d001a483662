import { expect, it } from 'vitest'
import { candidatesOf } from './candidates.ts'
import { brokenHedges } from './hedges.ts'

const broken = (row: Readonly<{ gain: number; hedgedLoss: number }>, share: number, cap: number): number =>
  brokenHedges(
    candidatesOf([{ account: 'a', margin: 0, notional: 0, equity: 0, advance: 1, ...row }]),
    Float64Array.of(share),
    Float64Array.of(cap),
  )

it.each([
  // Of a gain of 100 that hedges 40, six tenths of the cap are free.
  ['all of the free part', { gain: 100, hedgedLoss: 40 }, 6, 10, 0],
  ['less than a unit beyond it', { gain: 100, hedgedLoss: 40 }, 6.9, 10, 0],
  ['a unit beyond it', { gain: 100, hedgedLoss: 40 }, 7, 10, 1],
  ['nothing of a gain that hedges all of itself', { gain: 100, hedgedLoss: 100 }, 0, 0, 0],
  ['a unit of a gain that hedges more than itself', { gain: 100, hedgedLoss: 250 }, 1, 10, 1],
  ['everything of a gain that hedges nothing', { gain: 100, hedgedLoss: 0 }, 10, 8, 0],
  ['what was taken of someone that has won nothing', { gain: 0, hedgedLoss: 40 }, 5, 0, 0],
  ['what was taken of someone that has lost', { gain: -100, hedgedLoss: 40 }, 5, 10, 0],
  ['a share of nothing, whatever the cap', { gain: 100, hedgedLoss: 250 }, 0, -10, 0],
])('table: %s', (_name, row, share, cap, expected) => {
  expect(broken(row, share, cap)).toBe(expected)
})

it('default: hedges are counted one by one, over as many shares as there are', () => {
  const row = { margin: 0, notional: 0, equity: 0, advance: 1, gain: 10, hedgedLoss: 10 }
  const three = candidatesOf(['a', 'b', 'c'].map((account) => ({ ...row, account })))
  expect(brokenHedges(three, Float64Array.of(5, 0, 5), Float64Array.of(10, 10, 10))).toBe(2)
  expect(brokenHedges(three, new Float64Array(0), new Float64Array(0))).toBe(0)
})
