import { executionsOf } from './executions.ts'
import { bodiesOf, textOf, type AuditedStep, type BodyOf, type Law, type World } from './law.ts'

/**
 * Positions that change hands go to others, for no more than they may cost, and winners are closed for what is missing and never beyond.
 *
 * @example
 * handsAreOthers.watch(world)(step)
 */
export const handsAreOthers: Law = {
  name: 'hands-are-others',
  says: 'Nobody takes over, bids for or is closed against an account of its own group; no discount beyond the policy; winners are closed for no more than is missing, no further than what they hold, and give what the account gets.',
  watch: (world) => (step) => {
    const { decisions } = step.outcome
    for (const body of [...bodiesOf(decisions, 'portfolioTransferred'), ...bodiesOf(decisions, 'providerTookOver')]) {
      const found = judgeHandover(body, step, world)
      if (found !== undefined) return `${found}: ${textOf(body)}`
    }
    for (const body of bodiesOf(decisions, 'bidAccepted')) {
      if (isOneGroup(step, body.bidder, body.account)) return `a bid for an account of its own group: ${textOf(body)}`
      if (!(Number.isSafeInteger(body.parts) && body.parts > 0)) return `a bid for ${body.parts} parts: ${textOf(body)}`
    }
    for (const body of bodiesOf(decisions, 'positionsDeleveraged')) {
      const found = judgeDeleveraging(body, step)
      if (found !== undefined) return `${found}: ${textOf(body)}`
    }
    return undefined
  },
}

function isOneGroup({ after }: AuditedStep, one: string, other: string): boolean {
  const owner = after.get(one)?.owner
  return one === other || (owner !== undefined && owner === after.get(other)?.owner)
}

function judgeHandover(
  body: BodyOf<'portfolioTransferred' | 'providerTookOver'>,
  step: AuditedStep,
  { setting, contracts }: World,
): string | undefined {
  if (isOneGroup(step, body.account, body.to)) return 'taken over by its own group'
  const { auction } = setting.policy
  const notional = body.positions.reduce((sum, { contract, lots, ticks }) => {
    const { tick = 0, lot = 0 } = contracts.get(contract) ?? {}
    // Parts are cut to whole lots and marks told in whole ticks: what is given is for less than a lot and a tick more than what is told.
    return sum + (Math.abs(lots) + 1) * lot * (ticks + 1) * tick
  }, 0)
  const most = (notional * (auction?.mostDiscountBps ?? 0)) / 10_000
  return Number(body.discount.minor) / 1e6 <= most * (1 + 1e-9) + 2e-6
    ? undefined
    : `given ${body.discount.minor} for a notional of ${notional}`
}

function judgeDeleveraging(body: BodyOf<'positionsDeleveraged'>, step: AuditedStep): string | undefined {
  const { closed, tornUp, defaulters } = body
  if (sumOf(closed.map(({ gave }) => gave.minor)) !== body.covered.minor) return 'what winners gave is not what was covered'
  if (sumOf(defaulters.map(({ covered }) => covered.minor)) !== body.covered.minor) return 'what winners gave is not what accounts got'
  if (sumOf(defaulters.map(({ needed }) => needed.minor)) !== body.needed.minor) return 'what accounts needed is not what was needed'
  if (defaulters.some(({ covered, needed }) => covered.minor > needed.minor)) return 'more was covered than was needed'
  if (closed.some((each) => each.lots <= 0 || each.gave.minor < 0n)) return 'a winner is closed for nothing'
  const taken = [...closed, ...tornUp]
  if (new Set([...taken, ...defaulters].map(({ account }) => account)).size !== taken.length + defaulters.length)
    return 'an account is closed twice'
  const lots = taken.reduce((sum, each) => sum + each.lots, 0)
  if (lots !== Math.abs(body.lots) - Math.abs(body.lotsLeft)) return 'lots closed are not lots taken'
  if (lots !== defaulters.reduce((sum, each) => sum + Math.abs(each.lots) - Math.abs(each.lotsLeft), 0))
    return 'lots taken are not lots given'
  for (const { account } of taken) {
    if (defaulters.some((each) => isOneGroup(step, account, each.account))) return `closed against ${account} of its own group`
    const found = flipped(step, account, body)
    if (found !== undefined) return found
  }
  return undefined
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, minor) => sum + minor, 0n)
}

/** A winner ends where it was or nearer to nothing, unless it traded itself in the same input; what it took over in it counts as held before or got after. */
function flipped(step: AuditedStep, account: string, closing: BodyOf<'positionsDeleveraged'>): string | undefined {
  const { contract } = closing
  const own = executionsOf(step).some((each) => each.account === account && each.contract === contract && each.said !== undefined)
  const { first, last } = takenOver(step, account, closing)
  const [stood, stands] = [step.before, step.after].map((standings) => standings.get(account)?.lots.get(contract) ?? 0) as [number, number]
  const [before, after] = [stood + first, stands - last]
  if (own || (Math.sign(after) * Math.sign(before) >= 0 && Math.abs(after) <= Math.abs(before))) return undefined
  return `${account} went from ${before} to ${after} lots`
}

/** Signed lots of the contract that an account took over in this input, first those before the closing, last those after it. */
function takenOver(step: AuditedStep, account: string, closing: BodyOf<'positionsDeleveraged'>): Readonly<{ first: number; last: number }> {
  const taken = { first: 0, last: 0 }
  let place: keyof typeof taken = 'first'
  for (const { body } of step.outcome.decisions) {
    if (body === closing) place = 'last'
    if ((body.kind !== 'portfolioTransferred' && body.kind !== 'providerTookOver') || body.to !== account) continue
    for (const { contract, lots } of body.positions) if (contract === closing.contract) taken[place] += lots
  }
  return taken
}
