import type { DurationUs } from '../../base/time.ts'
import type { Input } from '../../engine/input.ts'
import type { PriceGrade } from '../../market/price-grade.ts'
import { textOf, type AuditedStep, type Law, type Standing, type World } from './law.ts'

/** When something was last told of a price, and how far it was to be believed. */
type Told = { at: number; bookAt?: number; brokenAt?: number; grade?: PriceGrade; gradedAt: number }

/**
 * Nothing happens to anybody on data that is not known: what is refused changes nothing, a receipt of nothing changes nothing, and nobody is
 * called, liquidated or paid out on a price that is old or was said to be doubtful.
 *
 * @example
 * unknownMovesNothing.watch(world)(step)
 */
export const unknownMovesNothing: Law = {
  name: 'unknown-moves-nothing',
  says: 'What is refused and receipts of unknown effects change nothing; nobody is called, liquidated or paid out on a price that is too old or doubtful.',
  watch: (world) => {
    const told = new Map<string, Told>()
    const effects = new Set<string>()
    return (step) => {
      const { sequenced, outcome } = step
      const { input } = sequenced
      const isRefused = outcome.decisions[0]?.body.kind === 'inputRefused'
      const found = changedNothing(step, isRefused || (input.kind === 'effectReported' && !effects.has(input.effectId)))
      if (found !== undefined) return found
      for (const effect of outcome.effects) effects.add(effect.effectId)
      if (!isRefused) hear(told, world, input)
      return actedOnDoubt(step, world, told)
    }
  },
}

function changedNothing({ sequenced, outcome, before, after }: AuditedStep, isUnknown: boolean): string | undefined {
  if (!isUnknown) return undefined
  const { decisions, transfers, effects } = outcome
  const said = decisions.filter(({ body }) => body.kind !== 'inputRefused')
  if (said.length + transfers.length + effects.length > 0)
    return `unknown or refused, and yet: ${textOf({ input: sequenced.input, outcome })}`
  for (const [account, standing] of after) {
    if (!isSame(standing, before.get(account)))
      return `unknown or refused, and yet ${account} is not what it was: ${textOf(sequenced.input)}`
  }
  return undefined
}

function isSame(standing: Standing, before: Standing | undefined): boolean {
  const isEqual = <Value>(one: ReadonlyMap<string, Value>, other: ReadonlyMap<string, Value> | undefined): boolean =>
    one.size === other?.size && [...one].every(([key, value]) => other.get(key) === value)
  return isEqual(standing.lots, before?.lots) && isEqual(standing.cost, before?.cost) && isEqual(standing.wealth, before?.wealth)
}

function hear(told: Map<string, Told>, { contracts, setting }: World, input: Input): void {
  if (input.kind === 'bookSnapshotReceived') {
    const contract = contracts.get(input.market)
    const isWhole = input.bids.length > 0 && input.asks.length > 0 && (input.bids[0] ?? 0) < (input.asks[0] ?? 0)
    if (contract === undefined) return
    for (const name of [`contract ${contract.id}`, ...(isFirstOn(setting, contract.id) ? [`index ${contract.underlying}`] : [])]) {
      renew(told, name, { at: input.at, isWhole })
    }
  }
  if (input.kind !== 'marksChanged') return
  for (const { underlying, grade } of input.indexes)
    told.set(`index ${underlying}`, toldNow(told.get(`index ${underlying}`), input.at, grade))
  for (const { contract, grade } of input.contracts)
    told.set(`contract ${contract}`, toldNow(told.get(`contract ${contract}`), input.at, grade))
}

function isFirstOn({ instruments }: World['setting'], id: string): boolean {
  const base = instruments.find((each) => each.id === id)?.base
  return instruments.find((each) => each.base === base)?.id.toString() === id
}

/** A book renews a price while it is whole; a grade that was told stands. */
function renew(told: Map<string, Told>, name: string, { at, isWhole }: Readonly<{ at: number; isWhole: boolean }>): void {
  const before = told.get(name)
  if (isWhole) {
    const { brokenAt: _, ...rest } = before ?? { gradedAt: at }
    told.set(name, { ...rest, at, bookAt: at })
  } else if (before !== undefined) told.set(name, { brokenAt: at, ...before })
}

function toldNow(before: Told | undefined, at: number, grade: PriceGrade | undefined): Told {
  const { bookAt, brokenAt } = before ?? {}
  return {
    at,
    gradedAt: at,
    ...(bookAt !== undefined && { bookAt }),
    ...(brokenAt !== undefined && { brokenAt }),
    ...(grade !== undefined && { grade }),
  }
}

/** Prices grow old when the clock ticks, once a second. */
const tickEvery = 1_000_000

type Doubt = 'old' | 'doubtful' | 'odd' | 'none'

function actedOnDoubt(step: AuditedStep, world: World, told: ReadonlyMap<string, Told>): string | undefined {
  const staleAfter = world.setting.policy.margin?.marks.staleAfter
  if (staleAfter === undefined) return undefined
  for (const { body } of step.outcome.decisions) {
    if (!('account' in body) || body.account === undefined) continue
    const { account } = body
    // What is closed in this input by a trade, a fill or a settlement is valued at no mark any more.
    const held = [...(step.before.get(account)?.lots.keys() ?? [])].filter((contract) => !isTouched(step, account, contract))
    const doubt = worstDoubt(held, { step, world, told, staleAfter })
    const isForbidden =
      doubt === 'none'
        ? false
        : doubt === 'odd'
          ? body.kind === 'liquidationStarted' || body.kind === 'reductionOrdered' || body.kind === 'withdrawalPaid'
          : ['liquidationStarted', 'reductionOrdered', 'marginCallIssued', 'withdrawalPaid'].includes(body.kind)
    if (isForbidden) return `${body.kind} of ${body.account} on a price that is ${doubt}: ${textOf(body)}`
  }
  return undefined
}

function isTouched({ outcome }: AuditedStep, account: string, contract: string): boolean {
  return outcome.decisions.some(
    ({ body }) =>
      (body.kind === 'tradeAccepted' || body.kind === 'positionReduced' || body.kind === 'positionSettled') &&
      body.account === account &&
      body.contract === contract,
  )
}

type Believed = Readonly<{ step: AuditedStep; world: World; told: ReadonlyMap<string, Told>; staleAfter: DurationUs }>

function worstDoubt(held: readonly string[], at: Believed): Doubt {
  const doubts = held
    .flatMap((contract) => [`contract ${contract}`, `index ${at.world.contracts.get(contract)?.underlying ?? ''}`])
    .map((name) => doubtOf(name, at))
  return (['old', 'doubtful', 'odd'] as const).find((doubt) => doubts.includes(doubt)) ?? 'none'
}

function doubtOf(name: string, { step, world, told, staleAfter }: Believed): Doubt {
  const now = step.sequenced.input.at
  const last = told.get(name)
  // Nothing was ever told: an index that nobody states is none that anything rests on.
  if (last === undefined) return 'none'
  // A book is believed until it is stale itself, and its mark with it.
  const { bookStaleAfter } = world.setting.policy.measure
  const heardAt = Math.max(last.at, last.bookAt === undefined ? 0 : Math.min(now, last.bookAt + bookStaleAfter, last.brokenAt ?? Infinity))
  if (now - heardAt > staleAfter + tickEvery) return 'old'
  if (last.grade === undefined || now - last.gradedAt > staleAfter) return 'none'
  if (last.grade === 'stale' || last.grade === 'tooFew') return 'doubtful'
  return last.grade === 'tooVolatile' ? 'odd' : 'none'
}
