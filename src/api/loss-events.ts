import type { LossEvents } from './schema-losses.ts'
import type { RunSession } from './session.ts'
import { toWire } from './wire.ts'

/** Deficits kept, the newest; older ones are among the decisions. */
const mostEvents = 100
/** Decisions read from the session at a time, so that a long run costs no great copy. */
const chunk = 2_000

type Event = LossEvents['events'][number]

/**
 * Follows the deficits of a run: each call reads only what was decided since the last one.
 *
 * @example
 * const lossEvents = followLossEvents(session)
 * lossEvents().events[0]?.layers
 */
export function followLossEvents(session: RunSession): () => LossEvents {
  const kept = new Map<string, Event>()
  let total = 0
  let read = 0
  const take = (decision: Decided): void => {
    const { body } = decision
    if (body.kind === 'lossRecovered') {
      const event = kept.get(keyOf(body))
      if (event !== undefined) event.recovered.minor = String(BigInt(event.recovered.minor) + body.paid.minor)
    }
    if (body.kind !== 'lossAllocated') return
    total += 1
    kept.set(keyOf(body), eventOf(decision, body))
    const oldest = kept.keys().next()
    if (kept.size > mostEvents && oldest.done !== true) kept.delete(oldest.value)
  }
  return () => {
    const { total: decided } = session.decisions(0, 0)
    while (read < decided) {
      const { decisions } = session.decisions(read, Math.min(chunk, decided - read))
      for (const decision of decisions) take(decision)
      read += decisions.length
    }
    return { total, events: [...kept.values()].toReversed() }
  }
}

type Decided = ReturnType<RunSession['decisions']>['decisions'][number]
type Allocated = Extract<Decided['body'], { kind: 'lossAllocated' }>

function keyOf({ account, event }: Readonly<{ account: string; event: string }>): string {
  return `${event} ${account}`
}

function eventOf({ id, at }: Decided, { account, event, loss, layers, uncovered }: Allocated): Event {
  const paid = layers.filter(({ used }) => used.minor > 0n).map(({ layer, used }) => ({ layer, used }))
  return toWire({ decision: id, event, at, account, loss, layers: paid, uncovered, recovered: { ...uncovered, minor: 0n } })
}
