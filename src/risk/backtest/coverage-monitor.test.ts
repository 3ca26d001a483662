import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../base/codec.ts'
import { meanOf } from '../../num/moments.ts'
import { shortfallStatistics } from './acerbi-szekely.ts'
import { exactTails } from './binomial-test.ts'
import { coverageReading, createCoverageMonitor, scoreForecast, type CoverageReading, type JudgedForecast } from './coverage-monitor.ts'
import { countExceedances, markExceedances } from './exceedance-marks.ts'
import { conditionalCoverageTest, countTransitions, independenceTest } from './independence.ts'
import { kupiecTest } from './kupiec.ts'
import { fisslerZiegelScores } from './scores.ts'
import { trafficLight } from './traffic-light.ts'

function readingOf(monitor: Parameters<typeof coverageReading>[0]): CoverageReading {
  const reading = coverageReading(monitor)
  if (!reading.ok) throw new Error('expected a reading')
  return reading.value
}

const forecasts = fc.array(
  fc.record({
    loss: fc.double({ min: -3, max: 3, noNaN: true }),
    valueAtRisk: fc.double({ min: 0.1, max: 2, noNaN: true }),
    expectedShortfall: fc.oneof(fc.double({ min: 0.2, max: 3, noNaN: true }), fc.constantFrom(0, -1, 5e-324)),
  }),
  { minLength: 1, maxLength: 60 },
)

/** What the batch tests say of the same forecasts; those without a score are left out of the scores. */
function batchReading(window: readonly JudgedForecast[], tailProbability: number) {
  const pick = (from: readonly JudgedForecast[], key: keyof JudgedForecast): number[] => from.map((each) => each[key])
  const marks = markExceedances(pick(window, 'loss'), pick(window, 'valueAtRisk'))
  const count = { observations: window.length, exceedances: countExceedances(marks), tailProbability }
  const scored = window.filter(({ expectedShortfall }) => expectedShortfall > 1e-300)
  const record = {
    losses: pick(scored, 'loss'),
    valueAtRisk: pick(scored, 'valueAtRisk'),
    expectedShortfall: pick(scored, 'expectedShortfall'),
    tailProbability,
  }
  return {
    ...count,
    expectedExceedances: window.length * tailProbability,
    exactTails: exactTails(count),
    kupiec: kupiecTest(count),
    independence: independenceTest(countTransitions(marks)),
    conditionalCoverage: conditionalCoverageTest(marks, tailProbability),
    zone: count.exceedances === 0 ? 'green' : trafficLight(count).zone,
    meanScore: scored.length === 0 ? undefined : meanOf(fisslerZiegelScores(record)),
    sizeAndNumber: scored.length === 0 ? undefined : shortfallStatistics(record).sizeAndNumber,
  }
}

