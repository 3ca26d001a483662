import { describe, expect, test } from 'vitest'
import { everyAuctionBody } from '../../test/auction-bodies.ts'
import { everyDeleveragingBody } from '../../test/deleveraging-bodies.ts'
import { everyFacilityBody } from '../../test/facility-bodies.ts'
import { everyBody, fakeDecision, fakeView } from '../../test/fake-session.ts'
import { everyFundBody } from '../../test/fund-bodies.ts'
import { everyMarginBody } from '../../test/margin-bodies.ts'
import { everyWaterfallBody } from '../../test/waterfall-bodies.ts'
import type { DecisionBody } from '../engine/decision.ts'
import { decisionLine } from './decision-line.ts'
import { decisionBodySchema } from './schema-decision.ts'
import { decisionLineSchema } from './schema.ts'

// In the order of `everyBody`. The market has ticks of 0.5 USDT and lots of 0.001 BTC; USDT has 6 decimals.
const sentences: readonly (readonly [title: string, text: string])[] = [
  ['Trigger stressed', 'calm to stressed: Quoted spread 61 bps (above 50 bps)'],
  ['Backstop activated', 'Depth deployment and Asset purchase: Quoted spread 61 bps (above 50 bps)'],
  ['Backstop released', 'after 1 min 30 s at work'],
  ['Quotes placed', '2 orders around 8,000.0: 0.25 BTC bid, 0.1 BTC offered'],
  ['Quotes withdrawn', '2 orders, the market is returning'],
  ['Quotes withdrawn', '2 orders, the backstop was released'],
  ['Quotes withdrawn', '2 orders, the book is unknown'],
  ['Quotes withdrawn', '2 orders, to be placed anew nearer the market'],
  ['Quotes withdrawn', '2 orders, the facility is suspended'],
  ['Quotes withdrawn', '2 orders, the engine is halted'],
  ['Purchase ordered', 'buy 0.25 BTC at 7,995.0; reference 8,200.0, bound 8,005.0'],
  ['Sale ordered', 'sell 0.25 BTC at 7,995.0; reference 8,200.0, bound 8,005.0'],
  ['Disposal ordered', 'sell 0.25 BTC at 7,995.0; cost 7,500.0, bound 7,992.5'],
  ['Bought', '0.25 BTC at 7,995.0; realised -1.25 USDT, fee 0.43 USDT'],
  ['Sold', '0.25 BTC at 7,995.0; realised -1.25 USDT, fee 0.43 USDT'],
  ['Order cancelled', '0.05 BTC left unfilled'],
  ['Order rejected', '0.05 BTC left unfilled: would take'],
  ['Inventory marked', 'at 7,900.0: unrealised -2,500.00 USDT, change 0.01 USDT'],
  ['Facility suspended', 'Asset purchase: its loss limit is reached'],
  ['Facility withheld', 'Depth deployment: its books do not support this payoff'],
  ['Facility withheld', 'Depth deployment: its budget is spent'],
  ['Facility withheld', 'Depth deployment: its inventory is at the limit'],
  ['Facility withheld', 'Depth deployment: the engine is halted'],
  [
    'Model demoted',
    'Historical simulation: 41 of 1,440 losses beyond value at risk at 97.5 %, 14.4 expected, p below 10^-8. Filtered historical simulation speaks now: 17 of 1,440 losses beyond value at risk at 97.5 %, 14.4 expected, p 0.5',
  ],
  [
    'Model distrusted',
    'Normal, EWMA volatility: 41 of 1,440 losses beyond value at risk at 97.5 %, 14.4 expected, p below 10^-8; no challenger holds',
  ],
  ['Model trusted again', 'Historical simulation: 17 of 1,440 losses beyond value at risk at 97.5 %, 14.4 expected, p 0.5'],
  ['Engine halted', 'by operator: a look around'],
  ['Engine resumed', 'by operator: all well'],
]

