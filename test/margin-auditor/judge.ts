import type { DecisionBody } from '../../src/engine/decision.ts'
import type { MarginFigures } from '../../src/engine/margin/margin-decision.ts'
import { auditedOf, demand, largestOf, mayBeLiquidated, reckonedOf, risks, type Auditor } from './auditor.ts'
import type { AuditedAccount } from './books.ts'
import type { Reckoned } from './reckoning.ts'

type Body<Kind extends DecisionBody['kind']> = Extract<DecisionBody, { kind: Kind }>

/**
 * Judges a decision that moves nothing: whether it was allowed at that moment, by the auditor's own figures.
 *
 * @throws AuditFinding when it was not.
 *
 * @example
 * judge(auditor, body)
 */
export function judge(auditor: Auditor, body: DecisionBody): void {
  switch (body.kind) {
    case 'accountRestricted':
      return restrict(auditor, body)
    case 'restrictionLifted':
      return lift(auditor, body)
    case 'marginCallIssued':
      return call(auditor, body)
    case 'marginCallMet':
      return meet(auditor, body)
    case 'liquidationStarted':
      return start(auditor, body)
    case 'reductionOrdered':
      return order(auditor, body)
    case 'reductionEnded':
      return endReduction(auditor, body)
    case 'liquidationEnded':
      return end(auditor, body)
    case 'contractClosed':
      for (const account of auditor.accounts.values()) account.orders = account.orders.filter(({ contract }) => contract !== body.contract)
      return
    case 'accountUnknown': {
      const account = auditedOf(auditor, body.account)
      account.unknownSince ??= auditor.seen.at
      return
    }
    case 'accountKnown':
      return know(auditor, body)
    default:
  }
}

/**
 * An order of a liquidation is over; reports of it may still come.
 *
 * @throws AuditFinding when it was over before.
 *
 * @example
 * endOrder(auditor, body.effectId)
 */
export function endOrder(auditor: Auditor, id: string): void {
  const known = auditor.orders.get(id)
  demand(auditor, known !== undefined, 'an order is over once', id)
  auditor.orders.delete(id)
  auditor.over.push(known)
  if (auditor.over.length > 20) auditor.over.shift()
  const { liquidation } = auditedOf(auditor, known.account)
  if (liquidation !== undefined) liquidation.order = undefined
}

function endReduction(auditor: Auditor, body: Body<'reductionEnded'>): void {
  const order = auditor.orders.get(body.effectId)
  const silence = auditor.seen.at - (order?.heardAt ?? NaN)
  const isSilent = silence > 10 * auditor.policy.liquidation.spacing && auditor.input.kind === 'clockTicked'
  demand(auditor, (body.why === 'lost') === isSilent, 'an order is lost when nothing was heard of it for too long', { order, body })
  endOrder(auditor, body.effectId)
  if (isSilent && order !== undefined) auditor.lost.set(body.effectId, order)
}

/** The figures a decision states are those of the auditor. */
function figures(auditor: Auditor, account: AuditedAccount, stated: MarginFigures): Reckoned {
  const reckoned = reckonedOf(auditor, account)
  demand(auditor, reckoned !== undefined, 'nothing is concluded of an account that cannot be valued', { account: account.id, stated })
  const { equity, initial, maintenance, near } = reckoned
  const isSame =
    Math.abs(equity - stated.equity) <= near &&
    Math.abs(initial - stated.initialMargin) <= near &&
    Math.abs(maintenance - stated.maintenanceMargin) <= near
  demand(auditor, isSame, 'figures recompute', { reckoned, stated, account: account.id })
  return reckoned
}

function restrict(auditor: Auditor, body: Body<'accountRestricted'>): void {
  const account = auditedOf(auditor, body.account)
  const { equity, initial, near } = figures(auditor, account, body.evidence)
  demand(auditor, equity < initial + near && !account.restricted, 'restricted only below initial margin', body)
  demand(auditor, body.evidence.positionsHeld === account.positions.size, 'evidence counts the positions', body)
  account.restricted = true
}

