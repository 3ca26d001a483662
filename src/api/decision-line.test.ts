import { describe, expect, test } from 'vitest'
import { createFakeSession } from '../../test/e2e/fake-session.ts'
import { crashMarket } from '../../test/e2e/synthetic-decisions.ts'
import { amount } from '../base/amount.ts'
import { timeUs } from '../base/time.ts'
import type { Decision, DecisionBody } from '../engine/decision.ts'
import { effectId } from '../engine/effect.ts'
import { decisionLine } from './decision-line.ts'

const session = createFakeSession()
session.goTo(700)
const view = session.view()
const order = { effectId: effectId(9, 0), side: 'sell', ticks: 12_000, lots: 1_500 } as const

function decisionOf(body: DecisionBody, evidence: Decision['evidence'] = []): Decision {
  return { id: '9:0', seq: 9, at: timeUs(5), market: crashMarket, evidence, transfers: [], body }
}
const line = (body: DecisionBody): readonly [string, string] => {
  const { title, text } = decisionLine(decisionOf(body), 3, view)
  return [title, text]
}

describe('decisionLine', () => {
  const facility = 'assetPurchase'
  const table: readonly (readonly [DecisionBody, title: string, text: string])[] = [
    [{ kind: 'triggerMoved', from: 'watch', to: 'stressed' }, 'Trigger stressed', 'watch to stressed'],
    [
      { kind: 'backstopActivated', facilities: ['depthDeployment', 'assetPurchase'] },
      'Backstop activated',
      'Depth deployment and Asset purchase',
    ],
    [{ kind: 'backstopActivated', facilities: [] }, 'Backstop activated', 'no facility'],
    [{ kind: 'backstopReleased', activeForUs: 90_000_000 }, 'Backstop released', 'after 1 min 30 s at work'],
    [
      { kind: 'quotesPlaced', facility, midTicks: 12_001, orders: [order] },
      'Quotes placed',
      '1 order around 6,000.5: 0 BTC bid, 1.5 BTC offered',
    ],
    [
      { kind: 'quotesWithdrawn', facility, why: 'bookUnknown', orders: [order.effectId] },
      'Quotes withdrawn',
      '1 order, the book is unknown',
    ],
    [
      { kind: 'purchaseOrdered', facility, referenceTicks: 12_100, boundTicks: 12_000, order },
      'Sale ordered',
      'sell 1.5 BTC at 6,000.0; reference 6,050.0, bound 6,000.0',
    ],
    [
      { kind: 'disposalOrdered', facility, averageCostTicks: 12_000, boundTicks: 0, order },
      'Disposal ordered',
      'sell 1.5 BTC at 6,000.0; cost 6,000.0, at the market',
    ],
    [
      {
        kind: 'disposalOrdered',
        facility,
        averageCostTicks: 12_000,
        boundTicks: Number.MAX_SAFE_INTEGER,
        order: { ...order, side: 'buy' },
      },
      'Disposal ordered',
      'buy 1.5 BTC at 6,000.0; cost 6,000.0, at the market',
    ],
    [
      {
        kind: 'orderFilled',
        facility,
        orderId: order.effectId,
        side: 'sell',
        ticks: 12_000,
        lots: 1_500,
        realised: amount('USDT', -1_999_999n),
        fee: amount('USDT', 10_000n),
      },
      'Sold',
      '1.5 BTC at 6,000.0; realised -1.99 USDT, fee 0.01 USDT',
    ],
    [
      { kind: 'orderEnded', facility, orderId: order.effectId, why: 'rejected', detail: 'wouldCross', lotsLeft: 1_500 },
      'Order rejected',
      '1.5 BTC left unfilled: wouldCross',
    ],
    [
      { kind: 'inventoryMarked', facility, markTicks: 12_000, unrealised: amount('USDT', 1_000_000n), change: amount('USDT', -500_000n) },
      'Inventory marked',
      'at 6,000.0: unrealised 1.00 USDT, change -0.50 USDT',
    ],
    [{ kind: 'facilitySuspended', facility, why: 'lossLimit' }, 'Facility suspended', 'Asset purchase: its loss limit is reached'],
    [{ kind: 'facilityWithheld', facility, why: 'budgetSpent' }, 'Facility withheld', 'Asset purchase: its budget is spent'],
    [{ kind: 'engineHalted', by: 'operator', reason: 'drill' }, 'Engine halted', 'by operator: drill'],
    [{ kind: 'engineResumed', by: 'operator', reason: 'over' }, 'Engine resumed', 'by operator: over'],
  ]
  test.each(table)('table: row %#', (body, title, text) => {
    expect(line(body)).toEqual([title, text])
  })

  test('behavior: the signals that were met are named with values, units and thresholds', () => {
    const evidence: Decision['evidence'] = [
      {
        signal: 'depth25Ratio',
        reading: { kind: 'known', value: 0.3079 },
        direction: 'below',
        fire: 0.35,
        release: 0.6,
        condition: 'met',
        modelled: true,
      },
      {
        signal: 'spreadBps',
        reading: { kind: 'unknown', reason: 'stale' },
        direction: 'above',
        fire: 8,
        release: 3,
        condition: 'unknown',
        modelled: true,
      },
    ]
    const { text } = decisionLine(decisionOf({ kind: 'triggerMoved', from: 'stressed', to: 'active' }, evidence), 0, view)
    expect(text).toBe('stressed to active: Depth within 25 bps over its norm 0.308 × (below 0.35 ×)')
  })

  test('behavior: without a view, ticks and lots are named as such', () => {
    const fill: DecisionBody = {
      kind: 'orderFilled',
      facility,
      orderId: order.effectId,
      side: 'buy',
      ticks: 12_000,
      lots: 3,
      realised: amount('USDT', 0n),
      fee: amount('USDT', 7n),
    }
    expect(decisionLine(decisionOf(fill), 0, undefined).text).toBe('3 lots at 12,000 ticks; realised 0 minor USDT, fee 7 minor USDT')
  })
})