describe('decisionLine', () => {
  test('every kind of body has its sentence here', () => {
    const kinds = decisionBodySchema.options.map((option) => option.shape.kind.value)
    // Those about members and their losses have theirs beside their texts.
    const elsewhere = [everyMarginBody, everyAuctionBody, everyWaterfallBody, everyDeleveragingBody, everyFundBody, everyFacilityBody]
    const told = [everyBody, ...elsewhere].flatMap((bodies) => bodies.map((body) => body.kind))
    expect(new Set<string>(told)).toStrictEqual(new Set(kinds))
    expect(sentences).toHaveLength(everyBody.length)
  })

  test.each(everyBody.map((body, place) => [place, body.kind, body, sentences[place]] as const))(
    'table: %i, %s',
    (place, _kind, body, expected) => {
      const line = decisionLine(fakeDecision(body, place), place, fakeView())
      expect([line.title, line.text]).toStrictEqual(expected)
      expect(decisionLineSchema.parse(line)).toStrictEqual(line)
    },
  )

  test('nothing is left unsaid: no undefined, no object, no NaN, with the view and before it', () => {
    for (const view of [fakeView(), undefined]) {
      for (const [place, body] of everyBody.entries()) {
        const { title, text } = decisionLine(fakeDecision(body, place), place, view)
        expect(`${title} ${text}`).not.toMatch(/undefined|\[object|NaN|null/)
        expect(text).not.toBe('')
      }
    }
  })

  test('before the first view, ticks, lots and minor units are named as such', () => {
    const fill = everyBody.find((body) => body.kind === 'orderFilled') as DecisionBody
    expect(decisionLine(fakeDecision(fill, 0), 0, undefined).text).toBe(
      '250 lots at 15,990 ticks; realised -1250000 minor USDT, fee 430000 minor USDT',
    )
  })

  test('where it stands: place, market, trigger, facility; those it has not are absent', () => {
    const quotes = everyBody.find((body) => body.kind === 'quotesPlaced') as DecisionBody
    expect(decisionLine(fakeDecision(quotes, 3), 3, fakeView())).toMatchObject({
      index: 3,
      id: '7:3',
      kind: 'quotesPlaced',
      market: 'BTC-PERP',
      trigger: 'depthLoss',
      facility: 'depthDeployment',
    })
    const { market: _market, trigger: _trigger, ...rest } = fakeDecision({ kind: 'engineHalted', by: 'operator', reason: 'r' }, 0)
    expect(Object.keys(decisionLine(rest, 0, fakeView())).sort()).toStrictEqual(['at', 'id', 'index', 'kind', 'text', 'title'])
  })

  test('evidence: only what was met is told, a signal outside the catalogue by its name, a fraction in per cent', () => {
    const moved = fakeDecision({ kind: 'triggerMoved', from: 'watch', to: 'stressed' }, 0)
    const base = { direction: 'below', fire: -0.02, release: -0.01, modelled: false } as const
    const text = (evidence: typeof moved.evidence): string => decisionLine({ ...moved, evidence }, 0, fakeView()).text
    expect(text([])).toBe('watch to stressed')
    expect(text([{ ...base, signal: 'priceGap', reading: { kind: 'known', value: -0.03 }, condition: 'cleared' }])).toBe(
      'watch to stressed',
    )
    expect(
      text([
        { ...base, signal: 'priceGap', reading: { kind: 'known', value: -0.03 }, condition: 'met' },
        { ...base, signal: 'madeUp', reading: { kind: 'unknown', reason: 'gap' }, condition: 'met' },
      ]),
    ).toMatch(/^watch to stressed: .* -3 % \(below -2 %\), madeUp unknown \(below -0\.02\)$/)
  })

  test('one order is not "1 orders"; a side without orders is 0', () => {
    const quotes = everyBody.find((body) => body.kind === 'quotesPlaced')
    const back = everyBody.find((body) => body.kind === 'quotesWithdrawn')
    if (quotes?.kind !== 'quotesPlaced' || back?.kind !== 'quotesWithdrawn') throw new Error('there are quotes')
    const text = (body: DecisionBody): string => decisionLine(fakeDecision(body, 0), 0, fakeView()).text
    expect(text({ ...quotes, orders: quotes.orders.slice(1) })).toBe('1 order around 8,000.0: 0 BTC bid, 0.1 BTC offered')
    expect(text({ ...back, orders: back.orders.slice(1) })).toBe('1 order, the market is returning')
  })

  test('an activation without facilities says so; a bound at the end of the scale is no bound', () => {
    expect(decisionLine(fakeDecision({ kind: 'backstopActivated', facilities: [] }, 0), 0, fakeView()).text).toMatch(/^no facility: /)
    const disposal = everyBody.find((body) => body.kind === 'disposalOrdered')
    if (disposal?.kind !== 'disposalOrdered') throw new Error('there is a disposal')
    const text = (boundTicks: number): string => decisionLine(fakeDecision({ ...disposal, boundTicks }, 0), 0, fakeView()).text
    for (const none of [0, 1, Number.MAX_SAFE_INTEGER]) expect(text(none)).toMatch(/, at the market$/)
    expect(text(2)).toMatch(/, bound 1\.0$/)
  })
})
