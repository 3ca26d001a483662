import { describe, expect, test } from 'vitest'
import { chainAt, madeChain } from '../../../test/option-chain.ts'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { timeUs } from '../../base/time.ts'
import { parseTime } from '../../feed/parse-time.ts'
import { forwardOf } from '../../margin/market-snapshot.ts'
import { valueAccount } from '../../margin/account/value-account.ts'
import type { ChainRow } from '../surface/option-chain.ts'
import { readChain } from '../surface/read-chain.ts'
import { chainSnapshot } from './chain-snapshot.ts'
import { deribitDay, deribitOptionName, parseDeribitName } from './deribit-name.ts'

const february = parseTime('2026-02-27T08:00', '')

describe('Deribit names', () => {
  test.each([
    [
      'BTC-27FEB26-60000-P',
      { kind: 'option', option: 'put', strike: 60_000, expiresAt: february, payoff: 'inverse', multiplier: 1, lotSize: 0.1 },
    ],
    ['ETH-6FEB26-1950-C', { kind: 'option', option: 'call', strike: 1_950, expiresAt: parseTime('2026-02-06T08:00', ''), lotSize: 1 }],
    ['XRP-27FEB26-0d55-C', { kind: 'option', strike: 0.55 }],
    ['BTC-27FEB26', { kind: 'future', expiresAt: february, multiplier: 10 }],
    ['ETH-PERPETUAL', { kind: 'perpetual', payoff: 'inverse', multiplier: 1 }],
  ])('table: %s', (name, terms) => {
    const contract = parseDeribitName(name)
    expect(contract).toMatchObject({ id: name, ...terms })
    if (contract?.kind === 'option') expect(deribitOptionName({ ...contract, kind: contract.option })).toBe(name)
  })

  test.each([
    '',
    'BTC',
    'BTC-',
    'btc-27FEB26',
    'BTC-31FEB26',
    'BTC-27FEV26',
    'BTC-27FEB26-60000',
    'BTC-27FEB26-x-P',
    'BTC-27FEB26-60000-X',
  ])('error: %s is none', (name) => {
    expect(parseDeribitName(name)).toBeUndefined()
  })

  test.each(['BTC-27FEB26-0-P', 'BTC-27FEB26-60000-P-I', 'SOL-PERPETUAL', 'BTC-0FEB26', 'BTC-FUTURE'])('error: %s is none', (name) => {
    expect(parseDeribitName(name)).toBeUndefined()
  })

  test('table: days have no leading zero', () => {
    expect(deribitDay(timeUs(february - 21 * 86_400e6))).toBe('6FEB26')
    expect(deribitDay(parseTime('2030-12-27T08:00', ''))).toBe('27DEC30')
  })
})

