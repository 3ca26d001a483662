import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyMarginAccount, anyOrders } from '../../../test/margin-accounts.ts'
import { madeAccount, madeSnapshot } from '../../../test/margin.ts'
import { accept, refuse } from '../../base/result.ts'
import { fillOrder, type Fill } from './fill-order.ts'
import type { MarginAccount, RestingOrder } from '../account/margin-account.ts'
import type { MarginModel } from '../margin-model.ts'
import { marginRefusalReasons } from '../account/margin-refusal.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { assessWithOrders } from './open-orders.ts'
import { valueAccount } from '../account/value-account.ts'

/** A tenth of what each underlying's positions come to at the index, half of it for maintenance; options by their number. */
const tenth: Pick<MarginModel, 'assess'> = {
  assess: (account) => {
    const net = new Map<string, number>()
    for (const { contract, exposure, underlying } of account.positions) {
      const isQuoted = (contract.kind === 'perpetual' || contract.kind === 'future') && contract.payoff === 'inverse'
      const sign = contract.kind === 'option' && contract.option === 'put' ? -0.5 : contract.kind === 'option' ? 0.5 : 1
      const notional = sign * exposure * (isQuoted ? 1 : underlying.indexPrice)
      net.set(contract.underlying, (net.get(contract.underlying) ?? 0) + notional)
    }
    const initialMargin = [...net.values()].reduce((sum, notional) => sum + Math.abs(notional) / 10, 0)
    return accept({ equity: account.equity, initialMargin, maintenanceMargin: initialMargin / 2, parts: [], scans: [] })
  },
}
const order = (contract: string, side: 'buy' | 'sell', size: number, price: number): RestingOrder => ({ contract, side, size, price })
const reservedFor = (orders: readonly RestingOrder[], changes: Partial<MarginAccount> = {}) => {
  const assessed = assessWithOrders(tenth, madeAccount({ ...changes, orders }), madeSnapshot())
  return assessed.ok ? (assessed.value.parts[0] ?? { name: 'none', initial: 0, maintenance: 0 }) : assessed.refusal
}
const long = { positions: [{ contract: 'BTC-PERP', size: 2, entryPrice: 60_000 }] }

/** A fill at the order's price or the mark, as is worse; options are marked by valuing one. */
const atWorse = (one: RestingOrder, snapshot: MarketSnapshot): Fill => {
  const contract = snapshot.contracts.get(one.contract)
  const indexPrice = snapshot.underlyings.get(contract?.underlying ?? '')?.indexPrice
  const single = valueAccount(madeAccount({ cash: 0, positions: [{ contract: one.contract, size: contract?.lotSize ?? 1 }] }), snapshot)
  if (contract === undefined || indexPrice === undefined || !single.ok) throw new Error('made of the snapshot')
  const isCoin = contract.kind === 'option' && contract.payoff === 'inverse'
  const worth = single.value.equity / (contract.lotSize ?? 1) / (isCoin ? indexPrice : 1)
  const markPrice = contract.kind === 'option' || contract.kind === 'spot' ? worth : (snapshot.marks.get(contract.id)?.markPrice ?? NaN)
  return {
    order: one,
    contract,
    indexPrice,
    markPrice,
    price: one.side === 'buy' ? Math.max(one.price, markPrice) : Math.min(one.price, markPrice),
  }
}

test.each([
  ['equity', { equity: NaN, initialMargin: 1, maintenanceMargin: 1 }],
  ['initialMargin', { equity: 1, initialMargin: Infinity, maintenanceMargin: 1 }],
  ['maintenanceMargin', { equity: 1, initialMargin: 1, maintenanceMargin: -Infinity }],
] as const)('error: a model whose %s is not finite is not believed', (name, figures) => {
  const model: Pick<MarginModel, 'assess'> = { assess: () => accept({ ...figures, parts: [], scans: [] }) }
  const refusal = { account: 'fund-7', reason: 'numberTooLarge', found: String(figures[name]) }
  expect(assessWithOrders(model, madeAccount(), madeSnapshot())).toEqual({ ok: false, refusal })
})

