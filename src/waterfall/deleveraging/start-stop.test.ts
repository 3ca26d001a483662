import { describe, expect, it } from 'vitest'
import { advanceStartStop, bybitLevels, drawdownRatio, fallBeyondStart, startStopOff, type StartStop } from './start-stop.ts'

const hour = 3_600_000_000

function fund(...readings: readonly (readonly [hours: number, balance: number])[]): StartStop {
  return readings.reduce(
    (before, [hours, balance]) => advanceStartStop(before, { at: hours * hour, balance, profit: balance - 1_000 }, bybitLevels),
    startStopOff(),
  )
}

describe('advanceStartStop', () => {
  it('table: starts at the first level and stops above the second, and between them goes on as it was', () => {
    expect(fund([0, 1_000], [1, 701])).toMatchObject({ isOn: false, reason: 'held' })
    expect(fund([0, 1_000], [1, 700])).toMatchObject({ isOn: true, reason: 'fell', ratio: -0.3 })
    expect(fund([0, 1_000], [1, 699])).toMatchObject({ isOn: true, reason: 'fell' })
    expect(fund([0, 1_000], [1, 700], [2, 749])).toMatchObject({ isOn: true, reason: 'held' })
    expect(fund([0, 1_000], [1, 700], [2, 750])).toMatchObject({ isOn: true, reason: 'held' })
    expect(fund([0, 1_000], [1, 700], [2, 751])).toMatchObject({ isOn: false, reason: 'recovered' })
  })

  it('table: an empty fund starts at any ratio and goes on until it holds something', () => {
    expect(fund([0, 0])).toMatchObject({ isOn: true, reason: 'exhausted' })
    expect(fund([0, 1])).toMatchObject({ isOn: false, reason: 'recovered' })
    expect(fund([0, 0], [1, 1])).toMatchObject({ isOn: false, reason: 'recovered' })
  })

  it('table: a high counts for eight hours', () => {
    expect(fund([0, 1_000], [8, 700])).toMatchObject({ isOn: true })
    expect(fund([0, 1_000], [8.001, 700])).toMatchObject({ isOn: false, ratio: 0 })
    expect(fund([0, 1_000], [4, 900], [8.001, 700])).toMatchObject({ ratio: -200 / 900, isOn: false })
  })

  it('behavior: what is paid in is no profit, so that a fund cannot be lifted over its losses', () => {
    const before = advanceStartStop(startStopOff(), { at: 0, balance: 1_000, profit: 0 }, bybitLevels)
    expect(advanceStartStop(before, { at: 1, balance: 1_400, profit: -450 }, bybitLevels)).toMatchObject({
      isOn: true,
      ratio: -450 / 1_400,
    })
  })
})

it('table: a fall of a fund that never held anything has no bound', () => {
  expect(drawdownRatio(-1, 0, 0)).toBe(Number.NEGATIVE_INFINITY)
  expect(drawdownRatio(5, 3, 0)).toBe(0)
})

it('table: what lies beyond the start level', () => {
  expect(fallBeyondStart({ ratio: -0.35, highestBalance: 1_000_000 }, bybitLevels)).toBeCloseTo(50_000, 6)
  expect(fallBeyondStart({ ratio: -0.29, highestBalance: 1_000_000 }, bybitLevels)).toBe(0)
})
