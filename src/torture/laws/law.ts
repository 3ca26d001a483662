import type { Decision, DecisionBody } from '../../engine/decision.ts'
import type { SequencedInput } from '../../engine/input.ts'
import type { EngineState } from '../../engine/state.ts'
import type { Outcome } from '../../engine/turn.ts'
import type { TradedContract } from '../contracts.ts'
import type { Setting } from '../plan.ts'

/** A member as it stood between two inputs. */
export type Standing = Readonly<{
  owner?: string
  /** Lots by contract. */
  lots: ReadonlyMap<string, number>
  /** Cost of each position, below 0 for a short. */
  cost: ReadonlyMap<string, bigint>
  /** What it has of each asset, in minor units; of the settlement asset less what it owes. */
  wealth: ReadonlyMap<string, bigint>
  owes: bigint
}>

/** One input that became durable, what the engine made of it, and how members stood before and after. */
export type AuditedStep = Readonly<{
  sequenced: SequencedInput
  outcome: Outcome
  /** To be read, never changed. */
  state: EngineState
  before: ReadonlyMap<string, Standing>
  after: ReadonlyMap<string, Standing>
  /** Lots that the venue has truly filled of an order so far. */
  trulyFilled: (effectId: string) => number
}>

/** What a law holds against: the setting of the run and its contracts. */
export type World = Readonly<{ setting: Setting; contracts: ReadonlyMap<string, TradedContract>; asset: string }>

/** Looks at one step after the other; says what is broken, or nothing. */
export type Watch = (step: AuditedStep) => string | undefined

/** Something that must hold after every input. */
export type Law = Readonly<{ name: string; says: string; watch: (world: World) => Watch }>

/** One kind of decision's body. */
export type BodyOf<Kind extends DecisionBody['kind']> = Extract<DecisionBody, { kind: Kind }>

/**
 * The bodies of one kind among decisions.
 *
 * @example
 * bodiesOf(outcome.decisions, 'positionReduced').length
 */
export function bodiesOf<Kind extends DecisionBody['kind']>(decisions: readonly Decision[], kind: Kind): readonly BodyOf<Kind>[] {
  return decisions.map(({ body }) => body).filter((body): body is BodyOf<Kind> => body.kind === kind)
}

/**
 * A value as text for a finding; big integers as digits.
 *
 * @example
 * textOf({ minor: 5n }) // '{"minor":"5"}'
 */
export function textOf(value: unknown): string {
  const text = JSON.stringify(value, (_, item: unknown): unknown => {
    if (typeof item === 'bigint') return String(item)
    return item instanceof Map ? Object.fromEntries(item) : item
  })
  return text === undefined ? 'nothing' : text.slice(0, 600)
}