function lift(auditor: Auditor, body: Body<'restrictionLifted'>): void {
  const account = auditedOf(auditor, body.account)
  demand(auditor, account.restricted, 'a restriction is lifted once', body)
  account.restricted = false
  if (!risks(account)) return
  const { equity, initial, near } = figures(auditor, account, body.evidence)
  demand(auditor, equity >= initial - near, 'lifted only at initial margin', body)
}

function call(auditor: Auditor, body: Body<'marginCallIssued'>): void {
  const account = auditedOf(auditor, body.account)
  const { equity, initial, maintenance, near } = figures(auditor, account, body.evidence)
  const { at } = auditor.seen
  demand(auditor, account.unknownSince === undefined, 'nobody unknown is called', body)
  demand(auditor, account.call === undefined && account.liquidation === undefined, 'one call at a time', body)
  demand(auditor, equity < maintenance + near, 'called only below maintenance margin', body)
  demand(auditor, Math.abs(Number(body.shortBy.minor) / 1e6 - (initial - equity)) <= near + 1e-6, 'the call is for what is missing', body)
  demand(auditor, Number(body.shortBy.minor) / 1e6 >= initial - equity - near, 'a call asks for enough', body)
  demand(auditor, body.dueAt === at + auditor.policy.callDueFor, 'the call is due when the policy says', body)
  checkLock(auditor, account, { locked: body.locked.minor, maintenance, near })
  account.call = { issuedAt: at, dueAt: body.dueAt, shortBy: body.shortBy.minor, paid: 0n }
}

function checkLock(auditor: Auditor, account: AuditedAccount, lock: Readonly<{ locked: bigint; maintenance: number; near: number }>): void {
  const there = account.cash > 0n ? account.cash : 0n
  const wanted = Math.min(Number(there) / 1e6, lock.maintenance)
  demand(auditor, Math.abs(Number(lock.locked) / 1e6 - wanted) <= lock.near + 1e-6, 'cash is locked up to maintenance margin', {
    wanted,
    lock,
  })
}

function meet(auditor: Auditor, body: Body<'marginCallMet'>): void {
  const account = auditedOf(auditor, body.account)
  const { call: open } = account
  demand(auditor, open !== undefined && body.paid.minor === open.paid, 'a call that is open is met, with what was paid', { open, body })
  account.call = undefined
  if (!risks(account)) return
  const { equity, initial, maintenance, near } = figures(auditor, account, body.evidence)
  const isAtInitial = equity >= initial - near
  const isPaid = open.paid >= open.shortBy && equity >= maintenance - near
  const hasLapsed = auditor.seen.at > open.dueAt && equity >= maintenance - near
  demand(auditor, isAtInitial || (body.how === 'paid' ? isPaid : hasLapsed), 'a call is met by payment, by the market, or lapses', {
    open,
    body,
  })
}

function start(auditor: Auditor, body: Body<'liquidationStarted'>): void {
  const account = auditedOf(auditor, body.account)
  const { equity, maintenance, near } = figures(auditor, account, body.evidence)
  const { at } = auditor.seen
  demand(
    auditor,
    account.unknownSince === undefined && account.liquidation === undefined,
    'a liquidation starts once, of a known account',
    body,
  )
  demand(auditor, equity < maintenance + near, 'no liquidation at or above maintenance margin', body)
  demand(auditor, mayBeLiquidated(auditor, account), 'no liquidation starts on a mark that may be a fault', body)
  const isDue = account.call !== undefined && at > account.call.dueAt
  const isBankrupt = auditor.policy.bankruptAtOnce && equity < near
  demand(auditor, body.cause === 'callNotMet' ? isDue : isBankrupt, 'no liquidation before its time', { call: account.call, body })
  if (account.call === undefined) checkLock(auditor, account, { locked: body.locked.minor, maintenance, near })
  account.call = undefined
  account.orders = []
  const opening = new Map([...account.positions].map(([id, { lots }]) => [id, Math.abs(lots)]))
  account.liquidation = { startedAt: at, opening }
}

