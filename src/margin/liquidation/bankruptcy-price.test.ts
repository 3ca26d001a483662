import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bankruptcyQuote } from './bankruptcy-price.ts'
import { fillablePrice } from './fillable-price.ts'
import { fundDelta } from './fund-delta.ts'
import { accountRisk, positionRisk, type QuantumAccount, type QuantumMarket } from './quantum-risk.ts'

/** Bitcoin at 50,000 in quantums of 1e-8, margin a fifth initially and a tenth for maintenance; ether at 3,000 in quantums of 1e-9. */
const btc: QuantumMarket = { price: { numerator: 500n, denominator: 1n }, initialMarginPpm: 200_000n, maintenanceFractionPpm: 500_000n }
const eth: QuantumMarket = { ...btc, price: { numerator: 3n, denominator: 1n } }

function holding(quote: bigint, bitcoin: bigint, ether = 0n): QuantumAccount {
  const positions = [
    { perpetual: 'BTC', market: btc, quantums: bitcoin },
    { perpetual: 'ETH', market: eth, quantums: ether },
  ]
  return { quote, positions: positions.filter(({ quantums }) => quantums !== 0n) }
}

test('default: a long of a tenth of a bitcoin that owes 4,501 goes bankrupt at 4,501', () => {
  const account = holding(-4_501_000_000n, 10_000_000n)
  expect(bankruptcyQuote(account, { perpetual: 'BTC', quantums: -10_000_000n })).toEqual({ ok: true, value: 4_501_000_000n })
})

test.each([
  ['of nothing', 0n, 'closingNotOfPosition'],
  ['that makes the position larger', 1n, 'closingNotOfPosition'],
  ['that turns it', -11n, 'closingNotOfPosition'],
])('error: a closing %s', (_name, quantums, reason) => {
  expect(bankruptcyQuote(holding(0n, 10n), { perpetual: 'BTC', quantums })).toEqual({ ok: false, refusal: { reason } })
  expect(bankruptcyQuote(holding(0n, -10n), { perpetual: 'BTC', quantums: -quantums })).toMatchObject({ ok: false })
})

test('error: where no margin is asked there is no share of it', () => {
  const free: QuantumMarket = { ...btc, initialMarginPpm: 0n }
  const account = { quote: 0n, positions: [{ perpetual: 'BTC', market: free, quantums: 10n }] }
  const reason = { ok: false, refusal: { reason: 'noMaintenanceMargin' } }
  expect(bankruptcyQuote(account, { perpetual: 'BTC', quantums: -1n })).toEqual(reason)
  const terms = { bankruptcyAdjustmentPpm: 1n, spreadToMaintenanceMarginPpm: 1n }
  expect(fillablePrice(account, { perpetual: 'BTC', quantums: -1n }, terms)).toEqual(reason)
})

test('error: a spread wider than the price leaves no price', () => {
  const terms = { bankruptcyAdjustmentPpm: 1_000_000n, spreadToMaintenanceMarginPpm: 11_000_000n }
  const found = fillablePrice(holding(-5_000_000_000n, 10_000_000n), { perpetual: 'BTC', quantums: -1n }, terms)
  expect(found).toEqual({ ok: false, refusal: { reason: 'priceBelowZero' } })
})

test('table: margins round up, worth towards 0', () => {
  const half: QuantumMarket = { ...btc, price: { numerator: 1n, denominator: 2n } }
  expect([3n, -3n].map((quantums) => positionRisk(half, quantums))).toEqual([
    { worth: 1n, maintenanceMargin: 1n },
    { worth: -1n, maintenanceMargin: 1n },
  ])
})

const account = fc
  .tuple(
    fc.bigInt({ min: -8_000_000n, max: 8_000_000n }),
    fc.bigInt({ min: -20_000n, max: 20_000n }).filter((quantums) => quantums !== 0n),
    fc.bigInt({ min: -200_000n, max: 200_000n }),
  )
  .map(([quote, bitcoin, ether]) => holding(quote, bitcoin, ether))

test('property: closing everything at its bankruptcy price leaves an account with nothing, but for what was rounded up in its favour', () => {
  fc.assert(
    fc.property(account, (held) => {
      let { quote } = held
      for (const { perpetual, quantums } of held.positions) {
        const found = bankruptcyQuote(held, { perpetual, quantums: -quantums })
        if (found.ok) quote += found.value
      }
      expect(quote >= 0n && quote < BigInt(held.positions.length)).toBe(true)
    }),
  )
})

test('property: a fund is paid nothing at the bankruptcy price, the difference below it, and above it no more than the fee', () => {
  const off = fc.bigInt({ min: -50_000n, max: 50_000n })
  fc.assert(
    fc.property(account, fc.bigInt({ min: 1n, max: 20_000n }), off, fc.bigInt({ min: 0n, max: 40_000n }), (held, size, better, fee) => {
      const bitcoin = held.positions[0]?.quantums ?? 0n
      const side = bitcoin > 0n ? ('sell' as const) : ('buy' as const)
      const quantums = size % (bitcoin > 0n ? bitcoin : -bitcoin) || 1n
      const sign = side === 'sell' ? 1n : -1n
      const bankrupt = bankruptcyQuote(held, { perpetual: 'BTC', quantums: -sign * quantums })
      if (!bankrupt.ok) throw new Error('a part of a position has a bankruptcy price')
      const received = bankrupt.value + better
      fc.pre(received * sign >= 0n)
      const paid = fundDelta(held, { perpetual: 'BTC', side, quantums, quote: received * sign }, fee)
      if (!paid.ok) throw new Error('a fill of part of a position pays a fund or is paid')
      const most = (received * sign * fee) / 1_000_000n
      expect(paid.value).toBe(better <= 0n ? better : better < most ? better : most)
    }),
  )
})

test('property: the price that is offered is never worse than the whole spread, and is the oracle price while the account has its margin', () => {
  const terms = { bankruptcyAdjustmentPpm: 1_000_000n, spreadToMaintenanceMarginPpm: 100_000n }
  fc.assert(
    fc.property(account, (held) => {
      const bitcoin = held.positions[0]?.quantums ?? 0n
      const found = fillablePrice(held, { perpetual: 'BTC', quantums: bitcoin > 0n ? -1n : 1n }, terms)
      if (!found.ok) throw new Error('a small spread leaves a price')
      const { numerator, denominator } = found.value
      const { worth, maintenanceMargin } = accountRisk(held)
      // A tenth of a maintenance margin of a tenth, which is rounded up, is 5 of 500 a quantum and a little.
      const offBy = bitcoin > 0n ? 500n * denominator - numerator : numerator - 500n * denominator
      expect(offBy >= 0n && offBy <= 6n * denominator).toBe(true)
      if (worth >= maintenanceMargin) expect(offBy).toBe(0n)
    }),
  )
})