describe('chainSnapshot', () => {
  const chain = madeChain()
  const near = timeUs(chainAt + 10 * 86_400e6)
  const changed = (change: (row: ChainRow) => Partial<ChainRow>) => ({
    ...chain,
    rows: chain.rows.map((row) => ({ ...row, ...change(row) })),
  })

  test('default: options by their marks, futures at the forwards, the perpetual, the coin as collateral', () => {
    const { snapshot, notes } = chainSnapshot([chain])
    const btc = snapshot.underlyings.get('BTC')
    const forward = chain.rows[0]?.forward ?? 0
    expect(snapshot.at).toBe(chainAt)
    expect(btc?.indexPrice).toBe(forward)
    expect(btc?.expiries.size).toBe(3)
    expect(snapshot.contracts.size).toBe(126 + 3 + 1)
    expect(snapshot.marks.get('BTC-PERPETUAL')?.markPrice).toBe(forward)
    expect(snapshot.marks.get('BTC-15FEB26')?.markPrice).toBe(forward)
    expect(snapshot.contracts.get('BTC-15FEB26')).toMatchObject({ kind: 'future', expiresAt: near })
    expect(snapshot.collateral.get('BTC')).toMatchObject({ price: forward, underlying: 'BTC' })
    expect(notes[0]).toBe('BTC: the file has no index and no perpetual; both are taken at the nearest forward.')
  })

  test('behavior: an option is worth its mark in coin at the index', () => {
    const { snapshot } = chainSnapshot([changed(() => ({ index: 59_900 }))])
    const row = chain.rows.find((one) => one.strike === 60_000 && one.kind === 'put' && one.expiry === near)
    const account = { id: 'a', cash: 0, collateral: [], orders: [], positions: [{ contract: 'BTC-15FEB26-60000-P', size: -2 }] }
    const valued = valueAccount(account, snapshot)
    expect(valued.ok && valued.value.equity).toBeCloseTo(-2 * (row?.mark ?? 0) * 59_900, 6)
  })

  test('behavior: the volatility the venue gives goes before that of its price; without both there is no mark', () => {
    const ofStrike = (strike: number, change: Partial<ChainRow>) => (row: ChainRow) => (row.strike === strike ? change : {})
    const given = chainSnapshot([changed(ofStrike(60_000, { markVolatility: 0.77 }))]).snapshot
    expect(given.marks.get('BTC-15FEB26-60000-P')?.volatility).toBe(0.77)
    const bare = { ...chain, rows: chain.rows.map(({ mark, ...row }) => (row.strike === 60_000 ? row : { ...row, mark: mark ?? 0 })) }
    const without = chainSnapshot([bare])
    expect(without.snapshot.contracts.has('BTC-15FEB26-60000-P')).toBe(true)
    expect(without.snapshot.marks.has('BTC-15FEB26-60000-P')).toBe(false)
    expect(without.notes).toContain('BTC: 6 of 126 options have no mark.')
  })

  test('behavior: two coins, the later moment, and what has expired by then keeps its name', () => {
    const eth = { ...madeChain(), underlying: 'ETH', at: timeUs(near + 1) }
    const { snapshot, notes } = chainSnapshot([chain, eth])
    expect(snapshot.at).toBe(near + 1)
    expect([...snapshot.underlyings.keys()]).toEqual(['BTC', 'ETH'])
    expect(snapshot.underlyings.get('BTC')?.expiries.size).toBe(2)
    const account = { id: 'a', cash: 0, collateral: [], orders: [], positions: [{ contract: 'BTC-15FEB26-60000-P', size: -2 }] }
    expect(valueAccount(account, snapshot)).toMatchObject({ ok: false, refusal: { reason: 'contractExpired' } })
    expect(notes).toHaveLength(3 + 2)
  })

  test('behavior: forwards from elsewhere are told', () => {
    const blind = chain.rows.map(({ forward: _, ...row }) => row)
    const { snapshot, notes } = chainSnapshot([{ ...chain, rows: blind }])
    expect(notes[1]).toBe('BTC: 3 of 3 forwards are from put-call parity.')
    const expiry = snapshot.underlyings.get('BTC')?.expiries.get(near)
    expect(expiry === undefined ? 0 : forwardOf(expiry)).toBeCloseTo(chain.rows[0]?.forward ?? 0, 5)
  })

  test.skipIf(!hasShared)('vectors: recorded chains before and in a crash', async () => {
    const file = sharedFile('data/options/deribit_chains_2025-12-30_2026-08-22.parquet')
    const at = parseTime('2026-02-06T05:00', '')
    const chains = [await readChain(file, { underlying: 'BTC', at }), await readChain(file, { underlying: 'ETH', at })]
    const { snapshot, notes } = chainSnapshot(chains)
    expect(snapshot.underlyings.get('BTC')?.indexPrice).toBeLessThan(66_000)
    expect(notes.join(' ')).not.toContain('have no mark')
    const volatilities = [...snapshot.marks.values()].flatMap(({ volatility }) => (volatility === undefined ? [] : [volatility]))
    expect(Math.min(...volatilities)).toBeGreaterThan(0.1)
    expect(Math.max(...volatilities)).toBeLessThan(6)
  })
})
