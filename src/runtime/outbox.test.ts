import { describe, expect, test } from 'vitest'
import { timeUs } from '../base/time.ts'
import { effectId, type Effect } from '../engine/effect.ts'
import { marketId } from '../market/instrument.ts'
import { createOutbox } from './outbox.ts'

function cancel(seq: number): Effect {
  return { kind: 'cancelOrder', effectId: effectId(seq, 0), market: marketId('BTC/USDT'), orderId: effectId(1, 0) }
}

describe('createOutbox', () => {
  test('behavior: effects wait for the release, go out in order with their time, and once', () => {
    const sent: (readonly [readonly Effect[], number])[] = []
    const outbox = createOutbox((effects, at) => sent.push([effects, at]))
    outbox.hold([cancel(2)], timeUs(20))
    outbox.hold([], timeUs(25))
    outbox.hold([cancel(3), cancel(4)], timeUs(30))
    expect(sent).toEqual([])
    expect(outbox.isEmpty()).toBe(false)
    outbox.release()
    expect(sent).toEqual([
      [[cancel(2)], 20],
      [[cancel(3), cancel(4)], 30],
    ])
    expect(outbox.isEmpty()).toBe(true)
    outbox.release()
    expect(sent).toHaveLength(2)
  })

  test('behavior: what leads to no effect leaves it empty', () => {
    const outbox = createOutbox(() => undefined)
    outbox.hold([], timeUs(1))
    expect(outbox.isEmpty()).toBe(true)
  })

  test('behavior: effects held while effects go out wait for the next release', () => {
    const sent: number[] = []
    const outbox = createOutbox((effects, at) => {
      sent.push(at)
      if (at === 1) outbox.hold(effects, timeUs(2))
    })
    outbox.hold([cancel(1)], timeUs(1))
    outbox.release()
    expect(sent).toEqual([1])
    outbox.release()
    expect(sent).toEqual([1, 2])
  })
})
