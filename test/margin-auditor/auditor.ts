import type { MarginPolicy } from '../../src/engine/margin/margin-policy.ts'
import type { EngineState } from '../../src/engine/state.ts'
import type { Input } from '../../src/engine/input.ts'
import type { House, AuditedAccount } from './books.ts'
import { emptyAccount } from './books.ts'
import type { VenueOrder } from './history.ts'
import { priceOf, reckon, type Reckoned, type Seen } from './reckoning.ts'
import type { Traded } from './world.ts'

/** What the auditor knows, from inputs and decisions alone; the engine's state is looked at to be compared. */
export type Auditor = {
  readonly policy: MarginPolicy
  readonly contracts: ReadonlyMap<string, Traded>
  readonly seen: Seen
  readonly accounts: Map<string, AuditedAccount>
  readonly house: House
  /** Whether the run has an insurance fund. */
  isFunded: boolean
  /** Orders of liquidations that work, by id, and those that are over. */
  readonly orders: Map<string, VenueOrder>
  readonly over: VenueOrder[]
  /** Of those that are over, the ones of which fills may still come. */
  readonly lost: Map<string, VenueOrder>
  halted: boolean
  /** Notional that liquidations have at work or closed in the stretch of time that began then, by account and by market. */
  paced: { startedAt: number; closed: Map<string, number> }
  /** What this history has seen, by kind of decision. */
  readonly counts: Map<string, number>
  /** The input at work, for what is said of a fault. */
  seq: number
  input: Input
}

/** The engine has done what it must not. */
export class AuditFinding extends Error {
  override readonly name = 'AuditFinding'
}

/**
 * Demands that something holds.
 *
 * @throws AuditFinding naming the input.
 *
 * @example
 * demand(auditor, cash >= 0n, 'cash is never below 0')
 */