describe('coverage monitor', () => {
  test('property: after every forecast it says what the batch tests say of the window', () => {
    fc.assert(
      fc.property(forecasts, fc.integer({ min: 1, max: 12 }), fc.constantFrom(0.75, 0.99), (stream, windowLosses, confidence) => {
        const monitor = createCoverageMonitor({ windowLosses, confidence })
        stream.forEach((forecast, t) => {
          expect(scoreForecast(monitor, forecast)).toBe(forecast.loss > forecast.valueAtRisk)
          const reading = readingOf(monitor)
          const {
            meanScore,
            sizeAndNumber,
            tailProbability: _,
            ...counts
          } = batchReading(stream.slice(Math.max(0, t + 1 - windowLosses), t + 1), 1 - confidence)
          expect(reading).toMatchObject(counts)
          expect(reading.judged).toBe(t + 1)
          if (meanScore === undefined || sizeAndNumber === undefined) {
            const refused = { ok: false, refusal: { reason: 'nothingScored', observations: counts.observations } }
            expect([reading.meanScore, reading.sizeAndNumber]).toEqual([refused, refused])
          } else {
            expect(reading.meanScore.ok && reading.meanScore.value).toBeCloseTo(meanScore, 9)
            expect(reading.sizeAndNumber.ok && reading.sizeAndNumber.value).toBeCloseTo(sizeAndNumber, 9)
          }
        })
      }),
      { numRuns: 150 },
    )
  })

  test('property: saved and restored midway it goes on bit for bit', () => {
    fc.assert(
      fc.property(forecasts, fc.nat(60), (stream, at) => {
        const whole = createCoverageMonitor({ windowLosses: 7, confidence: 0.9 })
        for (const forecast of stream) scoreForecast(whole, forecast)
        const first = createCoverageMonitor({ windowLosses: 7, confidence: 0.9 })
        for (const forecast of stream.slice(0, at)) scoreForecast(first, forecast)
        const second = decode(encode(first)) as typeof first
        for (const forecast of stream.slice(at)) scoreForecast(second, forecast)
        expect(encode(second)).toBe(encode(whole))
      }),
    )
  })

  test('table: a loss at, above and below its VaR', () => {
    const monitor = createCoverageMonitor({ windowLosses: 3, confidence: 0.9 })
    const judge = (loss: number): boolean => scoreForecast(monitor, { loss, valueAtRisk: 1, expectedShortfall: 2 })
    expect([judge(1), judge(1 + 1e-15), judge(0.999)]).toEqual([false, true, false])
    expect(readingOf(monitor).exceedances).toBe(1)
  })

  test('neighbouring exceedances are counted while both are in the window', () => {
    const monitor = createCoverageMonitor({ windowLosses: 6, confidence: 0.9 })
    const marks = [1, 1, 1, 0, 0, 1, 1, 0, 0, 0]
    marks.forEach((mark, t) => {
      scoreForecast(monitor, { loss: mark, valueAtRisk: 0.5, expectedShortfall: 1 })
      const expected = independenceTest(countTransitions(marks.slice(Math.max(0, t - 5), t + 1)))
      expect(readingOf(monitor).independence).toEqual(expected)
    })
  })

  test('what three scales of losses leave behind is gone after a round', () => {
    const monitor = createCoverageMonitor({ windowLosses: 4, confidence: 0.9 })
    for (const loss of [1e200, 1e100, 2, 2, 2, 2, 2, 2, 2, 2]) scoreForecast(monitor, { loss, valueAtRisk: 1, expectedShortfall: 1 })
    const reading = readingOf(monitor)
    expect(reading.sizeAndNumber).toEqual({ ok: true, value: expect.closeTo(1 - 20, 9) as number })
    expect(reading.meanScore).toEqual({ ok: true, value: expect.closeTo(10, 9) as number })
  })

  test('a long run leaves no rounding behind', () => {
    const monitor = createCoverageMonitor({ windowLosses: 10, confidence: 0.9 })
    for (let t = 0; t < 10_000; t++) scoreForecast(monitor, { loss: 1e12 * (t % 7), valueAtRisk: 1e11, expectedShortfall: 3e11 })
    for (let t = 0; t < 15; t++) scoreForecast(monitor, { loss: 2, valueAtRisk: 1, expectedShortfall: 1 })
    const reading = readingOf(monitor)
    expect(reading.sizeAndNumber).toEqual({ ok: true, value: expect.closeTo(1 - 20, 9) as number })
    expect(reading.meanScore).toEqual({ ok: true, value: expect.closeTo(10, 9) as number })
  })

  test('a year of twice the exceedances is yellow, three times red', () => {
    const run = (every: number): CoverageReading => {
      const monitor = createCoverageMonitor({ windowLosses: 250, confidence: 0.99 })
      for (let t = 0; t < 500; t++) scoreForecast(monitor, { loss: t % every === 0 ? 2 : 0, valueAtRisk: 1, expectedShortfall: 1.2 })
      return readingOf(monitor)
    }
    expect(run(100).zone).toBe('green')
    expect(run(50).zone).toBe('yellow')
    expect(run(25)).toMatchObject({ zone: 'red', exceedances: 10, expectedExceedances: 250 * (1 - 0.99), observations: 250, judged: 500 })
  })

  test('refused before the first forecast', () => {
    const monitor = createCoverageMonitor({ windowLosses: 3, confidence: 0.9 })
    expect(coverageReading(monitor)).toEqual({ ok: false, refusal: { reason: 'noForecasts' } })
  })

  test.each([
    [{ windowLosses: 0, confidence: 0.9 }, 'windowLosses'],
    [{ windowLosses: 2.5, confidence: 0.9 }, 'windowLosses'],
    [{ windowLosses: 3, confidence: 1 }, 'confidence'],
  ])('error: %j', (options, message) => {
    expect(() => createCoverageMonitor(options)).toThrow(message)
  })

  test.each(['loss', 'valueAtRisk', 'expectedShortfall'])('error: a %s that is not finite changes nothing', (key) => {
    const monitor = createCoverageMonitor({ windowLosses: 3, confidence: 0.9 })
    const before = encode(monitor)
    const forecast = { loss: 1, valueAtRisk: 1, expectedShortfall: 1, [key]: Number.NaN }
    expect(() => scoreForecast(monitor, forecast)).toThrow('a loss and its forecasts are finite')
    expect(encode(monitor)).toBe(before)
  })
})
