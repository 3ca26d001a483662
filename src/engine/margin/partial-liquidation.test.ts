import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { fill, ofKind } from '../../../test/engine-drive.ts'
import { kindsOf, quickMargin, startMarginDrive, tenthModel, type MarginDrive } from '../../../test/margin-drive.ts'
import { insuranceFundAccount, lossMoneyOpening } from '../../accounting/loss-chart.ts'
import { houseAccounts, memberAccounts } from '../../accounting/member-chart.ts'
import { seconds } from '../../base/time.ts'
import { openAccount } from '../../ledger/account.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { balanceOf } from '../../ledger/balance.ts'
import type { FlatLevels } from '../../market/market-input.ts'
import type { Outcome } from '../turn.ts'
import type { LiquidationPolicy } from './margin-policy.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const fund = insuranceFundAccount('USDT')
const { liquidationFees } = houseAccounts('USDT')
const orderOf = (drive: MarginDrive, account: string): string => drive.member(account).liquidation?.orderId ?? ''

/** All of a position in one step unless a test says otherwise, until initial margin; venue fees of 10 bps are set aside. */
function startPartial(changes: Partial<LiquidationPolicy> = {}): MarginDrive {
  const liquidation = { ...quickMargin.liquidation, until: 'initial' as const, shareOfPosition: 1, ...changes }
  return startMarginDrive({ liquidation, callDueFor: seconds(60) })
}

/** One BTC bought at 10,000 that is worth 9,400, with a call that was not met: 400 of equity, 940 of initial margin. */
function startLapsed(changes: Partial<LiquidationPolicy> = {}, cash = 1_000): MarginDrive {
  const drive = startPartial(changes)
  drive.open('long', { cash, lots: 1_000 })
  drive.wait(1)
  drive.book({ mid: 94_000 })
  drive.wait(61)
  return drive
}

function ordered(outcome: Outcome) {
  const [order] = ofKind(outcome.decisions, 'reductionOrdered')
  if (order === undefined) throw new Error('an order was sent')
  return order
}

