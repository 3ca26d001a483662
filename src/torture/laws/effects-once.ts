import type { DecisionBody } from '../../engine/decision.ts'
import type { Effect } from '../../engine/effect.ts'
import { textOf, type Law } from './law.ts'

/**
 * Work is asked of the world once: ids are of their input and unlike any before, and every effect is one that a decision names.
 *
 * @example
 * effectsOnce.watch(world)(step)
 */
export const effectsOnce: Law = {
  name: 'effects-once',
  says: 'Every effect has an id of its own, of its input, and is named by one decision with the same side and lots; none is asked for twice.',
  watch: () => {
    const cancelled = new Set<string>()
    return ({ sequenced, outcome }) => {
      const named = outcome.decisions.flatMap(({ body }) => namedBy(body))
      for (const [place, effect] of outcome.effects.entries()) {
        if (effect.effectId !== `${sequenced.seq}:${place}`) return `effect ${effect.effectId} is not ${sequenced.seq}:${place}`
        if (effect.kind === 'cancelOrder') {
          if (cancelled.has(effect.orderId)) return `order ${effect.orderId} is cancelled twice`
          cancelled.add(effect.orderId)
        }
        const words = wordsOf(effect)
        const found = named.indexOf(words)
        if (found < 0) return `no decision asks for ${words}: ${textOf(named)}`
        named.splice(found, 1)
      }
      return named.length === 0 ? undefined : `a decision asks for ${named[0]}, which is no effect`
    }
  },
}

function wordsOf(effect: Effect): string {
  if (effect.kind === 'cancelOrder') return `cancel ${effect.orderId}`
  return `${effect.kind} ${effect.effectId} ${effect.side} ${effect.lots} at ${effect.ticks}`
}

function namedBy(body: DecisionBody): readonly string[] {
  switch (body.kind) {
    case 'quotesPlaced':
      return body.orders.map(({ effectId, side, lots, ticks }) => `placeOrder ${effectId} ${side} ${lots} at ${ticks}`)
    case 'purchaseOrdered':
    case 'disposalOrdered':
      return [`placeOrder ${body.order.effectId} ${body.order.side} ${body.order.lots} at ${body.order.ticks}`]
    case 'quotesWithdrawn':
      return body.orders.map((order) => `cancel ${order}`)
    case 'reductionOrdered':
      return [`reducePosition ${body.effectId} ${body.side} ${body.lots} at ${body.boundTicks}`]
    default:
      return []
  }
}