describe('open orders', () => {
  test.each([
    ['no orders', [], {}, 0, 0],
    ['a buy at the mark of an account without positions', [order('BTC-PERP', 'buy', 1, 60_000)], {}, 6_000, 3_000],
    ['a sale likewise', [order('BTC-PERP', 'sell', 1, 60_000)], {}, 6_000, 3_000],
    ['buys and sales: the worse alone', [order('BTC-PERP', 'buy', 1, 60_000), order('BTC-PERP', 'sell', 3, 60_000)], {}, 18_000, 9_000],
    ['a buy that lengthens a long', [order('BTC-PERP', 'buy', 1, 60_000)], long, 6_000, 3_000],
    ['a sale that shortens it', [order('BTC-PERP', 'sell', 1, 60_000)], long, 0, 0],
    ['a sale that closes it and no more', [order('BTC-PERP', 'sell', 2, 60_000)], long, 0, 0],
    ['a sale that turns it', [order('BTC-PERP', 'sell', 5, 60_000)], long, 6_000, 3_000],
    ['a buy above the mark, which loses at once', [order('BTC-PERP', 'buy', 1, 60_500)], {}, 6_500, 3_500],
    ['a buy below the mark, which gains nothing yet', [order('BTC-PERP', 'buy', 1, 30_000)], {}, 6_000, 3_000],
    ['a sale below the mark that closes a long', [order('BTC-PERP', 'sell', 2, 50_000)], long, 20_000 - 12_000, 20_000 - 6_000],
    ['spot bought with cash', [order('BTC', 'buy', 1, 60_000)], {}, 6_000, 3_000],
    ['spot that was held, sold', [order('BTC', 'sell', 1, 60_000)], { positions: [{ contract: 'BTC', size: 1 }] }, 0, 0],
    ['inverse contracts, ten dollars each', [order('BTC-PERPETUAL', 'sell', 600, 60_000)], {}, 600, 300],
    ['two underlyings, each at its worse', [order('BTC-PERP', 'buy', 1, 60_000), order('ETH-PERP', 'sell', 10, 3_000)], {}, 9_000, 4_500],
    [
      'a put bought and a perpetual sold: both gain when it falls',
      [order('BTC-60D-40000-P', 'buy', 1, 1), order('BTC-PERP', 'sell', 1, 60_000)],
      {},
      9_000,
      4_500,
    ],
    [
      'a put sold and a perpetual bought: both gain when it rises',
      [order('BTC-60D-40000-P', 'sell', 1, 1e6), order('BTC-PERP', 'buy', 1, 60_000)],
      {},
      9_000,
      4_500,
    ],
  ] as const)('table: %s', (_name, orders, changes, initial, maintenance) => {
    const reserved = reservedFor(orders, changes)
    expect(reserved).toEqual(initial === 0 ? { name: 'none', initial, maintenance } : expect.objectContaining({ name: 'open orders' }))
    if (!('initial' in reserved)) throw new Error('not refused')
    // A put sold for a million is sold at its mark: what is owed for it is what was received.
    expect(reserved.initial).toBeCloseTo(initial, 6)
    expect(reserved.maintenance).toBeCloseTo(maintenance, 6)
  })

  test.each([
    ['contractUnknown', order('DOGE-PERP', 'buy', 1, 1)],
    ['sizeNotWholeLots', order('BTC-PERP', 'buy', 0.0001, 1)],
    ['orderNotPositive', order('BTC-PERP', 'buy', 0, 1)],
    ['orderNotPositive', order('BTC-PERP', 'sell', -1, 1)],
    ['orderNotPositive', order('BTC-PERP', 'sell', 1, 0)],
    ['orderNotPositive', order('BTC-PERP', 'sell', 1, NaN)],
    ['orderNotPositive', order('BTC-PERP', 'sell', NaN, 1)],
  ])('error: %s', (reason, wrong) => {
    expect(reservedFor([wrong])).toMatchObject({ account: 'fund-7', reason, subject: wrong.contract })
    expect(marginRefusalReasons).toContain(reason)
  })

  test('error: what a model refuses after a fill is refused', () => {
    const picky: Pick<MarginModel, 'assess'> = {
      assess: (account, snapshot) =>
        account.positions.length > 0 ? refuse({ account: 'fund-7', reason: 'depthMissing' }) : tenth.assess(account, snapshot),
    }
    const account = madeAccount({ orders: [order('BTC-PERP', 'buy', 1, 60_000)] })
    expect(assessWithOrders(picky, account, madeSnapshot())).toMatchObject({ ok: false, refusal: { reason: 'depthMissing' } })
  })

  test('behavior: more combinations than are tried in full still reserve every underlying', () => {
    const base = madeSnapshot()
    const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']
    const snapshot = {
      ...base,
      contracts: new Map(
        names.map((name) => [name, { id: name, kind: 'perpetual' as const, underlying: name, multiplier: 1, payoff: 'linear' as const }]),
      ),
      marks: new Map(names.map((name) => [name, { markPrice: 100, confidence: 1 }])),
      underlyings: new Map(names.map((name) => [name, { indexPrice: 100, confidence: 1, expiries: new Map() }])),
    }
    const orders = names.flatMap((name) => [order(name, 'buy', 1, 100), order(name, 'sell', 2, 100)])
    const assessed = assessWithOrders(tenth, madeAccount({ orders }), snapshot)
    expect(assessed).toMatchObject({ ok: true, value: { initialMargin: 160, maintenanceMargin: 80 } })
  })

  test('property: orders never lower what is asked, and the account is no worse with all that buy or all that sell filled', () => {
    const snapshot = madeSnapshot()
    fc.assert(
      fc.property(anyMarginAccount, anyOrders, (changes, orders) => {
        const account = madeAccount({ ...changes, orders })
        const [plain, reserved] = [
          assessWithOrders(tenth, { ...account, orders: [] }, snapshot),
          assessWithOrders(tenth, account, snapshot),
        ]
        if (!plain.ok || !reserved.ok) throw new Error('every account can be assessed')
        expect(reserved.value.initialMargin).toBeGreaterThanOrEqual(plain.value.initialMargin)
        expect(reserved.value.maintenanceMargin).toBeGreaterThanOrEqual(plain.value.maintenanceMargin)
        expect(reserved.value.equity).toBe(plain.value.equity)
        for (const side of ['buy', 'sell'] as const) {
          const filled = orders.filter((one) => one.side === side).reduce((sofar, one) => fillOrder(sofar, atWorse(one, snapshot)), account)
          const after = assessWithOrders(tenth, { ...filled, orders: [] }, snapshot)
          if (!after.ok) throw new Error(after.refusal.reason)
          const slack = 1e-9 * Math.max(1e6, Math.abs(after.value.equity))
          const balance = reserved.value.equity - reserved.value.initialMargin
          expect(balance).toBeLessThanOrEqual(after.value.equity - after.value.initialMargin + slack)
        }
      }),
    )
  })
})

