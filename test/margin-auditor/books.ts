import type { Traded } from './world.ts'

/** A position and what was paid or received for it, in minor units; and its cash flows exactly, in parts of `10^-places`. */
export type Held = { lots: number; cost: bigint; executions: number; flow: bigint; realised: bigint }

const minorPlaces = 6

/**
 * Quote of lots at a price, exactly, over `10^places`; and in minor units rounded down or up.
 *
 * @example
 * notional(contract, { lots: 2, ticks: 617_400 }).up
 */
export function notional(contract: Traded, { lots, ticks }: Readonly<{ lots: number; ticks: number }>) {
  const exact = BigInt(Math.abs(lots)) * BigInt(ticks) * contract.unit
  const scaled = exact * 10n ** BigInt(minorPlaces)
  const divisor = 10n ** BigInt(contract.places)
  const down = scaled / divisor
  return { exact, down, up: down * divisor === scaled ? down : down + 1n }
}

/**
 * What an execution does: at average cost, bought dear and sold cheap where a fraction of a minor unit is left over.
 *
 * @returns The position after it, and the cash it moves.
 *
 * @example
 * executed(contract, undefined, { lots: -3, ticks: 617_400 }).cash // 0n for a perpetual
 */
export function executed(contract: Traded, before: Held | undefined, { lots, ticks }: Readonly<{ lots: number; ticks: number }>) {
  const held = before ?? { lots: 0, cost: 0n, executions: 0, flow: 0n, realised: 0n }
  const isBuy = lots > 0
  const isOpposite = held.lots !== 0 && held.lots > 0 !== isBuy
  const closing = isOpposite ? Math.min(Math.abs(lots), Math.abs(held.lots)) : 0
  const released = closing === 0 ? 0n : (held.cost * BigInt(closing)) / BigInt(Math.abs(held.lots))
  const closed = notional(contract, { lots: closing, ticks })
  const opened = notional(contract, { lots: Math.abs(lots) - closing, ticks })
  const result = held.lots > 0 ? closed.down - released : released - closed.up
  const whole = notional(contract, { lots, ticks })
  const paid = isBuy ? -whole.up : whole.down
  const realised = closing === 0 ? 0n : result
  const cash = contract.kind === 'option' ? paid : realised
  const after: Held = {
    lots: held.lots + lots,
    cost: held.cost - released + (isBuy ? opened.up : opened.down),
    executions: held.executions + 1,
    flow: held.flow + (isBuy ? -whole.exact : whole.exact),
    realised: held.realised + realised,
  }
  return { after, cash }
}

/**
 * How much more was realised than the exact flows and what still stands at cost can explain, as parts of a minor unit over `10^places`.
 * Rounding is against the member, so it is never above 0, and never below one minor unit for every execution and every release.
 *
 * @example
 * excessOf(contract, held) // { gained: false, lost: false }
 */
export function excessOf(contract: Traded, held: Held): Readonly<{ gained: boolean; lost: boolean }> {
  const divisor = 10n ** BigInt(contract.places)
  const cost = held.lots > 0 ? held.cost : -held.cost
  const exact = held.flow * 10n ** BigInt(minorPlaces) + cost * divisor
  const excess = held.realised * divisor - exact
  return { gained: excess > 0n, lost: excess < -2n * BigInt(held.executions) * divisor }
}

/** One account as the auditor has it. */
export type AuditedAccount = {
  readonly id: string
  cash: bigint
  readonly positions: Map<string, Held>
  /** Positions closed since, whose flows must have added up. */
  readonly collateral: Map<string, bigint>
  orders: readonly Readonly<{ contract: string; side: 'buy' | 'sell'; lots: number; ticks: number }>[]
  restricted: boolean
  /** Whether an order that was lost has filled after all, so that more may have been closed than was held. */
  filledLate: boolean
  unknownSince?: number | undefined
  call?: { issuedAt: number; dueAt: number; shortBy: bigint; paid: bigint } | undefined
  liquidation?: { startedAt: number; opening: Map<string, number>; orderedAt?: number; order?: string | undefined } | undefined
}

/** What the house has booked against all members, in minor units of the settlement asset. */
export type House = { outside: bigint; results: bigint; fees: bigint; fund: bigint; collateralPaid: bigint; shortfall: bigint }

/**
 * An account with nothing in it.
 *
 * @example
 * emptyAccount('fund-7').cash // 0n
 */
export function emptyAccount(id: string): AuditedAccount {
  return { id, cash: 0n, positions: new Map(), collateral: new Map(), orders: [], restricted: false, filledLate: false }
}
