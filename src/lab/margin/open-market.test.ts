import { afterAll, describe, expect, test } from 'vitest'
import { faultOf, testFolder } from '../../../test/feed-files.ts'
import { madeAccount } from '../../../test/margin.ts'
import { chainAt, chainCsv, madeChain } from '../../../test/option-chain.ts'
import { timeUs } from '../../base/time.ts'
import { valueAccount } from '../../margin/account/value-account.ts'
import { openMarket, type MarketChoice } from './open-market.ts'

const folder = testFolder()
afterAll(() => folder.remove())
const btc = folder.write('btc.csv', chainCsv())
const eth = folder.write('eth.csv', chainCsv({ ...madeChain(), underlying: 'ETH' }))
const document = folder.write('market.yaml', 'at: 2026-02-05\nunderlyings: { BTC: { index: 1 }, ETH: { index: 1 } }')
const closes = folder.write('closes.csv', ['date,close', ...[1, 2, 3, 4].map((day) => `2026-02-0${day},${100 + day}`)].join('\n'))

const held = (...contracts: readonly string[]) => madeAccount({ positions: contracts.map((contract) => ({ contract, size: 1 })) })
const open = async (choice: Partial<MarketChoice>) =>
  openMarket({ files: [btc], underlyings: [], accounts: [], contracts: 'asListed', returns: [], dailyVolumes: [], ...choice })

describe('openMarket', () => {
  test('default: the coins that the accounts name, each from the file that has it', async () => {
    const both = await open({
      files: [btc, eth],
      accounts: [held('ETH-15FEB26-60000-C'), madeAccount({ collateral: [{ asset: 'BTC', amount: 1 }] })],
    })
    expect([...both.snapshot.underlyings.keys()].sort()).toEqual(['BTC', 'ETH'])
    const one = await open({ files: [btc, eth], accounts: [held('ETH-PERPETUAL')] })
    expect([...one.snapshot.underlyings.keys()]).toEqual(['ETH'])
    const asked = await open({ files: [btc, eth], underlyings: ['btc'], accounts: [held('ETH-PERPETUAL')] })
    expect([...asked.snapshot.underlyings.keys()]).toEqual(['BTC'])
    const none = await open({ accounts: [held('DOGE-PERP')] })
    expect([...none.snapshot.underlyings.keys()]).toEqual(['BTC'])
  })

  test('behavior: a chain much older than asked for is told', async () => {
    expect((await open({ at: timeUs(chainAt + 59 * 60e6) })).notes.join(' ')).not.toContain('h before')
    expect((await open({ at: timeUs(chainAt + 90 * 60e6) })).notes[0]).toBe('The last chain by the time asked for was seen 1.5 h before.')
  })

  test('behavior: what has expired is told so, what never was is unknown', async () => {
    const { snapshot } = await open({ accounts: [held('BTC-30JAN26-60000-C', 'BTC-15FEB26-61-C')] })
    const reason = (contract: string) => {
      const valued = valueAccount(held(contract), snapshot)
      return valued.ok ? undefined : valued.refusal.reason
    }
    expect(reason('BTC-30JAN26-60000-C')).toBe('contractExpired')
    expect(reason('BTC-15FEB26-61-C')).toBe('contractUnknown')
  })

  test('behavior: taken as linear, an option is worth its dollars at the forward', async () => {
    const account = held('BTC-15FEB26-60000-C')
    const { snapshot, notes } = await open({ accounts: [account], contracts: 'asLinear' })
    expect([...snapshot.contracts.values()].every((contract) => contract.kind === 'spot' || contract.payoff === 'linear')).toBe(true)
    expect(snapshot.contracts.get('BTC-PERPETUAL')).toMatchObject({ multiplier: 1 })
    const row = madeChain().rows.find(({ kind, strike }) => kind === 'call' && strike === 60_000)
    const valued = valueAccount({ ...account, cash: 0 }, snapshot)
    expect(valued.ok && valued.value.equity).toBeCloseTo((row?.mark ?? 0) * (row?.forward ?? 0), 6)
    expect(notes[0]).toBe('Every contract is taken as settled in USD, one coin each and in any size, which these are not.')
  })

  test('behavior: returns and volumes, by name or of the only underlying', async () => {
    const { snapshot, notes } = await open({
      returns: [{ underlying: undefined, value: closes }],
      dailyVolumes: [{ underlying: 'btc', value: 42 }],
    })
    expect(snapshot.underlyings.get('BTC')?.dailyReturns).toHaveLength(3)
    expect(snapshot.underlyings.get('BTC')?.dailyReturns?.[0]).toBeCloseTo(Math.log(102 / 101), 12)
    expect(snapshot.underlyings.get('BTC')?.dailyVolume).toBe(42)
    expect(notes.at(-1)).toMatch(/^BTC: 3 daily returns from .*, the last of 2026-02-04\.$/)
  })

  test.each([
    [{ files: [document, btc] }, /^--market: value: expected one snapshot alone, or option chains, found /],
    [{ files: [document], at: chainAt }, /^--at: option: expected this option with option chains only/],
    [{ files: [document], underlyings: ['BTC'] }, /^--underlying: option: expected this option with option chains only/],
    [{ underlyings: ['SOL'] }, /^--underlying: value: expected BTC, found SOL$/],
    [
      { files: [document], returns: [{ underlying: undefined, value: closes }] },
      /^--returns: value: expected the underlying with it, such as BTC=\.\.\., found several underlyings/,
    ],
    [{ returns: [{ underlying: 'SOL', value: closes }] }, /^--returns: value: expected BTC, found SOL$/],
    [{ files: ['none.csv'] }, /^none\.csv: path: expected an option chain/],
    [{ at: timeUs(chainAt - 1) }, /^--at: value: expected a time from 2026-02-05T16:00:00Z on/],
  ] as const)('error: %j', async (choice, text) => {
    expect(await faultOf(async () => open(choice))).toMatch(text)
  })
})