export function demand({ seq, input }: Auditor, holds: boolean, said: string, found: unknown = ''): asserts holds {
  if (holds) return
  const words = JSON.stringify({ found, input }, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
  throw new AuditFinding(`input ${seq}: ${said}: ${words.slice(0, 1_500)}`)
}

/**
 * An auditor of a run that has just begun.
 *
 * @example
 * createAuditor(policy.margin, contracts, input)
 */
export function createAuditor(policy: MarginPolicy, contracts: readonly Traded[], input: Input): Auditor {
  const seen: Seen = { at: input.at, indexes: new Map(), forwards: new Map(), marks: new Map(), assets: new Map(), books: new Map() }
  return {
    policy,
    contracts: new Map(contracts.map((contract) => [contract.id, contract])),
    seen,
    accounts: new Map(),
    house: { outside: 0n, results: 0n, fees: 0n, fund: 0n, collateralPaid: 0n, shortfall: 0n },
    isFunded: false,
    orders: new Map(),
    over: [],
    lost: new Map(),
    halted: false,
    paced: { startedAt: 0, closed: new Map() },
    counts: new Map(),
    seq: 1,
    input,
  }
}

/**
 * The account of a name, which must have been opened.
 *
 * @example
 * auditedOf(auditor, 'm-3').cash
 */
export function auditedOf(auditor: Auditor, name: string): AuditedAccount {
  const account = auditor.accounts.get(name)
  demand(auditor, account !== undefined, 'a decision is about an account that was opened', name)
  return account
}

/**
 * The member's state as the engine has it, only to be compared.
 *
 * @example
 * memberOf(auditor, state, 'm-3').restricted
 */
export function memberOf(auditor: Auditor, state: EngineState, name: string) {
  const member = state.margin?.members.get(name)
  demand(auditor, member !== undefined, 'the engine knows an account it opened', name)
  return member
}

/**
 * Whether an account could lose what is not there.
 *
 * @example
 * risks(account) // false for money alone
 */
export function risks({ positions, orders, cash }: AuditedAccount): boolean {
  return positions.size > 0 || orders.length > 0 || cash < 0n
}

/**
 * What an account is worth and what is asked of it, by the auditor's own books; `undefined` where that is not known.
 *
 * @example
 * reckonedOf(auditor, account)?.equity
 */
export function reckonedOf(auditor: Auditor, account: AuditedAccount): Reckoned | undefined {
  const { seen, policy, contracts } = auditor
  const terms = { model: policy.model, contracts }
  const reckoned = reckon(account, seen, terms)
  const doubtful = [...account.collateral].filter(([asset, minor]) => minor !== 0n && !isPledgeBelieved(auditor, asset))
  if (reckoned === undefined || doubtful.length === 0) return reckoned
  const rest = new Map(account.collateral)
  for (const [asset] of doubtful) rest.delete(asset)
  const without = reckon({ ...account, collateral: rest }, seen, terms)
  if (without === undefined) return undefined
  const share = policy.liquidation.until === 'initial' ? 1 : 0.5
  const lines = [0, share, 1].map((part) =>
    [reckoned, without].map(({ equity, initial, maintenance }) => equity < maintenance + part * (initial - maintenance)),
  )
  return lines.every(([one, other]) => one === other) ? reckoned : undefined
}

/**
 * Whether an asset has a price, and one that is believed: what may be pledged.
 *
 * @example
 * isPledgeBelieved(auditor, 'BTC')
 */
export function isPledgeBelieved({ seen, policy }: Auditor, asset: string): boolean {
  const { underlying } = policy.collateral.find((terms) => terms.asset === asset) ?? {}
  const index = underlying === undefined ? undefined : seen.indexes.get(underlying)
  const isDoubtful = index !== undefined && (index.stale || index.grade === 'stale' || index.grade === 'tooFew')
  return seen.assets.has(asset) && !isDoubtful
}

/**
 * Whether every price an account stands on may start a liquidation: none is further from where it was than a crash or a fault.
 *
 * @example
 * mayBeLiquidated(auditor, account)
 */
export function mayBeLiquidated({ seen, contracts }: Auditor, account: AuditedAccount): boolean {
  return [...account.positions.keys()].every((id) => {
    const underlying = contracts.get(id)?.underlying ?? 'BTC'
    return [seen.marks.get(id), seen.indexes.get(underlying)].every(
      (told) => told === undefined || told.grade === 'ok' || told.grade === 'wide',
    )
  })
}

/**
 * Whether the collateral that is left may be taken at the prices it has.
 *
 * @example
 * mayTakeCollateral(auditor, account)
 */
export function mayTakeCollateral({ seen, policy }: Auditor, { collateral }: AuditedAccount): boolean {
  const held = policy.collateral.filter(({ asset }) => (collateral.get(asset) ?? 0n) > 0n)
  const indexes = held.map(({ underlying = '' }) => seen.indexes.get(underlying))
  return indexes.every((told) => told === undefined || (!told.stale && (told.grade === 'ok' || told.grade === 'wide')))
}

/**
 * Whether every price that an account's worth rests on, and those of contracts it takes on, may be used to add risk or to pay out.
 *
 * @example
 * isBelieved(auditor, account, ['BTC-FINE'])
 */
export function isBelieved({ seen, contracts, policy }: Auditor, account: AuditedAccount, also: readonly string[] = []): boolean {
  const marked = [...account.positions.keys(), ...also].flatMap((id) => [
    seen.marks.get(id),
    seen.indexes.get(contracts.get(id)?.underlying ?? ''),
  ])
  const pledged = policy.collateral.flatMap(({ asset, underlying = '' }) =>
    account.collateral.has(asset) ? [seen.indexes.get(underlying)] : [],
  )
  return [...marked, ...pledged].every((told) => told === undefined || (told.grade === 'ok' && !told.stale))
}

/**
 * Price of the market an account's largest traded position is in, and its size: what a liquidation closes first.
 *
 * @example
 * largestOf(auditor, account)?.contract.id
 */
export function largestOf(
  auditor: Auditor,
  account: AuditedAccount,
): Readonly<{ contract: Traded; lots: number; mark: number }> | undefined {
  let most: Readonly<{ contract: Traded; lots: number; mark: number; size: number }> | undefined
  for (const [id, { lots }] of account.positions) {
    const contract = auditor.contracts.get(id)
    const mark = contract && priceOf(contract, auditor.seen)
    if (contract?.market !== true || mark === undefined) continue
    const size = Math.abs(lots) * contract.lot * mark
    if (most === undefined || size > most.size) most = { contract, lots, mark, size }
  }
  return most
}

/**
 * An account that has come into being.
 *
 * @example
 * openAudited(auditor, 'm-3')
 */
export function openAudited(auditor: Auditor, name: string): AuditedAccount {
  demand(auditor, !auditor.accounts.has(name), 'an account is opened once', name)
  const account = emptyAccount(name)
  auditor.accounts.set(name, account)
  return account
}
