import { afterAll, describe, expect, test } from 'vitest'
import { testFolder } from '../../../test/feed-files.ts'
import { chainAt, chainCsv } from '../../../test/option-chain.ts'
import { createChainSource } from './chain-source.ts'

const folder = testFolder()
afterAll(() => {
  folder.remove()
})

/** Daily closes up to and after the made chain's day. */
const closes = [
  'date,close',
  ...Array.from({ length: 40 }, (_, day) => `${new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)},${50_000 + 100 * day}`),
]

describe('snapshots of chains', () => {
  const chains = folder.write('chains.csv', chainCsv())
  const source = { chains, underlying: 'BTC', returns: folder.write('closes.csv', closes.join('\n')), dailyVolume: 30_000 }

  test('default: contracts as they are listed, with the volume and the returns of days that had ended', async () => {
    const snapshot = await createChainSource({ ...source, contracts: 'asListed' })(chainAt)
    expect(snapshot.contracts.get('BTC-PERPETUAL')).toMatchObject({ payoff: 'inverse', multiplier: 10 })
    const market = snapshot.underlyings.get('BTC')
    expect(market?.dailyVolume).toBe(30_000)
    // The chain is of 5 February: the close of that day is not known, that of the 4th is, which ends 34 returns from 1 January.
    expect(market?.dailyReturns).toHaveLength(34)
  })

  test('behavior: taken as linear, each contract is one coin', async () => {
    const snapshot = await createChainSource({ ...source, contracts: 'asLinear' })(chainAt)
    expect(snapshot.contracts.get('BTC-PERPETUAL')).toMatchObject({ payoff: 'linear', multiplier: 1 })
  })

  test('behavior: without files of returns a market has none', async () => {
    const market = (await createChainSource({ chains, underlying: 'BTC', contracts: 'asListed' })(chainAt)).underlyings.get('BTC')
    expect(market).not.toHaveProperty('dailyReturns')
    expect(market).not.toHaveProperty('dailyVolume')
  })
})