describe('just enough', () => {
  test('behavior: no more is closed than brings equity to the target, with the fees set aside', () => {
    const drive = startLapsed({ sizing: 'justEnough' })
    const order = ordered(drive.tick())
    // A lot frees 0.94 of margin, is sold 0.001 below the mark and costs 0.009399 in fees: 540 are missing.
    expect(order.lots).toBe(Math.ceil(540 / (0.94 - 0.001 - 0.009_399)))
    expect(order.size).toMatchObject({ by: 'restored', averageTicks: 93_990, middleMoveTicks: 0 })
    expect(order.size?.surplus).toBeGreaterThanOrEqual(0)
    expect(order.size?.surplus).toBeLessThan(0.93)
    const filled = drive.report(orderOf(drive, 'long'), fill(93_990, order.lots, 0, BigInt(order.lots) * 9_399n))
    expect(kindsOf(filled)).toEqual(['positionReduced', 'liquidationEnded', 'restrictionLifted'])
    expect(ofKind(filled.decisions, 'liquidationEnded')[0]?.how).toBe('restored')
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('behavior: without it all that the shares allow is closed', () => {
    const drive = startLapsed()
    const order = ordered(drive.tick())
    expect([order.lots, order.size]).toEqual([1_000, undefined])
  })

  test('behavior: the shares are still the most of a step, and it is said what is missing after it', () => {
    const drive = startLapsed({ sizing: 'justEnough', shareOfPosition: 0.25 })
    const order = ordered(drive.tick())
    expect([order.lots, order.size?.by]).toEqual([250, 'shares'])
    expect(order.size?.surplus).toBeCloseTo(-540 + 250 * (0.94 - 0.001 - 0.009_399), 9)
  })

  test.each([
    ['less than the share', 100, 250],
    ['just as much', 250 * 9.4, 250],
    ['more than the share', 300 * 9.4, 300],
    ['a part of a lot more', 300.9 * 9.4, 300],
    ['more than there is', 1e9, 1_000],
  ])('table: a least notional of %s', (_name, leastNotional, lots) => {
    // Floats of the product may fall a last digit short of a lot.
    const drive = startLapsed({ shareOfPosition: 0.25, leastNotional: leastNotional + 1e-6 })
    expect(ordered(drive.tick()).lots).toBe(lots)
  })

  test('behavior: lots that cost more than they free are not closed while others help', () => {
    const drive = startLapsed({ sizing: 'justEnough', boundBps: 2_000 })
    drive.book({ bids: [93_990, 100, 80_000, 2_000], asks: [94_010, 2_000] })
    const order = ordered(drive.tick())
    // One of the hundred would be the last at the best price, and the middle would fall by a seventh with it.
    expect([order.lots, order.size?.by]).toEqual([99, 'leastMissing'])
  })

  test('behavior: a bankrupt account is closed in full', () => {
    const drive = startPartial({ sizing: 'justEnough' })
    drive.open('long', { cash: 1_000, lots: 1_000 })
    drive.wait(1)
    const order = ordered(drive.book({ mid: 85_000 }))
    expect([order.lots, order.size?.by]).toEqual([1_000, 'shares'])
    expect(order.size?.surplus).toBeLessThan(-500)
  })

  test('behavior: a short is bought back, and prices rise with what is taken', () => {
    const drive = startPartial({ sizing: 'justEnough' })
    drive.open('short', { cash: 1_000, lots: -1_000 })
    drive.wait(1)
    drive.book({ mid: 106_000 })
    drive.wait(61)
    drive.book({ bids: [105_990, 500], asks: [106_010, 300, 106_110, 5_000] })
    const order = ordered(drive.tick())
    expect([order.side, order.size?.by, order.size?.middleMoveTicks]).toEqual(['buy', 'restored', 50])
    expect(order.size?.averageTicks).toBeCloseTo((300 * 106_010 + (order.lots - 300) * 106_110) / order.lots, 6)
  })

  /** The levels of bids that are left after lots were taken, best first. */
  function left(bids: readonly (readonly [number, number])[], taken: number): FlatLevels {
    let rest = taken
    return bids.flatMap(([ticks, lots]) => {
      const here = Math.min(lots, rest)
      rest -= here
      return here === lots ? [] : [ticks, lots - here]
    })
  }

  test('property: filled as the book stood and marked at the book that is left, the account has what it needs, and with one lot less it has not', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 20, max: 400 })), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 950, max: 1_400 }), (levels, cash) => {
        let ticks = 94_000
        const bids = [...levels.map(([step, lots]) => [(ticks -= step), lots] as const), [ticks - 100, 2_000] as const]
        const best = bids[0]?.[0] ?? 0
        const asks = [94_000 + (94_000 - best), 5_000]
        /** Sends the order, fills so many of its lots as the book stood, and shows the book that is left. */
        const play = (fewer: number): Readonly<{ by: string | undefined; equity: number; target: number; lots: number }> => {
          const drive = startLapsed({ sizing: 'justEnough', boundBps: 2_000 }, cash)
          drive.book({ bids: bids.flat(), asks })
          const order = ofKind(drive.tick().decisions, 'reductionOrdered')[0]
          if (order === undefined) return { by: undefined, equity: 0, target: 0, lots: 0 }
          const lots = order.lots - fewer
          let toFill = lots
          for (const [at, size] of bids) {
            const here = Math.min(size, toFill)
            if (here === 0) break
            toFill -= here
            // The fee set aside: 10 bps of the notional, in micro-dollars.
            drive.report(order.effectId, fill(at, here, toFill + fewer, BigInt(Math.round((here * at * 100) / 1_000))))
          }
          drive.report(order.effectId, { kind: 'cancelled', lotsLeft: fewer })
          drive.wait(0.5)
          drive.book({ bids: left(bids, lots), asks })
          const { figures } = drive.member('long')
          return { by: order.size?.by, equity: figures?.equity ?? 0, target: figures?.initialMargin ?? 0, lots: order.lots }
        }
        const enough = play(0)
        fc.pre(enough.by !== undefined)
        if (enough.by !== 'restored') return
        expect(enough.equity - enough.target).toBeGreaterThan(-1e-3)
        const fewer = play(1)
        if (enough.lots > 1) expect(fewer.equity - fewer.target).toBeLessThan(1e-3)
      }),
      { numRuns: 60 },
    )
  })
})

