import { accept } from '../src/base/result.ts'
import type { MarginModel, Scan } from '../src/margin/margin-model.ts'
import type { ValuedAccount, ValuedPosition } from '../src/margin/account/valued-account.ts'

/** What a position follows, in quote at the index: what one per cent of a move is taken of. */
function notionalOf({ contract, exposure, underlying }: ValuedPosition): number {
  const isInverseFuture = contract.kind !== 'spot' && contract.kind !== 'option' && contract.payoff === 'inverse'
  return isInverseFuture ? exposure : exposure * underlying.indexPrice
}

/** Shares of the notional that the made model asks for each position. */
export const madeRates = { initial: 0.1, maintenance: 0.05 } as const

/**
 * A model small enough for closed forms: a tenth of the notional of each position, half of that as maintenance margin. Its scan says what a
 * fifth up and down does to the notional alone.
 */
export const madeModel: MarginModel = {
  name: 'tiered',
  title: 'Made for tests',
  effectiveFrom: '2026-01-01',
  source: 'closed form',
  assess: (account) => {
    const notional = account.positions.reduce((sum, position) => sum + Math.abs(notionalOf(position)), 0)
    const [initialMargin, maintenanceMargin] = [madeRates.initial * notional, madeRates.maintenance * notional]
    return accept({
      initialMargin,
      maintenanceMargin,
      equity: account.equity,
      parts: [{ name: 'share of notional', initial: initialMargin, maintenance: maintenanceMargin }],
      scans: scansOf(account),
    })
  },
}

function scansOf(account: ValuedAccount): readonly Scan[] {
  const groups = [...Map.groupBy(account.positions, ({ contract }) => contract.underlying)].sort(([a], [b]) => (a < b ? -1 : 1))
  return groups.map(([underlying, positions]) => {
    const scenarios = [-0.2, 0, 0.2].map((spotMove) => ({
      name: `spot ${spotMove > 0 ? '+' : ''}${100 * spotMove} %`,
      spotMove,
      volatilityMove: 'unchanged',
      weight: 1,
      profit: positions.reduce((sum, position) => sum + spotMove * notionalOf(position), 0),
    }))
    const worst = scenarios.reduce((least, { profit }, i) => (profit < (scenarios[least]?.profit ?? 0) ? i : least), 0)
    const move = scenarios[worst]?.spotMove ?? 0
    const contributions = positions.map((position) => ({ contract: position.contract.id, amount: -move * notionalOf(position) }))
    return { underlying, scenarios, worst, contributions }
  })
}
