import { facilityAccounts } from '../../accounting/chart.ts'
import { powerOfTen } from '../../base/decimal.ts'
import type { FacilityLimits, FacilityName } from '../../backstop/facility.ts'
import { balanceOf, remainingOf } from '../../ledger/balance.ts'
import type { AuditedStep, Law } from './law.ts'

/**
 * No facility has more at work than its budget, committed and deployed together.
 *
 * @example
 * budgetsHold.watch(world)(step)
 */
export const budgetsHold: Law = {
  name: 'budgets-hold',
  says: 'No facility has more at work in a market than its budget, committed and deployed together, when it places an order.',
  watch:
    ({ setting }) =>
    (step) => {
      // What is at work may outgrow a budget by fills at better prices for a short; what may not is an order placed beyond it.
      if (!step.outcome.effects.some(({ kind }) => kind === 'placeOrder')) return undefined
      const { depthDeployment, assetPurchase } = setting.policy
      for (const [name, section] of [
        ['depthDeployment', depthDeployment],
        ['assetPurchase', assetPurchase],
      ] as const) {
        const found = section && overdrawn(step, name, section.limits)
        if (found !== undefined) return found
      }
      return undefined
    },
}

function overdrawn({ state, outcome }: AuditedStep, name: FacilityName, limits: FacilityLimits): string | undefined {
  for (const effect of outcome.effects) {
    if (effect.kind !== 'placeOrder' || state.orders.get(effect.effectId)?.facility !== name) continue
    const instrument = state.markets.get(effect.market)?.instrument
    const order = state.orders.get(effect.effectId)
    if (instrument === undefined || order === undefined || order.capitalId === '') continue
    const { deployed } = facilityAccounts(name, effect.market)
    const account = state.ledger.accounts.get(deployed)
    const atWork = (account?.creditsPending ?? 0n) + balanceOf(state.ledger, deployed)
    const budget = BigInt(Math.floor(limits.budget * powerOfTen(instrument.quoteDecimals)))
    if (atWork > budget + allowances(state, name, effect.market))
      return `${name} has ${atWork} at work in ${effect.market}, its budget is ${budget}`
  }
  return undefined
}

/** What is set aside beside an order's notional, and comes free with it: for rounding of partial fills, and a fiftieth of a short. */
function allowances({ orders, ledger }: AuditedStep['state'], name: FacilityName, market: string): bigint {
  let sum = 0n
  for (const { facility, market: placedIn, side, capitalId } of orders.values()) {
    if (facility !== name || placedIn !== (market as typeof placedIn)) continue
    sum += 1_000n + (side === 'sell' ? remainingOf(ledger, capitalId) / 51n : 0n)
  }
  return sum
}