function order(auditor: Auditor, body: Body<'reductionOrdered'>): void {
  const account = auditedOf(auditor, body.account)
  const { liquidation } = account
  const { seen, policy, halted } = auditor
  demand(auditor, liquidation !== undefined && liquidation.order === undefined && !halted, 'one order of a liquidation at a time', body)
  demand(auditor, account.unknownSince === undefined, 'nothing of an unknown account is closed', body)
  const spaced = (liquidation.orderedAt ?? -Infinity) + policy.liquidation.spacing
  demand(auditor, seen.at >= spaced, 'orders keep their distance', body)
  const largest = largestOf(auditor, account)
  demand(auditor, largest?.contract.id === body.contract, 'the largest position is closed first', { largest, body })
  const held = largest.lots
  demand(auditor, body.side === (held > 0 ? 'sell' : 'buy') && body.lots > 0 && body.lots <= Math.abs(held), 'an order closes', {
    held,
    body,
  })
  const opening = liquidation.opening.get(body.contract) ?? Math.abs(held)
  const { shareOfPosition, shareOfBook, boundBps } = policy.liquidation
  demand(auditor, body.lots <= Math.max(1, Math.ceil(opening * shareOfPosition)), 'no more than a share of the position', { opening, body })
  const book = seen.books.get(body.contract)
  const [price, lots] = (body.side === 'sell' ? book?.bid : book?.ask) ?? [NaN, 0]
  const limit = (largest.mark / largest.contract.tick) * (1 + ((body.side === 'sell' ? -1 : 1) * boundBps) / 10_000)
  const isBound = body.side === 'sell' ? body.boundTicks >= limit - 1e-6 : body.boundTicks <= limit + 1e-6
  demand(auditor, isBound, 'an order keeps within the bound', { limit, body })
  const isWithin = body.side === 'sell' ? price >= body.boundTicks : price <= body.boundTicks
  demand(auditor, isWithin && body.bookLots === lots, 'an order is for lots that stand within the bound', { price, lots, body })
  demand(auditor, body.lots <= Math.max(1, Math.floor(lots * shareOfBook)), 'no more than a share of the book', { lots, body })
  liquidation.orderedAt = seen.at
  liquidation.order = body.effectId
  const { effectId, contract, side } = body
  auditor.orders.set(effectId, {
    effectId,
    account: account.id,
    contract,
    side,
    lots: body.lots,
    left: body.lots,
    bound: body.boundTicks,
    heardAt: seen.at,
  })
}

function end(auditor: Auditor, body: Body<'liquidationEnded'>): void {
  const account = auditedOf(auditor, body.account)
  const { liquidation } = account
  demand(auditor, liquidation !== undefined && liquidation.order === undefined, 'a liquidation ends once, with no order out', body)
  demand(auditor, body.lasted === auditor.seen.at - liquidation.startedAt, 'a liquidation says how long it lasted', body)
  account.liquidation = undefined
  if (body.how === 'closed') return demand(auditor, account.positions.size === 0 && account.cash >= 0n, 'closed is closed', body)
  const { equity, initial, maintenance, near } = figures(auditor, account, body.evidence)
  const target = auditor.policy.liquidation.until === 'initial' ? initial : (initial + maintenance) / 2
  demand(auditor, equity >= target - near, 'a liquidation ends at its target', { target, body })
}

function know(auditor: Auditor, body: Body<'accountKnown'>): void {
  const account = auditedOf(auditor, body.account)
  const { unknownSince: since, call: open } = account
  demand(auditor, since !== undefined && body.unknownFor === auditor.seen.at - since, 'it says how long it was unknown', { since, body })
  account.unknownSince = undefined
  if (open !== undefined) open.dueAt += body.unknownFor
  demand(auditor, body.dueAt === open?.dueAt, "a call's clock stands still meanwhile", { open, body })
  if (risks(account)) figures(auditor, account, body.evidence)
}