describe('orders first', () => {
  const bid = (lots: number, ticks: number) => ({ contract: 'BTC/USDT:USDT', side: 'buy', lots, ticks }) as const

  /** Half a bitcoin and orders for another 0.56; at 8,400 equity is 430, and initial margin 420 without and 890.4 with the orders. */
  function withOrders(cancelOrders: LiquidationPolicy['cancelOrders'], at: number): Readonly<{ drive: MarginDrive; started: Outcome }> {
    const drive = startPartial({ ...(cancelOrders && { cancelOrders }), sizing: 'justEnough' })
    drive.open('long', { cash: 1_230, lots: 500 })
    drive.send({ kind: 'ordersChanged', at: drive.now(), account: 'long', orders: [bid(10, 84_000), bid(300, 84_000), bid(250, 84_000)] })
    drive.wait(1)
    drive.book({ mid: at })
    drive.wait(61)
    return { drive, started: drive.tick() }
  }

  test('behavior: as few as are needed go, those that free most first, and nothing is closed', () => {
    const { drive, started } = withOrders('asNeeded', 84_000)
    expect(kindsOf(started)).toEqual(['liquidationStarted', 'ordersCancelled', 'liquidationEnded', 'restrictionLifted'])
    const [cancelled] = ofKind(started.decisions, 'ordersCancelled')
    expect(cancelled).toMatchObject({ account: 'long', why: 'restores', event: started.decisions[0]?.id })
    // Ten lots of orders ask for 8.4, and 10 are left over: they stay.
    expect(cancelled?.orders.map(({ lots }) => lots)).toEqual([300, 250])
    expect(drive.member('long').orders.map(({ lots }) => lots)).toEqual([10])
    expect(cancelled?.shortBy?.minor).toBe(460_400_000n)
    expect(started.effects).toEqual([])
  })

  test('behavior: where positions must close all orders go, so that none fills against the liquidation', () => {
    const { drive, started } = withOrders('asNeeded', 76_000)
    expect(kindsOf(started)).toEqual(['liquidationStarted', 'ordersCancelled', 'reductionOrdered'])
    const [cancelled] = ofKind(started.decisions, 'ordersCancelled')
    expect(cancelled).toMatchObject({ why: 'positionsClose', left: 0 })
    expect(cancelled?.orders.map(({ lots }) => lots)).toEqual([300, 250, 10])
    expect(drive.member('long').orders).toEqual([])
  })

  test('behavior: without it all go without a word, as ever', () => {
    const { drive, started } = withOrders(undefined, 84_000)
    expect(kindsOf(started)).toEqual(['liquidationStarted', 'liquidationEnded', 'restrictionLifted'])
    expect(drive.member('long').orders).toEqual([])
  })
})