describe('fills', () => {
  const snapshot = madeSnapshot()
  const equityOf = (account: MarginAccount): number => {
    const valued = valueAccount(account, snapshot)
    return valued.ok ? valued.value.equity : NaN
  }
  const markOf = (id: string): number => snapshot.marks.get(id)?.markPrice ?? 60_000

  test('property: a fill at the mark changes no equity, and one beside it by the difference', () => {
    const tradable = anyOrders.map((orders) => orders.filter(({ contract }) => snapshot.contracts.get(contract)?.kind !== 'option'))
    fc.assert(
      fc.property(anyMarginAccount, tradable, fc.boolean(), (changes, orders, isMarked) => {
        let account = madeAccount({ ...changes, orders })
        if (isMarked) account = { ...account, positions: account.positions.map(({ contract, size }) => ({ contract, size })) }
        for (const one of orders) {
          const contract = snapshot.contracts.get(one.contract)
          if (contract === undefined) throw new Error('made of the snapshot')
          const indexPrice = contract.underlying === 'BTC' ? 60_000 : 3_000
          const markPrice = contract.kind === 'spot' ? indexPrice : markOf(contract.id)
          const before = equityOf(account)
          const fill = { order: one, contract, markPrice, indexPrice }
          expect(equityOf(fillOrder(account, { ...fill, price: markPrice }))).toBeCloseTo(before, 4)
          const size = (one.side === 'buy' ? 1 : -1) * one.size * contract.multiplier
          const isInverse = contract.kind !== 'spot' && contract.payoff === 'inverse'
          const gain = isInverse ? size * (1 / one.price - 1 / markPrice) * indexPrice : size * (markPrice - one.price)
          account = fillOrder(account, { ...fill, price: one.price })
          expect(equityOf(account)).toBeCloseTo(before + gain, 4)
        }
      }),
    )
  })

  test('table: entries', () => {
    const filled = (side: 'buy' | 'sell', size: number, price: number) =>
      fillOrder(madeAccount({ cash: 0, positions: [{ contract: 'BTC-PERP', size: 2, entryPrice: 50_000, unsettledFunding: -7 }] }), {
        order: order('BTC-PERP', side, size, price),
        contract: snapshot.contracts.get('BTC-PERP')!,
        price,
        markPrice: 60_000,
        indexPrice: 60_000,
      })
    expect(filled('buy', 2, 60_000)).toMatchObject({ cash: 0, positions: [{ size: 4, entryPrice: 55_000, unsettledFunding: -7 }] })
    const inverse = fillOrder(madeAccount({ cash: 0, positions: [{ contract: 'BTC-PERPETUAL', size: 600, entryPrice: 50_000 }] }), {
      order: order('BTC-PERPETUAL', 'buy', 300, 100_000),
      contract: snapshot.contracts.get('BTC-PERPETUAL')!,
      price: 100_000,
      markPrice: 100_000,
      indexPrice: 100_000,
    })
    // 12 and 3 hundredths of a coin for 9,000 dollars.
    expect(inverse).toMatchObject({ cash: 0, positions: [{ size: 900, entryPrice: expect.closeTo(60_000, 6) }] })
    expect(filled('sell', 1, 60_000)).toMatchObject({ cash: 10_000, positions: [{ size: 1, entryPrice: 50_000 }] })
    expect(filled('sell', 2, 60_000)).toMatchObject({ cash: 20_000 - 7, positions: [] })
    expect(filled('sell', 3, 60_000)).toMatchObject({ cash: 20_000, positions: [{ size: -1, entryPrice: 60_000 }] })
  })
})
