import { accept, refuse, type Result } from '../../base/result.ts'
import { seconds, timeUs, type DurationUs, type TimeUs } from '../../base/time.ts'
import { giveHouseShares, withdrawHouseShares } from '../../waterfall/shares/house-shares.ts'
import { newStake, type Stake, type StakedFund } from '../../waterfall/shares/staked-fund.ts'
import { stakeInFund, type FundAndStake } from '../../waterfall/shares/staking.ts'
import { cancelUnstake, requestUnstake, settleUnstake } from '../../waterfall/shares/unstaking.ts'
import { fieldsOf, type Fields } from '../fields.ts'
import type { Mismatch } from '../vector-file.ts'
import { wholeIn, wholeMismatches } from '../whole-number.ts'

/** A fund, its stakers and its vault between two steps. */
type World = Readonly<{ fund: StakedFund; stakes: ReadonlyMap<string, Stake>; vault: bigint; coolDownFor: DurationUs }>

/** What a step gives back, and the world after. A refusal leaves the world as it was. */
type Stepped = Result<Readonly<{ world: World; result: bigint }>, unknown>

/**
 * Runs one sequence of stakes, exits and losses, and compares the state after each step.
 *
 * @example
 * fundShareSequence(row).length
 */
export function fundShareSequence(row: Fields): readonly Mismatch[] {
  const mismatches: Mismatch[] = []
  let world = worldAtStart(row.fields('initial'))
  row.rows('steps').forEach((step, index) => {
    const place = `steps[${index}]`
    const before = withStaker(world, step)
    const stepped = take(before, step)
    world = stepped.ok ? stepped.value.world : before
    if (step.has('expect')) mismatches.push(...expectMismatches(step, world, { place, stepped }))
    if (step.has('state_after_computed')) mismatches.push(...stateMismatches(step.fields('state_after_computed'), world, place))
  })
  return mismatches
}

function worldAtStart(initial: Fields): World {
  const whole = (name: string): bigint => (initial.has(name) ? wholeIn(initial, name) : 0n)
  const stakers = initial.has('stakers') ? initial.fields('stakers') : undefined
  const exponent = Number(whole('shares_base'))
  const fund = { totalShares: whole('total'), stakedShares: whole('user'), exponent }
  const stakes = (stakers?.names() ?? []).map((name) => [name, { ...newStake(fund), shares: wholeIn(stakers as Fields, name) }] as const)
  return { fund, stakes: new Map(stakes), vault: whole('vault'), coolDownFor: seconds(initial.numberOr('period', 0)) }
}

/** Who is named begins with no share, counted as the first fund was. */
function withStaker(world: World, step: Fields): World {
  const who = whoIn(step)
  if (who === undefined || world.stakes.has(who)) return world
  return { ...world, stakes: new Map([...world.stakes, [who, { shares: 0n, exponent: 0, costMinor: 0n }]]) }
}

/** Who acts, or who is given something. */
function whoIn(step: Fields): string | undefined {
  return step.textOr('who', step.textOr('to', undefined))
}

function take(world: World, step: Fields): Stepped {
  const op = step.text('op')
  if (op === 'vault') return accept({ world: { ...world, vault: wholeIn(step, 'balance') }, result: 0n })
  if (op === 'admin_remove') {
    const paid = withdrawHouseShares(world.fund, wholeIn(step, 'shares'), world.vault)
    return paid.ok ? accept({ world: { ...world, fund: paid.value.fund }, result: paid.value.paidMinor }) : paid
  }
  const who = whoIn(step) ?? ''
  const before: FundAndStake = { fund: world.fund, stake: world.stakes.get(who) ?? newStake(world.fund) }
  const done = takeOfStaker(before, step, { vault: world.vault, at: timeUs(step.numberOr('now', 0) * 1e6), coolDownFor: world.coolDownFor })
  if (!done.ok) return done
  const { after, result } = done.value
  return accept({ world: { ...world, fund: after.fund, stakes: new Map([...world.stakes, [who, after.stake]]) }, result })
}

