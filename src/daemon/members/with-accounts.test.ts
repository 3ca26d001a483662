import { expect, test } from 'vitest'
import { opening } from '../../../test/margin-drive.ts'
import { feedOf } from '../../../test/run-feed.ts'
import { marketStart, smallMarket } from '../../../test/small-run.ts'
import { timeUs } from '../../base/time.ts'
import type { MemberInput } from '../../engine/margin/member-input.ts'
import { withAccounts } from './with-accounts.ts'

const market = smallMarket({ seed: 7, seconds: 10 })
const start = { ...opening('a', { cash: 5, lots: 0, btc: 0 }), at: timeUs(0) }
const deposit = (microseconds: number): MemberInput => ({
  kind: 'depositConfirmed',
  at: timeUs(marketStart + microseconds),
  account: 'a',
  asset: 'USDT',
  minor: String(microseconds + 1),
})

test('behavior: accounts come after the first input of the market, the rest in its place in time, the market whole and in order', async () => {
  const timed = [deposit(0), deposit(600_000), deposit(600_001), deposit(60_000_000)]
  const feed = withAccounts(feedOf(market), { atStart: [start], timed, text: 'x' })
  const inputs = []
  for await (const batch of feed.inputs) inputs.push(...batch)
  expect(inputs.slice(0, 2).map(({ kind }) => kind)).toEqual(['bookSnapshotReceived', 'accountOpened'])
  expect(inputs[1]?.at).toBe(marketStart)
  for (const [i, input] of inputs.entries()) expect(input.at >= (inputs[i - 1]?.at ?? 0)).toBe(true)
  expect(inputs.filter((input) => 'market' in input)).toEqual(market)
  expect(inputs.filter(({ kind }) => kind === 'depositConfirmed')).toEqual(timed.slice(0, 3))
})

test('behavior: another file is another run', () => {
  const identity = (text: string): string => withAccounts(feedOf(market), { atStart: [start], timed: [], text }).identity
  expect(new Set([feedOf(market).identity, identity('x'), identity('y')]).size).toBe(3)
})
