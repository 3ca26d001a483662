import { describe, expect, test } from 'vitest'
import { drivePolicy, driveStart, startDrive } from '../../test/engine-drive.ts'
import { btcPerpetual } from '../../test/instruments.ts'
import { timeUs } from '../base/time.ts'
import { createState } from '../engine/state.ts'
import { createHistoryRecorder } from './history.ts'

describe('createHistoryRecorder', () => {
  test('behavior: one point a stretch of time, on whole multiples of it', () => {
    const history = createHistoryRecorder(1_000_000)
    const { state } = startDrive(drivePolicy())
    for (const seconds of [0.3, 0.6, 0.999_999, 1, 1.5, 5.2, 5.9, 6]) {
      state.at = timeUs(driveStart + seconds * 1e6)
      history.note(state, false)
    }
    const atSeconds = history.of(btcPerpetual.id)?.atUs.map((at) => (at - driveStart) / 1e6)
    expect(atSeconds).toEqual([0.3, 1, 5.2, 6])
  })

  test('behavior: prices in the quote, reserves in whole units, nothing where nothing is known', () => {
    const history = createHistoryRecorder(1_000_000)
    const drive = startDrive(drivePolicy())
    history.note(drive.state, true)
    drive.book()
    drive.wait(60)
    drive.book({ half: 60, lots: 100 })
    history.note(drive.state, true)
    const { series, phases, reserves, quote, modelled } = history.of(btcPerpetual.id) ?? {}
    expect([quote, modelled]).toEqual(['USDT', false])
    expect(series?.price).toEqual([null, 10_000])
    expect(series?.bid[1]).toBeCloseTo(9_994, 9)
    expect(series?.ask[1]).toBeCloseTo(10_006, 9)
    expect(series?.spreadBps).toEqual([null, 12])
    expect(series?.volumeRatio).toEqual([null, null])
    expect(phases).toEqual([
      { trigger: 'wide', values: [0, 3] },
      { trigger: 'gap', values: [0, 0] },
    ])
    expect(reserves?.[0]?.available[0]).toBe(1_000_000)
    expect((reserves?.[0]?.available[1] ?? 0) + (reserves?.[0]?.committed[1] ?? 0)).toBeCloseTo(1_000_000, 6)
    expect(reserves?.[0]?.committed[1]).toBeGreaterThan(0)
  })

  test('behavior: a peak of the reserve between two points is kept, once', () => {
    const history = createHistoryRecorder(100_000_000)
    const drive = startDrive(drivePolicy())
    history.note(drive.state, true)
    drive.book()
    drive.wait(10)
    drive.book({ half: 60, lots: 100 })
    history.note(drive.state, true)
    for (const { orderId, lots } of [...drive.state.orders.values()]) drive.report(orderId, { kind: 'cancelled', lotsLeft: lots })
    history.note(drive.state, true)
    for (const wait of [100, 100]) {
      drive.wait(wait)
      drive.tick()
      history.note(drive.state, false)
    }
    const committed = history.of(btcPerpetual.id)?.reserves[0]?.committed ?? []
    expect(committed).toHaveLength(3)
    expect([committed[0], committed[2]]).toEqual([0, 0])
    expect(committed[1]).toBeGreaterThan(0)
  })

  test('behavior: however long the run, points stay below 20 000, evenly spaced and in step', () => {
    const history = createHistoryRecorder(1_000_000)
    const { state } = startDrive(drivePolicy())
    for (let second = 0; second < 45_000; second++) {
      state.at = timeUs(driveStart + second * 1e6)
      history.note(state, false)
    }
    const { atUs = [], series, phases = [], reserves = [] } = history.of(btcPerpetual.id) ?? {}
    expect(atUs.length).toBeLessThan(20_000)
    expect(atUs.length).toBeGreaterThanOrEqual(10_000)
    const gaps = new Set(atUs.slice(1).map((at, place) => at - (atUs[place] ?? 0)))
    expect([...gaps]).toEqual([4_000_000])
    expect(atUs[0]).toBe(driveStart)
    const columns = [...Object.values(series ?? {}), ...phases.map(({ values }) => values), ...Object.values(reserves[0] ?? {})]
    for (const column of columns) if (Array.isArray(column)) expect(column).toHaveLength(atUs.length)
  })

  test('default: nothing before the run has started, nothing of a market it does not have', () => {
    const history = createHistoryRecorder(1_000_000)
    history.note(createState(), false)
    expect(history.of(btcPerpetual.id)).toBeUndefined()
  })
})
