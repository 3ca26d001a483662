import { applyExecution, type Position } from '../../backstop/position.ts'
import type { Decision } from '../../engine/decision.ts'
import type { Instrument } from '../../market/instrument.ts'
import { notionalDown, notionalUp } from '../../market/notional.ts'
import type { AuditedStep } from './law.ts'

/** One execution of a member: signed lots at a price, and what its decision says it realised, where it says so. */
export type Executed = Readonly<{ account: string; contract: string; lots: number; ticks: number; said?: bigint }>

/** What executions lead to: positions by account and contract, and what each execution realised. */
export type Replayed = Readonly<{ positions: ReadonlyMap<string, Position>; realised: readonly bigint[] }>

/**
 * Every execution that the decisions of a step name, in their order: brought, traded, settled, reduced, sold at auction, taken over, deleveraged.
 *
 * @example
 * executionsOf(step).filter(({ account }) => account === 'm-03')
 */
export function executionsOf({ sequenced, outcome }: AuditedStep): readonly Executed[] {
  const { input } = sequenced
  const isOpened = input.kind === 'accountOpened' && outcome.decisions[0]?.body.kind === 'accountOpened'
  const brought = isOpened ? input.positions.map((each) => ({ account: input.account, ...each })) : []
  return [...brought, ...outcome.decisions.flatMap(executionOf)]
}

function executionOf({ body }: Decision): readonly Executed[] {
  switch (body.kind) {
    case 'tradeAccepted':
      return [{ account: body.account, contract: body.contract, lots: body.lots, ticks: body.ticks, said: body.realised.minor }]
    case 'positionSettled':
      return [{ account: body.account, contract: body.contract, lots: -body.lots, ticks: body.ticks, said: body.realised.minor }]
    case 'positionReduced': {
      const lots = body.side === 'buy' ? body.lots : -body.lots
      return [{ account: body.account, contract: body.contract, lots, ticks: body.ticks, said: body.realised.minor }]
    }
    case 'portfolioTransferred':
    case 'providerTookOver':
      return body.positions.flatMap(({ contract, lots, ticks }) => handed({ from: body.account, to: body.to, contract, lots, ticks }))
    case 'positionsDeleveraged': {
      const { contract, markTicks: ticks } = body
      const given = body.defaulters.map(({ account, lots, lotsLeft }) => ({ account, contract, lots: lotsLeft - lots, ticks }))
      const taken = [...body.closed, ...body.tornUp].map(({ account, lots }) => ({
        account,
        contract,
        lots: Math.sign(body.lots) * lots,
        ticks,
      }))
      return [...taken, ...given]
    }
    default:
      return []
  }
}

function handed(over: Readonly<{ from: string; to: string; contract: string; lots: number; ticks: number }>): readonly Executed[] {
  const { from, to, contract, lots, ticks } = over
  return [
    { account: from, contract, lots: -lots, ticks },
    { account: to, contract, lots, ticks },
  ]
}

/**
 * Plays executions against the positions before a step.
 *
 * @example
 * replay(step, executionsOf(step)).positions.get('m-03 BTC/USDT:USDT')?.lots
 */
export function replay({ before, state }: AuditedStep, executions: readonly Executed[]): Replayed {
  const positions = new Map<string, Position>()
  for (const [account, { lots, cost }] of before) {
    for (const [contract, held] of lots) {
      const signed = cost.get(contract) ?? 0n
      positions.set(`${account} ${contract}`, { lots: held, costMinor: signed < 0n ? -signed : signed })
    }
  }
  const realised = executions.map(({ account, contract, lots, ticks }) => {
    const instrument = state.margin?.listings.get(contract)?.instrument
    if (instrument === undefined || lots === 0) return 0n
    const key = `${account} ${contract}`
    const execution = { side: lots > 0 ? ('buy' as const) : ('sell' as const), ticks, lots: Math.abs(lots) }
    const change = applyExecution(instrument, positions.get(key) ?? { lots: 0, costMinor: 0n }, execution)
    positions.set(key, change.position)
    return change.realisedMinor
  })
  return { positions, realised }
}

/**
 * What an execution cost, signed as its lots, at the least and at the most: whole minor units around the exact amount.
 *
 * @example
 * costOf(instrument, { lots: -2, ticks: 618_000 }) // [-123_600_000n, -123_600_000n]
 */
export function costOf(instrument: Instrument, { lots, ticks }: Pick<Executed, 'lots' | 'ticks'>): readonly [least: bigint, most: bigint] {
  if (ticks === 0 || lots === 0) return [0n, 0n]
  const size = { ticks, lots: Math.abs(lots) }
  const [down, up] = [notionalDown(instrument, size).minor, notionalUp(instrument, size).minor]
  return lots > 0 ? [down, up] : [-up, -down]
}
