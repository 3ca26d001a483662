import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { thinHistory } from '../../src/api/thin.ts'
import { phaseBands, shadedBands } from '../../web/src/lib/bands.ts'
import { compact, levelText, moneyText, valueText } from '../../web/src/lib/format.ts'
import { mergeHistory } from '../../web/src/lib/merge-history.ts'
import { aboveZero } from '../../web/src/lib/panels.ts'
import { gravest, severity, whyLine } from '../../web/src/lib/phase.ts'
import { axisTimes, clockText, durationText } from '../../web/src/lib/time.ts'
import type { History, TriggerCondition } from '../../web/src/lib/types.ts'
import { toWire } from '../../src/api/wire.ts'
import { createFakeSession } from './fake-session.ts'
import { crashMarket } from './synthetic-decisions.ts'

function historyAt(minute: number, after?: Readonly<{ afterUs: number; bucketUs: number }>): History {
  const session = createFakeSession()
  session.goTo(minute)
  const recorded = session.history(crashMarket)
  if (recorded === undefined) throw new Error('the synthetic session has its market')
  return thinHistory(recorded, after)
}

describe('mergeHistory', () => {
  test('property: asking for what is new and joining it is asking for all', () => {
    const minutes = fc
      .array(fc.integer({ min: 1, max: 2_880 }), { minLength: 2, maxLength: 5 })
      .map((list) => list.toSorted((a, b) => a - b))
    fc.assert(
      fc.property(minutes, (stops) => {
        let held: History | undefined
        for (const stop of stops) {
          const last = held?.atUs.at(-1)
          held = mergeHistory(held, historyAt(stop, held && last !== undefined ? { afterUs: last, bucketUs: held.bucketUs } : undefined))
        }
        expect(held).toEqual(historyAt(stops.at(-1) ?? 0))
      }),
      { numRuns: 25 },
    )
  })

  test('behavior: an unfinished bucket is replaced, not doubled', () => {
    const cut = (history: History, from: number, to: number): History => ({
      ...history,
      bucketUs: 120_000_000,
      whole: from === 0,
      atUs: history.atUs.slice(from, to),
    })
    const whole = historyAt(100)
    const merged = mergeHistory(cut(whole, 0, 51), cut(whole, 51, 52))
    expect(merged.atUs.slice(-2)).toEqual([whole.atUs[49], whole.atUs[51]])
  })
})

describe('bands', () => {
  test('behavior: stretches of one trigger follow each other without holes, and calm is not shaded', () => {
    const history = historyAt(2_880)
    const bands = phaseBands(history, 0)
    bands.slice(1).forEach((band, i) => expect(band.from).toBe(bands[i]?.to))
    expect(new Set(shadedBands(history).map((band) => band.phase))).toEqual(new Set(['active', 'recovering', 'stressed']))
  })
})

describe('severity', () => {
  const below: TriggerCondition = {
    signal: 's',
    reading: { kind: 'known', value: 0 },
    direction: 'below',
    fire: 0.35,
    release: 0.6,
    met: false,
  }
  const above: TriggerCondition = { ...below, direction: 'above', fire: 8, release: 3 }
  test.each([
    [below, 0.35, 1],
    [below, 0.6, 0],
    [below, 0.1, 2],
    [above, 8, 1],
    [above, 3, 0],
    [above, 13, 2],
    [{ ...above, release: 8 }, 8, 1],
    [{ ...above, release: 8 }, 12, 2],
    [{ ...below, fire: -0.03, release: -0.01 }, -0.03, 1],
    [{ ...below, fire: -0.03, release: -0.01 }, 0, -0.5],
  ] as const)('table: row %#', (condition, value, expected) => {
    expect(severity(condition, value)).toBeCloseTo(expected, 9)
  })
})

describe('the state of a market', () => {
  test('behavior: recovering outranks stressed, active outranks all', () => {
    const session = createFakeSession()
    session.goTo(700)
    const market = toWire(session.view())?.markets[0]
    if (market === undefined) throw new Error('the synthetic session has a market')
    const [trigger] = market.triggers
    if (trigger === undefined) throw new Error('the synthetic market has a trigger')
    const withPhases = (...phases: readonly (typeof trigger.phase)[]): typeof market => ({
      ...market,
      triggers: phases.map((phase) => ({ ...trigger, name: phase, phase })),
    })
    expect(gravest(withPhases('stressed', 'recovering', 'watch'))?.phase).toBe('recovering')
    expect(gravest(withPhases('recovering', 'active', 'stressed'))?.phase).toBe('active')
    expect(gravest(withPhases())).toBeUndefined()
    expect(whyLine(withPhases(), [])).toContain('no trigger')
  })
})

describe('words and numbers', () => {
  test('table: numbers', () => {
    expect([compact(4_309_724), compact(54_200), compact(540), compact(0), compact(-2_317_449), compact(0.004_57)]).toEqual([
      '4.31 M',
      '54.2 K',
      '540.0',
      '0.00',
      '−2.32 M',
      '0.00457',
    ])
    expect([valueText(0.0183, 'fraction', 'USD'), valueText(7.83, 'fraction', 'USD'), valueText(0.308, 'ratio', 'USD')]).toEqual([
      '1.83 %',
      '783 %',
      '0.308 ×',
    ])
    expect([
      levelText(0.35, 'ratio', ''),
      levelText(6, 'bps', ''),
      levelText(-0.03, 'fraction', ''),
      levelText(5, 'fraction', ''),
      levelText(10, 'count', ''),
    ]).toEqual(['0.35 ×', '6 bps', '−3 %', '500 %', '10'])
    expect(moneyText({ asset: 'USD', minor: '-43667875807424' }, 6)).toBe('−43,667,875.80')
  })

  test('table: times', () => {
    expect(clockText(1_584_009_900_250_000)).toBe('10:45:00.25')
    expect(clockText(1_584_009_900_000_000)).toBe('10:45:00')
    expect([durationText(500_000), durationText(60e6), durationText(61e6), durationText(3_723e6), durationText(49 * 3_600e6)]).toEqual([
      '0.5 s',
      '1 min',
      '1 min 1 s',
      '1 h 2 min',
      '2 d 1 h',
    ])
    expect(axisTimes([1_583_971_200, 1_583_992_800, 1_584_057_600])).toEqual(['12 Mar', '06:00', '13 Mar'])
  })

  test('behavior: a known zero has a place on a logarithmic panel, an unknown has none', () => {
    expect(
      aboveZero([
        [10, 0, null],
        [20, 5, 1_000],
      ]),
    ).toEqual([
      [10, 1, null],
      [20, 5, 1_000],
    ])
    expect(aboveZero([[10, 0, null]])).toEqual([[10, 1, null]])
    expect(aboveZero([[0, null]])).toEqual([[1, null]])
  })
})