describe('pace', () => {
  // A lot stands for 9.4 at the mark. Stretches begin at whole tens of seconds.
  const every = seconds(10)

  test.each([
    ['just at what is wanted', { accountNotional: 9_400 }, 1_000, 'shares'],
    ['a lot less', { accountNotional: 9_399 }, 999, 'accountPace'],
    ["the market's", { marketNotional: 4_700 }, 500, 'marketPace'],
    ['less than a lot', { accountNotional: 1 }, 1, 'accountPace'],
  ] as const)('table: a limit of %s', (_name, limits, lots, by) => {
    const drive = startLapsed({ pace: { every, ...limits } })
    const order = ordered(drive.tick())
    expect([order.lots, order.size?.by]).toEqual([lots, by])
  })

  test('behavior: what is left waits for the next stretch and says why; unfilled lots are given back', () => {
    const drive = startLapsed({ pace: { every, accountNotional: 2_820 }, spacing: seconds(1) })
    const order = ordered(drive.tick())
    expect(order.lots).toBe(300)
    drive.report(order.effectId, fill(93_990, 200, 100))
    drive.report(order.effectId, { kind: 'cancelled', lotsLeft: 100 })
    drive.wait(1)
    const second = ordered(drive.tick())
    expect(second.lots).toBe(100)
    drive.report(second.effectId, fill(93_990, 100, 0))
    drive.wait(1)
    expect(ofKind(drive.tick().decisions, 'liquidationWaited')[0]).toMatchObject({ account: 'long', why: 'accountPace' })
    drive.wait(1)
    expect(kindsOf(drive.tick())).toEqual([])
    drive.wait(10)
    expect(ordered(drive.tick()).lots).toBe(300)
  })

  test("behavior: one market's limit holds for all accounts together", () => {
    const drive = startPartial({ pace: { every, marketNotional: 11_280 } })
    drive.open('a', { cash: 1_000, lots: 1_000 })
    drive.open('b', { cash: 1_000, lots: 1_000 })
    drive.wait(1)
    drive.book({ mid: 94_000, lots: 9_000 })
    drive.wait(61)
    const started = drive.tick()
    expect(ofKind(started.decisions, 'reductionOrdered').map(({ account, lots }) => [account, lots])).toEqual([
      ['a', 1_000],
      ['b', 200],
    ])
  })

  test('behavior: closings that would lose more than the limit wait', () => {
    const pace = { every, marketLoss: 100 }
    const drive = startPartial({ pace })
    drive.open('long', { cash: 1_000, lots: 1_000 })
    drive.wait(1)
    // At 8,500 equity is -500, and each lot sold 1 below the mark loses a thousandth of that and 0.0095 with its fee.
    const order = ordered(drive.book({ mid: 85_000 }))
    const lossPerLot = 0.5 + 0.001 + 8.499 / 1_000
    expect([order.lots, order.size?.by]).toEqual([Math.floor(100 / lossPerLot), 'lossLimit'])
    drive.report(order.effectId, fill(84_990, order.lots, 0, BigInt(order.lots) * 8_499n))
    drive.wait(1)
    expect(ofKind(drive.tick().decisions, 'liquidationWaited')[0]?.why).toBe('lossLimit')
    expect(drive.margin.pace?.markets.get('BTC/USDT:USDT')?.loss).toBeCloseTo(order.lots * lossPerLot, 6)
  })
})

test('behavior: a loss counts in the stretch in which its fill is told, and what is told twice does not', () => {
  const drive = startPartial({ pace: { every: seconds(10), marketLoss: 1_000 } })
  drive.open('long', { cash: 1_000, lots: 1_000 })
  drive.wait(1)
  const order = ordered(drive.book({ mid: 85_000 }))
  const lossOf = (): number | undefined => drive.margin.pace?.markets.get('BTC/USDT:USDT')?.loss
  const expected = lossOf()
  // Sold a hundred below what was expected, a tenth of it: half a unit of equity and a tenth of price for each lot.
  drive.report(order.effectId, fill(84_000, 100, 900))
  expect(lossOf()).toBeCloseTo(((expected ?? 0) * 9) / 10 + 100 * (0.5 + 0.1), 6)
  drive.report(order.effectId, fill(84_000, 100, 900))
  expect(lossOf()).toBeCloseTo(((expected ?? 0) * 9) / 10 + 100 * (0.5 + 0.1), 6)
  drive.wait(10)
  drive.report(order.effectId, fill(85_000, 100, 800))
  expect(drive.margin.pace?.startedAt).toBe(drive.now() - (drive.now() % seconds(10)))
  // Equity is -510 for 900 lots.
  expect(lossOf()).toBeCloseTo(510 / 9, 6)
})

