import type { Amount } from '../../base/amount.ts'
import type { Decision, DecisionBody } from '../../engine/decision.ts'
import type { Input } from '../../engine/input.ts'
import type { Instrument } from '../../market/instrument.ts'
import { notionalDown, notionalUp } from '../../market/notional.ts'
import { executionsOf, replay } from './executions.ts'
import { bodiesOf, textOf, type AuditedStep, type Law, type Standing } from './law.ts'

/**
 * What a member has changes by what decisions say of it, to the minor unit, and deposits and withdrawals are those that were asked for.
 *
 * @example
 * wealthIsExplained.watch(world)(step)
 */
export const wealthIsExplained: Law = {
  name: 'wealth-is-explained',
  says: "A member's money changes by exactly what decisions of that input say of it; deposits and withdrawals are the amounts asked for.",
  watch: ({ asset }) => {
    const pledges: Pledges = new Map()
    return (step) => {
      const { sequenced, outcome, before, after } = step
      const explained = explain(step, asset, pledges)
      for (const [account, standing] of after) {
        const had = before.get(account)
        for (const [held, minor] of standing.wealth) {
          const change = minor - (had?.wealth.get(held) ?? 0n)
          const said = explained.get(`${account} ${held}`) ?? 0n
          if (change !== said) {
            return `${account} has ${change} of ${held} more, decisions say ${said}: ${textOf(outcome.decisions.map(({ body }) => body))}`
          }
        }
      }
      return asked(
        sequenced.input,
        outcome.decisions.map(({ body }) => body),
      )
    }
  },
}

/** What was pledged for each loan, by the decision that granted it. */
type Pledges = Map<string, readonly Amount[]>

function explain(step: AuditedStep, asset: string, pledges: Pledges): ReadonlyMap<string, bigint> {
  const { sequenced, outcome, before } = step
  const sums = new Map<string, bigint>()
  const add = (account: string, held: string, minor: bigint): void => {
    sums.set(`${account} ${held}`, (sums.get(`${account} ${held}`) ?? 0n) + minor)
  }
  for (const decision of outcome.decisions) {
    const { body } = decision
    for (const { account, held, minor } of [...movesOf(body, asset), ...loanMoves(decision, asset, pledges)]) add(account, held, minor)
    if (body.kind === 'accountOpened' && sequenced.input.kind === 'accountOpened') {
      for (const money of sequenced.input.money) add(body.account, money.asset, BigInt(money.minor))
    }
  }
  const executions = executionsOf(step)
  const { realised } = replay(step, executions)
  for (const [place, { account }] of executions.entries()) add(account, asset, realised[place] ?? 0n)
  for (const { contract, rate } of bodiesOf(outcome.decisions, 'fundingBooked')) {
    for (const [account, standing] of before) add(account, asset, fundingOf(step, standing, { contract, rate }))
  }
  return sums
}

type Move = Readonly<{ account: string; held: string; minor: bigint }>

/** What a decision says of members' money, beside what executions realise. */
function movesOf(body: DecisionBody, asset: string): readonly Move[] {
  const one = (account: string, minor: bigint, held = asset): readonly Move[] => [{ account, held, minor }]
  switch (body.kind) {
    case 'depositBooked':
      return one(body.account, body.deposited.minor, body.deposited.asset)
    case 'withdrawalPaid':
      return one(body.account, -body.withdrawn.minor, body.withdrawn.asset)
    case 'withdrawalCut':
      return one(body.account, -body.kept.minor)
    case 'positionReduced':
      return one(body.account, -body.fee.minor - (body.penalty?.fund.minor ?? 0n) - (body.penalty?.venue.minor ?? 0n))
    case 'collateralTaken':
      return [...one(body.account, -body.taken.minor, body.taken.asset), ...one(body.account, body.paid.minor)]
    case 'shortfallRealised':
      return one(body.account, body.amount.minor)
    case 'portfolioTransferred':
    case 'providerTookOver':
      return [...one(body.account, -body.discount.minor), ...one(body.to, body.discount.minor)]
    case 'positionsDeleveraged':
      return [
        ...body.closed.flatMap(({ account, gave }) => one(account, -gave.minor)),
        ...body.defaulters.flatMap(({ account, covered }) => one(account, covered.minor)),
      ]
    case 'lossAllocated':
      return body.layers
        .filter(({ kind }) => kind !== 'mutualFund')
        .flatMap(({ shares }) => shares.map(({ account, paid }) => ({ account, held: asset, minor: -paid.minor })))
    case 'coverSold':
      return one(body.account, -body.premium.minor)
    case 'claimPaid':
      return one(body.account, body.paid.minor)
    case 'gainDecided':
      return body.verdict === 'kept' ? one(body.account, -body.decided.minor) : []
    default:
      return []
  }
}

