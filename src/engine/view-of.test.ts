import { describe, expect, test } from 'vitest'
import { drivePolicy, fill, startDrive, wideLimits } from '../../test/engine-drive.ts'
import { encode } from '../base/codec.ts'
import { signalNames } from './signal-catalogue.ts'
import { createState } from './state.ts'
import { reserveViews, viewOf } from './view-of.ts'

describe('viewOf', () => {
  test('default: nothing before the start, everything unknown after it', () => {
    expect(viewOf(createState())).toBeUndefined()
    const view = viewOf(startDrive(drivePolicy()).state)
    expect(view).toMatchObject({ seq: 1, halted: false, policyName: 'driven', counts: { decisions: 0, transfers: 1, effects: 0 } })
    const [market] = view?.markets ?? []
    expect(market).toMatchObject({ integrity: 'awaitingSnapshot', tickSize: 0.1, lotSize: 0.001, modelled: false })
    for (const absent of ['bidTicks', 'askTicks', 'midTicks', 'lastTicks', 'referenceTicks']) expect(market).not.toHaveProperty(absent)
    expect(Object.keys(market?.signals ?? {})).toEqual(signalNames)
    expect(market?.facilities.map(({ facility, positionLots, openOrders }) => [facility, positionLots, openOrders])).toEqual([
      ['depthDeployment', 0, []],
      ['assetPurchase', 0, []],
    ])
  })

  test('behavior: money, orders and triggers as they stand; reading changes nothing', () => {
    const drive = startDrive(drivePolicy())
    drive.book()
    drive.wait(60)
    drive.book({ half: 60, lots: 100 })
    const [buy] = [...drive.state.orders.values()]
    if (buy === undefined) throw new Error('a buying quote works')
    drive.report(buy.orderId, fill(99_760, 500, buy.lotsLeft - 500, 250_000n))
    drive.trade(99_900, 3)
    const before = encode(drive.state)
    const view = viewOf(drive.state)
    const [market] = view?.markets ?? []
    expect(market).toMatchObject({ bidTicks: 99_940, askTicks: 100_060, midTicks: 100_000, lastTicks: 99_900, referenceTicks: 100_000 })
    const [facility] = market?.facilities ?? []
    expect(facility).toMatchObject({ positionLots: 500, averageCostTicks: 99_760, suspended: false })
    expect(facility?.deployed.minor).toBe(4_988_000_000n)
    expect(facility?.fees.minor).toBe(250_000n)
    expect(facility?.budget.minor).toBe(BigInt(wideLimits.budget) * 1_000_000n)
    expect(facility?.openOrders).toHaveLength(2)
    expect(facility?.openOrders[0]).toEqual({ orderId: buy.orderId, side: 'buy', ticks: buy.ticks, lots: buy.lots - 500 })
    expect(market?.triggers[0]).toMatchObject({ name: 'wide', phase: 'active', conditions: [{ signal: 'spreadBps', met: true }] })
    const [reserve] = reserveViews(drive.state)
    const { available, committed, deployed, fees, realised, opening } = reserve ?? {}
    expect((available?.minor ?? 0n) + (committed?.minor ?? 0n) + (deployed?.minor ?? 0n) + (fees?.minor ?? 0n)).toBe(opening?.minor)
    expect(realised?.minor).toBe(0n)
    expect(encode(drive.state)).toBe(before)
  })

  test('behavior: a loss and a gain have their sign', () => {
    for (const [ticks, realised] of [
      [99_860, 5_000_000n],
      [99_660, -5_000_000n],
    ] as const) {
      const drive = startDrive(drivePolicy())
      drive.book()
      drive.wait(60)
      drive.book({ half: 60, lots: 100 })
      const [buy, sell] = [...drive.state.orders.values()]
      drive.report(buy?.orderId ?? '', fill(99_760, 500, (buy?.lots ?? 0) - 500))
      drive.report(sell?.orderId ?? '', fill(ticks, 500, (sell?.lots ?? 0) - 500))
      expect(viewOf(drive.state)?.markets[0]?.facilities[0]?.realised.minor).toBe(realised)
      expect(reserveViews(drive.state)[0]?.realised.minor).toBe(realised)
    }
  })
})