describe('penalty', () => {
  const penalty = { feeBps: 150, fundShare: 0.8 }

  function withFund(drive: MarginDrive): MarginDrive {
    openAccount(drive.state.ledger, lossMoneyOpening(fund, 'USDT'))
    return drive
  }

  test('behavior: it is income of fund and venue in the step of the fill', () => {
    const drive = withFund(startLapsed({ penalty, shareOfPosition: 0.5 }))
    const order = ordered(drive.tick())
    const filled = drive.report(order.effectId, fill(93_990, 500, 0))
    // 1.5 % of 4,699.50 is 70.4925, of what is left of 200 of equity that went with half the margin.
    const [reduced] = ofKind(filled.decisions, 'positionReduced')
    expect(reduced?.penalty).toEqual({ fund: { asset: 'USDT', minor: 56_394_000n }, venue: { asset: 'USDT', minor: 14_098_500n } })
    expect([balanceOf(drive.state.ledger, fund), balanceOf(drive.state.ledger, liquidationFees)]).toEqual([56_394_000n, 14_098_500n])
    const ids = new Set(filled.decisions[0]?.transfers)
    expect(filled.transfers.filter(({ reason }) => reason === 'liquidationPenalty').every(({ id }) => ids.has(id))).toBe(true)
    expect(auditLedger(drive.state.ledger).findings).toEqual([])
  })

  test('behavior: without a fund all of it is the venue’s', () => {
    const drive = startLapsed({ penalty, shareOfPosition: 0.5 })
    drive.report(ordered(drive.tick()).effectId, fill(93_990, 500, 0))
    expect(balanceOf(drive.state.ledger, liquidationFees)).toBe(70_492_500n)
  })

  test.each([
    // Sold at the bankruptcy price of 9,000 nothing is left; above it at most what is.
    ['at the bankruptcy price', 90_000, 0n],
    ['a little above it', 90_100, 10_000_000n],
    ['just what the penalty takes', 91_371, 137_056_500n],
    ['below it', 89_000, 0n],
  ])('table: all closed %s', (_name, ticks, taken) => {
    const drive = withFund(startLapsed({ penalty }, 1_000))
    drive.report(ordered(drive.tick()).effectId, fill(ticks, 1_000, 0))
    expect(balanceOf(drive.state.ledger, fund) + balanceOf(drive.state.ledger, liquidationFees)).toBe(taken)
    const { owed } = memberAccounts('long')
    expect(balanceOf(drive.state.ledger, owed)).toBe(0n)
    expect(balanceOf(drive.state.ledger, houseAccounts('USDT').shortfall)).toBe(ticks < 90_000 ? -100_000_000n : 0n)
  })

  test('property: no penalty makes a solvent account owe, however its fills come', () => {
    const fills = fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 88_000, max: 96_000 })), { maxLength: 6 })
    fc.assert(
      fc.property(fills, fc.integer({ min: 0, max: 5_000 }), (wanted, feeBps) => {
        const drive = withFund(startLapsed({ penalty: { feeBps, fundShare: 0.5 } }))
        const order = ordered(drive.tick())
        let left = order.lots
        for (const [lots, ticks] of wanted) {
          const here = Math.min(lots, left)
          if (here === 0) break
          const before = drive.member('long').figures?.equity ?? 0
          left -= here
          const { decisions } = drive.report(order.effectId, fill(ticks, here, left))
          const [reduced] = ofKind(decisions, 'positionReduced')
          const taken = Number((reduced?.penalty?.fund.minor ?? 0n) + (reduced?.penalty?.venue.minor ?? 0n)) / 1e6
          const unharmed = before + (here * (ticks - 94_000)) / 10_000
          expect(taken).toBeLessThanOrEqual(Math.max(0, unharmed) + 1e-6)
          expect(taken).toBeLessThanOrEqual((here * ticks * feeBps) / 1e8 + 1e-6)
        }
        expect(auditLedger(drive.state.ledger).findings).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})
