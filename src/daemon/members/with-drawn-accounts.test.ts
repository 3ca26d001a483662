import { describe, expect, test } from 'vitest'
import { feedOf } from '../../../test/run-feed.ts'
import { smallMarket } from '../../../test/small-run.ts'
import { loadPolicy } from '../../policy/load.ts'
import { InputFault } from '../../base/fault.ts'
import type { AccountOpened } from '../../engine/margin/member-input.ts'
import { withDrawnAccounts, type DrawnAccounts } from './with-drawn-accounts.ts'

const market = smallMarket({ seed: 7, seconds: 60 })

async function inputsOf(
  count: number,
  seed = 1,
  policy: DrawnAccounts['policy'] = {},
): Promise<readonly Readonly<{ kind: string; at: number }>[]> {
  const read: Readonly<{ kind: string; at: number }>[] = []
  for await (const batch of withDrawnAccounts(feedOf(market), { count, seed, policy }).inputs) read.push(...batch)
  return read
}

describe('withDrawnAccounts', () => {
  test('behavior: accounts come right after the first price, at its time, and the market goes on unchanged', async () => {
    const inputs = await inputsOf(50)
    const opened = inputs.filter((input): input is AccountOpened => input.kind === 'accountOpened')
    expect(opened).toHaveLength(50)
    const first = inputs.findIndex(({ kind }) => kind === 'accountOpened')
    expect(new Set(opened.map(({ at }) => at))).toEqual(new Set([inputs[first - 1]?.at]))
    expect(inputs.slice(first, first + 50).every(({ kind }) => kind === 'accountOpened')).toBe(true)
    const others: unknown[] = []
    for await (const batch of feedOf(market).inputs) others.push(...batch)
    expect(inputs.filter(({ kind }) => kind !== 'accountOpened')).toEqual(others)
  })

  test('behavior: another count or seed is another run', async () => {
    const identities = [
      { count: 50, seed: 1 },
      { count: 51, seed: 1 },
      { count: 50, seed: 2 },
    ].map((drawn) => withDrawnAccounts(feedOf(market), { ...drawn, policy: {} }).identity)
    expect(new Set(identities).size).toBe(3)
    expect(withDrawnAccounts(feedOf(market), { count: 50, seed: 1, policy: {} }).label).toMatch(/with 50 drawn accounts$/)
    expect(await inputsOf(50, 2)).not.toEqual(await inputsOf(50, 1))
  })

  test('behavior: providers commit where there are auctions, members contribute where there is a mutual fund', async () => {
    const kinds = async (name: string): Promise<readonly string[]> => {
      const inputs = await inputsOf(50, 1, loadPolicy(name).policy)
      return [...new Set(inputs.map(({ kind }) => kind))].filter((kind) => kind === 'standingBidsChanged' || kind === 'contributionPaid')
    }
    expect(await kinds('margined-perpetual')).toEqual([])
    expect(await kinds('clearing-house')).toContain('contributionPaid')
    expect(await inputsOf(50, 1, { auction: {} as never })).toContainEqual(expect.objectContaining({ kind: 'standingBidsChanged' }))
  })

  test('error: a market that is not linear', () => {
    const feed = feedOf(market)
    const [instrument] = feed.instruments
    if (instrument === undefined) throw new Error('the small market has an instrument')
    const inverse = { ...feed, instruments: [{ ...instrument, payoff: 'inverse' as const }] }
    expect(() => withDrawnAccounts(inverse, { count: 50, seed: 1, policy: {} })).toThrow(InputFault)
    expect(() => withDrawnAccounts({ ...feed, instruments: [] }, { count: 50, seed: 1, policy: {} })).toThrow(/found no market/)
  })
})