/** A loan brings money and takes its pledges; both ways back when it is over. */
function loanMoves({ id, body }: Decision, asset: string, pledges: Pledges): readonly Move[] {
  switch (body.kind) {
    case 'loanGranted': {
      pledges.set(id, body.pledged)
      const taken = body.pledged.map((pledge) => ({ account: body.account, held: pledge.asset, minor: -pledge.minor }))
      return [{ account: body.account, held: asset, minor: body.lent.minor }, ...taken]
    }
    case 'loanReduced': {
      const back = body.isOver ? (pledges.get(body.loan) ?? []) : []
      const returned = back.map((pledge) => ({ account: body.account, held: pledge.asset, minor: pledge.minor }))
      return [{ account: body.account, held: asset, minor: -body.interest.minor - body.principal.minor }, ...returned]
    }
    case 'loanRecovered':
      return [{ account: body.account, held: asset, minor: body.brought.minor - body.principal.minor - body.interest.minor }]
    default:
      return []
  }
}

/** Billionths of a rate, as it is booked: payers rounded up, receivers down. */
const rateParts = 1_000_000_000n

function fundingOf({ state }: AuditedStep, standing: Standing, { contract, rate }: Readonly<{ contract: string; rate: number }>): bigint {
  const lots = standing.lots.get(contract) ?? 0
  const listing = state.margin?.listings.get(contract)
  const mark = state.margin?.marks.get(contract)?.markPrice
  if (lots === 0 || listing === undefined || mark === undefined) return 0n
  const parts = BigInt(Math.round(rate * 1e9))
  const size = { ticks: Math.round(mark / tickOf(listing.instrument)), lots: Math.abs(lots) }
  const magnitude = parts < 0n ? -parts : parts
  if (lots > 0 === parts > 0n) return -((notionalUp(listing.instrument, size).minor * magnitude + rateParts - 1n) / rateParts)
  return (notionalDown(listing.instrument, size).minor * magnitude) / rateParts
}

function tickOf({ tickUnits, priceDecimals }: Instrument): number {
  return tickUnits / Number(`1e${priceDecimals}`)
}

/** Of a withdrawal a part may be kept for a loss that nobody covered. */
function asked(input: Input, bodies: readonly DecisionBody[]): string | undefined {
  const kept = bodies.reduce((sum, body) => (body.kind === 'withdrawalCut' ? sum + body.kept.minor : sum), 0n)
  for (const body of bodies) {
    if (body.kind !== 'depositBooked' && body.kind !== 'withdrawalPaid') continue
    const moved = body.kind === 'depositBooked' ? body.deposited : body.withdrawn
    const isAsked =
      (input.kind === 'depositConfirmed' || input.kind === 'withdrawalRequested') &&
      input.account === body.account &&
      input.asset === moved.asset &&
      BigInt(input.minor) === moved.minor + kept
    if (!isAsked) return `${body.kind} is not what was asked for: ${textOf({ body, input })}`
  }
  return undefined
}
