import { describe, expect, test } from 'vitest'
import { createFakeSession, fakeDecision } from '../../test/fake-session.ts'
import type { DecisionBody } from '../engine/decision.ts'
import { followLossEvents } from './loss-events.ts'
import { lossEventsSchema } from './schema-losses.ts'

const usdt = (minor: bigint) => ({ asset: 'USDT', minor })

function shared(event: string, { loss, paid }: Readonly<{ loss: bigint; paid: bigint }>): DecisionBody {
  const layers = [
    { layer: 'ownMoney:first', kind: 'ownMoney', used: usdt(0n), shares: [] },
    { layer: 'insuranceFund', kind: 'insuranceFund', held: usdt(paid), used: usdt(paid), shares: [] },
  ] as const
  return { kind: 'lossAllocated', account: 'a', event, loss: usdt(loss), layers, uncovered: usdt(loss - paid) }
}
const recovered = (event: string, minor: bigint, account = 'a'): DecisionBody => {
  return { kind: 'lossRecovered', account, event, layer: 'insuranceFund', paid: usdt(minor), uncovered: usdt(0n) }
}

describe('followLossEvents', () => {
  test('default: the newest first, with the layers that paid, what nobody did, and what came in later for the same deficit', () => {
    const bodies = [shared('1:0', { loss: 9n, paid: 9n }), shared('2:0', { loss: 50n, paid: 30n })]
    const later = [recovered('2:0', 4n), recovered('2:0', 5n), recovered('2:0', 7n, 'b'), recovered('9:9', 8n)]
    const decisions = [...bodies, ...later].map((body, i) => fakeDecision(body, i))
    const found = followLossEvents(createFakeSession({ decisions }))()
    expect(lossEventsSchema.strict().parse(found)).toStrictEqual(found)
    expect(found).toMatchObject({
      total: 2,
      events: [
        {
          ...{ decision: decisions[1]?.id, event: '2:0', account: 'a', at: decisions[1]?.at, loss: { minor: '50' } },
          ...{ layers: [{ layer: 'insuranceFund', used: { minor: '30' } }], uncovered: { minor: '20' }, recovered: { minor: '9' } },
        },
        { event: '1:0', uncovered: { minor: '0' }, recovered: { minor: '0' } },
      ],
    })
  })

  // Columns: how many losses there are, how many are kept, the oldest of them.
  test.each([
    [0, 0, undefined],
    [99, 99, 'e0'],
    [100, 100, 'e0'],
    [101, 100, 'e1'],
    [2_500, 100, 'e2400'],
  ])('table: of %i losses the newest %i are kept', (count, kept, oldest) => {
    const decisions = Array.from({ length: count }, (_, i) => fakeDecision(shared(`e${i}`, { loss: 2n, paid: 1n }), i))
    const found = followLossEvents(createFakeSession({ decisions }))()
    expect([found.total, found.events.length, found.events.at(-1)?.event]).toEqual([count, kept, oldest])
  })

  test('behavior: what was decided since the last call is read, and nothing twice', () => {
    const decisions = Array.from({ length: 3 }, (_, i) => fakeDecision(shared(`e${i}`, { loss: 2n, paid: 1n }), i))
    const session = createFakeSession({ decisions: decisions.slice(0, 1) })
    const asked: number[] = []
    const follow = followLossEvents({
      ...session,
      decisions: (from, limit) => {
        if (limit > 0) asked.push(from)
        return session.decisions(from, limit)
      },
    })
    expect(follow().total).toBe(1)
    session.change({ decisions })
    expect(follow().total).toBe(3)
    expect(follow().events.map(({ event }) => event)).toEqual(['e2', 'e1', 'e0'])
    expect(asked).toEqual([0, 1])
  })
})
