import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seconds, timeUs } from '../base/time.ts'
import { indexOf, indexTerms, venuePrice, type IndexPrice, type VenueQuote } from './index-price.ts'

const at = timeUs(1_000e6)
const quoteAt = (venue: string, price: number, changes: Partial<VenueQuote> = {}): VenueQuote => ({
  venue,
  at,
  bid: price - 1,
  ask: price + 1,
  weight: 1,
  ...changes,
})
const five = (prices: readonly number[]): VenueQuote[] => prices.map((price, index) => quoteAt(`v${index}`, price))
const old = { at: timeUs(at - seconds(10) - 1) }
const priceOf = (index: IndexPrice): number => (index.kind === 'known' ? index.price : NaN)
const standings = (index: IndexPrice) => index.venues.map(({ standing }) => standing)

describe('grades of an index', () => {
  const calm = five([60_000, 60_010, 60_020, 60_030, 60_040])

  test.each([
    ['five that agree', calm, {}, 'ok', 60_020],
    ['no venue', [], {}, 'tooFew', NaN],
    ['two venues', calm.slice(0, 2), {}, 'tooFew', 60_005],
    ['three venues', calm.slice(0, 3), {}, 'ok', 60_010],
    ['three of which one is far out', five([60_000, 60_010, 70_000]), {}, 'tooFew', 60_010],
    ['as old as is allowed', calm.map((quote) => ({ ...quote, at: timeUs(at - seconds(10)) })), {}, 'ok', 60_020],
    ['all a moment older', calm.map((quote) => ({ ...quote, ...old })), {}, 'stale', 60_020],
    ['as far apart as is allowed', five([59_850, 60_000, 60_150]), {}, 'ok', 60_000],
    ['a little further', five([59_849, 60_000, 60_150]), {}, 'wide', 60_000],
    ['as far from the reference as is allowed', five([59_999, 60_000, 60_001]), { reference: 40_000 }, 'ok', 60_000],
    ['a little further up', five([59_999, 60_000, 60_001]), { reference: 39_999 }, 'tooVolatile', 60_000],
    ['as far below the reference as is allowed', five([59_999, 60_000, 60_001]), { reference: 90_000 }, 'ok', 60_000],
    ['a little further down', five([59_999, 60_000, 60_001]), { reference: 90_001 }, 'tooVolatile', 60_000],
    ['volatile and wide: the worse', five([59_000, 60_000, 60_150]), { reference: 1 }, 'tooVolatile', 60_000],
    ['stale and volatile: the worse', calm.map((quote) => ({ ...quote, ...old })), { reference: 1 }, 'stale', 60_020],
  ] as const)('table: %s', (_name, quotes, moment, grade, price) => {
    const index = indexOf(quotes, { at, ...moment })
    expect(index.grade).toBe(grade)
    expect(priceOf(index)).toEqual(price)
  })

  test('table: what becomes of a quote', () => {
    const quotes = [
      ...calm.slice(0, 3),
      quoteAt('pumped', 600_000),
      quoteAt('crossed', 60_000, { bid: 60_001, ask: 60_001 }),
      quoteAt('old', 60_000, old),
      quoteAt('broken', 60_000, { bid: NaN }),
      quoteAt('negative', 60_000, { last: -1 }),
      quoteAt('old and crossed', 60_000, { ...old, bid: 70_000 }),
      quoteAt('at the edge', 60_010 * (1 + indexTerms.outlierBeyond) - 0.001),
      quoteAt('over the edge', 60_010 * (1 + indexTerms.outlierBeyond) + 30),
      quoteAt('below', 10),
    ]
    expect(standings(indexOf(quotes.slice(0, 9), { at })).slice(3)).toEqual([
      'outlier',
      'crossed',
      'stale',
      'notPositive',
      'notPositive',
      'crossed',
    ])
    const edges = [...five([60_010, 60_010, 60_010, 60_010, 60_010]), ...quotes.slice(9, 11)]
    expect(standings(indexOf(edges, { at })).slice(5)).toEqual(['agreeing', 'outlier'])
  })
})