function takeOfStaker(
  before: FundAndStake,
  step: Fields,
  at: Readonly<{ vault: bigint; at: TimeUs; coolDownFor: DurationUs }>,
): Result<Readonly<{ after: FundAndStake; result: bigint }>, unknown> {
  switch (step.text('op')) {
    case 'add':
      return resultOf(stakeInFund(before, wholeIn(step, 'amount'), at.vault), ({ bought }) => bought)
    case 'request': {
      const { request: _replaced, ...stake } = before.stake
      // The source's function replaces a request; that one is in progress is checked where it is called.
      const asked = requestUnstake({ fund: before.fund, stake }, { shares: wholeIn(step, 'shares'), at: at.at }, at.vault)
      return resultOf(asked, (after) => after.stake.request?.minor ?? 0n)
    }
    case 'cancel':
    case 'cancel_request':
      return resultOf(cancelUnstake(before, at.vault), ({ forfeited }) => forfeited)
    case 'remove':
      return resultOf(settleUnstake(before, at, at.vault), ({ paidMinor }) => paidMinor)
    // The house gives shares away; only the house can.
    case 'transfer':
    case 'admin_transfer':
    case 'protocol_transfer':
    case 'transfer_protocol':
      return resultOf(giveHouseShares(before, wholeIn(step, 'shares'), at.vault), ({ worthMinor }) => worthMinor)
    default:
      return refuse('unknown operation')
  }
}

function resultOf<After extends FundAndStake>(
  done: Result<After, unknown>,
  read: (after: After) => bigint,
): Result<Readonly<{ after: FundAndStake; result: bigint }>, unknown> {
  return done.ok ? accept({ after: { fund: done.value.fund, stake: done.value.stake }, result: read(done.value) }) : done
}

function expectMismatches(step: Fields, world: World, at: Readonly<{ place: string; stepped: Stepped }>): readonly Mismatch[] {
  const expected = step.fields('expect')
  const result = at.stepped.ok ? at.stepped.value.result : 'error'
  const refused = !at.stepped.ok && expected.raw('result') !== 'error'
  const stake = world.stakes.get(whoIn(step) ?? '') ?? newStake(world.fund)
  const found: Readonly<Record<string, bigint | string>> = { ...fundFigures(world.fund), ...stakeFigures(stake), result }
  return [
    ...(refused ? [{ path: `${at.place}.result`, expected: 'an answer', actual: 'error' }] : []),
    ...expected.names().flatMap((name) => wholeMismatches(`${at.place}.${name}`, expected.raw(name), found[name] ?? 'no such figure')),
  ]
}

function stateMismatches(expected: Fields, world: World, place: string): readonly Mismatch[] {
  const figures = fundFigures(world.fund)
  const ofFund = Object.entries(figures).flatMap(([name, actual]) => wholeMismatches(`${place}.${name}`, expected.raw(name), actual))
  const stakers = expected.fields('stakers')
  const ofStakers = stakers.names().flatMap((name) => {
    const stake = world.stakes.get(name)
    const row = fieldsOf(stakers.raw(name), { file: place, place: name })
    if (stake === undefined) return [{ path: `${place}.${name}`, expected: 'a staker', actual: 'none' }]
    const found = stakeFigures(stake)
    return row
      .names()
      .flatMap((figure) => wholeMismatches(`${place}.${name}.${figure}`, row.raw(figure), found[figure] ?? 'no such figure'))
  })
  return [...ofFund, ...ofStakers, ...wholeMismatches(`${place}.stakers`, stakers.names().length, BigInt(world.stakes.size))]
}

function fundFigures(fund: StakedFund): Readonly<Record<string, bigint>> {
  return { total_shares: fund.totalShares, user_shares: fund.stakedShares, shares_base: BigInt(fund.exponent) }
}

function stakeFigures({ shares, exponent, costMinor, request }: Stake): Readonly<Record<string, bigint>> {
  return {
    shares,
    base: BigInt(exponent),
    request_shares: request?.shares ?? 0n,
    request_value: request?.minor ?? 0n,
    cost_basis: costMinor,
  }
}
