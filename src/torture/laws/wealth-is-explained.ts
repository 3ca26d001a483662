import type { DecisionBody } from '../../engine/decision.ts'
import type { Input } from '../../engine/input.ts'
import type { Instrument } from '../../market/instrument.ts'
import { notionalDown, notionalUp } from '../../market/notional.ts'
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
  watch:
    ({ asset }) =>
    (step) => {
      const { sequenced, outcome, before, after } = step
      const explained = explain(step, asset)
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
    },
}

function explain(step: AuditedStep, asset: string): ReadonlyMap<string, bigint> {
  const { sequenced, outcome, before } = step
  const sums = new Map<string, bigint>()
  const add = (account: string, held: string, minor: bigint): void => {
    sums.set(`${account} ${held}`, (sums.get(`${account} ${held}`) ?? 0n) + minor)
  }
  for (const { body } of outcome.decisions) {
    for (const { account, held, minor } of movesOf(body, asset)) add(account, held, minor)
    if (body.kind === 'accountOpened' && sequenced.input.kind === 'accountOpened') {
      for (const money of sequenced.input.money) add(body.account, money.asset, BigInt(money.minor))
    }
  }
  for (const { contract, rate } of bodiesOf(outcome.decisions, 'fundingBooked')) {
    for (const [account, standing] of before) add(account, asset, fundingOf(step, standing, { contract, rate }))
  }
  return sums
}

type Move = Readonly<{ account: string; held: string; minor: bigint }>

/** What a decision says of members' money. */
function movesOf(body: DecisionBody, asset: string): readonly Move[] {
  switch (body.kind) {
    case 'depositBooked':
      return [{ account: body.account, held: body.deposited.asset, minor: body.deposited.minor }]
    case 'withdrawalPaid':
      return [{ account: body.account, held: body.withdrawn.asset, minor: -body.withdrawn.minor }]
    case 'tradeAccepted':
    case 'positionSettled':
      return [{ account: body.account, held: asset, minor: body.realised.minor }]
    case 'positionReduced':
      return [{ account: body.account, held: asset, minor: body.realised.minor - body.fee.minor }]
    case 'collateralTaken':
      return [
        { account: body.account, held: body.taken.asset, minor: -body.taken.minor },
        { account: body.account, held: asset, minor: body.paid.minor },
      ]
    case 'shortfallRealised':
      return [{ account: body.account, held: asset, minor: body.amount.minor }]
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

function asked(input: Input, bodies: readonly DecisionBody[]): string | undefined {
  for (const body of bodies) {
    if (body.kind !== 'depositBooked' && body.kind !== 'withdrawalPaid') continue
    const moved = body.kind === 'depositBooked' ? body.deposited : body.withdrawn
    const isAsked =
      (input.kind === 'depositConfirmed' || input.kind === 'withdrawalRequested') &&
      input.account === body.account &&
      input.asset === moved.asset &&
      BigInt(input.minor) === moved.minor
    if (!isAsked) return `${body.kind} is not what was asked for: ${textOf({ body, input })}`
  }
  return undefined
}
