import type { DecisionBody } from '../../src/engine/decision.ts'
import type { MarginFigures } from '../../src/engine/margin/margin-decision.ts'
import { auditedOf, demand, largestOf, mayBeLiquidated, reckonedOf, risks, type Auditor } from './auditor.ts'
import { executed, notional, type AuditedAccount } from './books.ts'
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
    case 'ordersCancelled':
      return cancelOrders(auditor, body)
    case 'reductionOrdered':
      order(auditor, body)
      return keepPace(auditor, body)
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
  giveBack(auditor, body)
  endOrder(auditor, body.effectId)
  if (isSilent && order !== undefined) auditor.lost.set(body.effectId, order)
}

/** Whether this tick moved a price of the account's collateral: what was concluded before its market's turn rests on the price before. */
function isRepriced({ seen }: Auditor, { collateral }: AuditedAccount): boolean {
  return [...collateral.keys()].some((asset) => seen.repriced?.has(asset))
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
  demand(auditor, isSame || isRepriced(auditor, account), 'figures recompute', { reckoned, stated, account: account.id })
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
  if (auditor.policy.liquidation.cancelOrders === undefined) account.orders = []
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
  const { shareOfPosition, shareOfBook, boundBps, sizing } = policy.liquidation
  demand(auditor, body.lots <= Math.max(1, Math.ceil(opening * shareOfPosition)), 'no more than a share of the position', { opening, body })
  const book = seen.books.get(body.contract)
  const [price, lots] = (body.side === 'sell' ? book?.bid : book?.ask) ?? [NaN, 0]
  const limit = (largest.mark / largest.contract.tick) * (1 + ((body.side === 'sell' ? -1 : 1) * boundBps) / 10_000)
  const isBound = body.side === 'sell' ? body.boundTicks >= limit - 1e-6 : body.boundTicks <= limit + 1e-6
  demand(auditor, isBound, 'an order keeps within the bound', { limit, body })
  const isWithin = body.side === 'sell' ? price >= body.boundTicks : price <= body.boundTicks
  demand(auditor, isWithin && body.bookLots === lots, 'an order is for lots that stand within the bound', { price, lots, body })
  demand(auditor, body.lots <= Math.max(1, Math.floor(lots * shareOfBook)), 'no more than a share of the book', { lots, body })
  if (sizing === 'justEnough') checkJustEnough(auditor, account, body)
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

type Reduction = Body<'reductionOrdered'>

/** What is left over after so many lots of an order are closed at the one price of the auditor's books, with fees and penalty. */
function surplusAfter(
  auditor: Auditor,
  account: AuditedAccount,
  { contract: id, side, lots }: Pick<Reduction, 'contract' | 'side' | 'lots'>,
) {
  const contract = auditor.contracts.get(id)
  const book = auditor.seen.books.get(id)
  const ticks = (side === 'sell' ? book?.bid : book?.ask)?.[0]
  const before = reckonedOf(auditor, account)
  if (contract === undefined || ticks === undefined || before === undefined) return undefined
  const { after: held, cash } = executed(contract, account.positions.get(id), { lots: side === 'sell' ? -lots : lots, ticks })
  const positions = new Map(account.positions)
  if (held.lots === 0) positions.delete(id)
  else positions.set(id, held)
  const quote = Number(notional(contract, { lots, ticks }).down) / 1e6
  // The driven policy sets 10 bps aside.
  const closed = reckonedOf(auditor, { ...account, positions, cash: account.cash + cash - BigInt(Math.round(quote * 1_000)) })
  if (closed === undefined) return undefined
  const { penalty, until } = auditor.policy.liquidation
  const released = before.maintenance <= 0 ? 1 : (before.maintenance - closed.maintenance) / before.maintenance
  const own = before.equity * Math.min(1, Math.max(0, released)) + closed.equity - before.equity
  const mark = (auditor.seen.marks.get(id)?.price ?? NaN) * lots * contract.lot
  const taken = penalty === undefined ? 0 : Math.min((mark * penalty.feeBps) / 10_000, Math.max(0, own))
  const target = until === 'initial' ? closed.initial : (closed.initial + closed.maintenance) / 2
  return { surplus: closed.equity - taken - target, near: 3 * (before.near + closed.near) + 1e-5 + 1e-9 * quote }
}

/** What is said to be enough is, and a lot less is not; where nothing is said to be, nothing is. */
function checkJustEnough(auditor: Auditor, account: AuditedAccount, body: Reduction): void {
  const { size } = body
  demand(auditor, size !== undefined, 'an order says how its size came about', body)
  const found = surplusAfter(auditor, account, body)
  if (found === undefined) return
  if (size.by === 'restored') {
    demand(auditor, found.surplus >= -found.near, 'what is just enough is enough', { found, body })
    const fewer = body.lots > 1 ? surplusAfter(auditor, account, { ...body, lots: body.lots - 1 }) : undefined
    if (fewer !== undefined) demand(auditor, fewer.surplus < fewer.near, 'a lot less is not enough', { fewer, body })
  } else demand(auditor, found.surplus < found.near || size.by.endsWith('Pace'), 'what is enough is said to be', { found, body })
}

function cancelOrders(auditor: Auditor, body: Body<'ordersCancelled'>): void {
  const account = auditedOf(auditor, body.account)
  demand(auditor, account.liquidation !== undefined && account.liquidation.order === undefined, 'orders go before anything is closed', body)
  const left = [...account.orders]
  for (const order of body.orders) {
    const place = left.findIndex((each) => JSON.stringify(each) === JSON.stringify(order))
    demand(auditor, place >= 0, 'an order that is cancelled was there', { order, body })
    left.splice(place, 1)
  }
  demand(auditor, left.length === body.left, 'it is said how many are left', { left, body })
  const missing = (orders: AuditedAccount['orders']): Readonly<{ short: number; near: number }> | undefined => {
    const reckoned = reckonedOf(auditor, { ...account, orders })
    if (reckoned === undefined) return undefined
    const { equity, initial, maintenance, near } = reckoned
    const target = auditor.policy.liquidation.until === 'initial' ? initial : (initial + maintenance) / 2
    return { short: target - equity, near: near + 1e-6 }
  }
  const after = missing(left)
  account.orders = left
  if (after === undefined) return demand(auditor, left.length === 0, 'all orders go of who cannot be valued', body)
  if (body.why === 'positionsClose') {
    const isNeeded = after.short > -after.near || isRepriced(auditor, account)
    demand(auditor, left.length === 0 && isNeeded, 'all orders go where positions must close, and only there', body)
    return
  }
  demand(auditor, after.short <= after.near, 'the orders that go are enough', { after, body })
  for (const order of body.orders) {
    const kept = missing([...left, order])
    demand(auditor, kept === undefined || kept.short > -kept.near, 'no order goes needlessly', { order, body })
  }
}

/** Counts what an order may close, at the mark, and demands that no limit is passed but by the first lot of a stretch. */
function keepPace(auditor: Auditor, body: Reduction): void {
  const { pace } = auditor.policy.liquidation
  if (pace === undefined) return
  const startedAt = auditor.seen.at - (auditor.seen.at % pace.every)
  if (auditor.paced.startedAt !== startedAt) auditor.paced = { startedAt, closed: new Map() }
  for (const [key, limit] of [
    [`account ${body.account}`, pace.accountNotional],
    [`market ${body.contract}`, pace.marketNotional],
  ] as const) {
    const before = auditor.paced.closed.get(key) ?? 0
    const after = before + body.lots * lotAt(auditor, body.contract)
    const isWithin = after <= (limit ?? Infinity) * (1 + 1e-9) || (before < 1e-6 && body.lots === 1)
    demand(auditor, isWithin, 'liquidations keep their pace', { key, before, after, limit, body })
    auditor.paced.closed.set(key, after)
  }
  const sent = auditor.orders.get(body.effectId)
  if (sent !== undefined) sent.lotAt = { startedAt, notional: lotAt(auditor, body.contract) }
}

function lotAt({ contracts, seen }: Auditor, id: string): number {
  return (contracts.get(id)?.lot ?? NaN) * (seen.marks.get(id)?.price ?? NaN)
}

function giveBack({ orders, paced }: Auditor, { effectId, account, contract }: Body<'reductionEnded'>): void {
  const order = orders.get(effectId)
  if (order?.lotAt === undefined || order.lotAt.startedAt !== paced.startedAt) return
  for (const key of [`account ${account}`, `market ${contract}`]) {
    paced.closed.set(key, (paced.closed.get(key) ?? 0) - order.left * order.lotAt.notional)
  }
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
