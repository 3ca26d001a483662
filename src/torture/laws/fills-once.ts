import type { EffectReport } from '../../engine/effect.ts'
import { textOf, type AuditedStep, type Law } from './law.ts'

type Order = {
  readonly lots: number
  readonly contract: string
  readonly isOfMember: boolean
  readonly told: Map<string, number>
  booked: number
  isClosed: boolean
}

/**
 * Each fill that is told of an order is booked once, in whatever order and however often it is told; nothing is booked that was not.
 *
 * @example
 * fillsOnce.watch(world)(step)
 */
export const fillsOnce: Law = {
  name: 'fills-once',
  says: 'Each fill told of an order is booked once, however often, late or out of order it is told, and never more than the venue has filled.',
  watch: () => {
    const orders = new Map<string, Order>()
    return (step) => {
      const { sequenced, outcome, trulyFilled } = step
      for (const effect of outcome.effects) {
        if (effect.kind === 'cancelOrder') continue
        const isOfMember = effect.kind === 'reducePosition'
        orders.set(effect.effectId, { lots: effect.lots, contract: effect.market, isOfMember, told: new Map(), booked: 0, isClosed: false })
      }
      if (sequenced.input.kind === 'effectReported') note(orders.get(sequenced.input.effectId), sequenced.input.report)
      if (sequenced.input.kind === 'contractSettled') closeSettled(step, orders)
      for (const { body } of outcome.decisions) {
        if (body.kind !== 'positionReduced' && body.kind !== 'orderFilled') continue
        const id = body.kind === 'positionReduced' ? body.effectId : body.orderId
        const order = orders.get(id)
        if (order === undefined) return `a fill of ${id}, which was never ordered`
        order.booked += body.lots
        if (order.booked > trulyFilled(id)) return `${order.booked} lots of ${id} are booked, the venue filled ${trulyFilled(id)}`
      }
      for (const [id, order] of orders) {
        const told = [...order.told.values()].reduce((sum, lots) => sum + lots, 0)
        if (!order.isClosed && told !== order.booked)
          return `${told} lots of ${id} were told, ${order.booked} are booked: ${textOf(sequenced.input)}`
        if (order.booked === order.lots) orders.delete(id)
      }
      return undefined
    }
  },
}

/** A fill is known by what its order had left before and after it: the same again was told before. */
function note(order: Order | undefined, report: EffectReport): void {
  if (order === undefined || report.kind !== 'filled') return
  const { lots, lotsLeft } = report
  if (!(lots > 0 && lotsLeft >= 0 && lots + lotsLeft <= order.lots)) return
  order.told.set(`${lots + lotsLeft} ${lotsLeft}`, lots)
}

/** What a settled contract had under way is over: there is no position left for a fill to close. */
function closeSettled({ outcome }: AuditedStep, orders: Map<string, Order>): void {
  for (const { body } of outcome.decisions) {
    if (body.kind !== 'contractClosed') continue
    for (const order of orders.values()) if (order.isOfMember && order.contract === body.contract) order.isClosed = true
  }
}