describe('attacks', () => {
  const calm = five([60_000, 60_010, 60_020, 60_030, 60_040])
  const replaced = (quote: VenueQuote): VenueQuote[] => [...calm.slice(0, 4), quote]

  test('behavior: one of five pumped to ten times moves the index by less than the venues differ', () => {
    const index = indexOf(replaced(quoteAt('v4', 600_000, { weight: 1_000 })), { at })
    expect(index.grade).toBe('ok')
    expect(priceOf(index)).toBeGreaterThanOrEqual(60_000)
    expect(priceOf(index)).toBeLessThanOrEqual(60_030)
    expect(standings(index)[4]).toBe('outlier')
  })

  test('behavior: a venue that is left alone does not make the price', () => {
    const alone = indexOf([...calm.slice(0, 4).map((quote) => ({ ...quote, ...old })), quoteAt('v4', 90_000)], { at })
    expect(alone.grade).toBe('stale')
    expect(priceOf(alone)).toBeLessThanOrEqual(60_030)
  })

  test('behavior: a venue that drifts away slowly takes the index nowhere, and stops counting on the way', () => {
    for (let drift = 0; drift < 600; drift++) {
      const index = indexOf(replaced(quoteAt('v4', 60_000 + 10 * drift)), { at })
      expect(priceOf(index)).toBeLessThanOrEqual(60_030)
      expect(standings(index)[4]).toBe(60_000 + 10 * drift - priceOf(index) > 0.02 * priceOf(index) ? 'outlier' : 'agreeing')
    }
  })

  test('behavior: a single print counts no further than the spread', () => {
    expect(venuePrice(quoteAt('v', 100, { last: 1_000 }))).toBe(101)
    expect(venuePrice(quoteAt('v', 100, { last: 1 }))).toBe(99)
    expect(venuePrice(quoteAt('v', 100, { last: 100.5 }))).toBe(100.5)
    expect(venuePrice(quoteAt('v', 100))).toBe(100)
    const printed = calm.map((quote) => ({ ...quote, last: 600_000 }))
    expect(priceOf(indexOf(printed, { at }))).toBe(60_021)
  })

  test('behavior: a crossed venue is left out, and four that are crossed leave too few', () => {
    const crossed = (quote: VenueQuote): VenueQuote => ({ ...quote, bid: 90_000 })
    expect(indexOf(replaced(crossed(calm[4] as VenueQuote)), { at }).grade).toBe('ok')
    expect(indexOf([...calm.slice(0, 4).map(crossed), calm[4] as VenueQuote], { at }).grade).toBe('tooFew')
  })

  test('error: a quote from the future', () => {
    expect(() => indexOf([quoteAt('v', 100, { at: timeUs(at + 1) })], { at })).toThrow('time never runs backwards')
  })
})

const honestPrice = fc.integer({ min: 59_000_000, max: 61_000_000 }).map((thousandths) => thousandths / 1_000)
const lie = fc.oneof(fc.integer({ min: 1, max: 1_000_000_000 }), honestPrice)
const weight = fc.integer({ min: 1, max: 10_000 })

describe('laws', () => {
  test('property: any minority of liars of any weight leaves the index within the range of the honest', () => {
    const honest = fc.array(fc.tuple(honestPrice, weight), { minLength: 1, maxLength: 7 })
    const liars = fc.array(fc.tuple(lie, weight), { maxLength: 6 })
    fc.assert(
      fc.property(honest, liars, fc.nat(), (truths, lies, turn) => {
        const told = lies.slice(0, Math.max(0, truths.length - 1))
        const all = [...truths, ...told].map(([price, weighs], index) =>
          quoteAt(`v${index}`, price, { bid: price * 0.9999, ask: price * 1.0001, last: price, weight: weighs }),
        )
        const turned = [...all.slice(turn % all.length), ...all.slice(0, turn % all.length)]
        const index = indexOf(turned, { at })
        const prices = truths.map(([price]) => price)
        expect(told.length).toBeLessThanOrEqual(Math.floor((all.length - 1) / 2))
        expect(priceOf(index)).toBeGreaterThanOrEqual(Math.min(...prices))
        expect(priceOf(index)).toBeLessThanOrEqual(Math.max(...prices))
        expect(priceOf(index)).toBe(priceOf(indexOf(all, { at })))
      }),
      { numRuns: 500 },
    )
  })
})
