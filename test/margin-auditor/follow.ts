import type { DecisionBody } from '../../src/engine/decision.ts'
import { auditedOf, demand, mayTakeCollateral, openAudited, reckonedOf, type Auditor } from './auditor.ts'
import { executed, excessOf, notional, type AuditedAccount } from './books.ts'
import { endOrder, judge } from './judge.ts'
import { wholeOf, type Reckoned } from './reckoning.ts'
import { pledged, type Traded } from './world.ts'

type Body<Kind extends DecisionBody['kind']> = Extract<DecisionBody, { kind: Kind }>

/**
 * Follows one decision: what it moves is booked in the auditor's own way, and whether it was allowed is judged at that moment.
 *
 * @throws AuditFinding when it was not.
 *
 * @example
 * for (const { body } of outcome.decisions) follow(auditor, body)
 */
export function follow(auditor: Auditor, body: DecisionBody): void {
  for (const shown of [body.kind, shownBy(body)]) auditor.counts.set(shown, (auditor.counts.get(shown) ?? 0) + 1)
  switch (body.kind) {
    case 'accountOpened':
      return open(auditor, body)
    case 'depositBooked':
    case 'withdrawalPaid':
      return moveMoney(auditor, body)
    case 'tradeAccepted':
      return trade(auditor, body)
    case 'ordersNoted': {
      const { input } = auditor
      if (input.kind === 'ordersChanged') auditedOf(auditor, body.account).orders = input.orders
      return
    }
    case 'fundingBooked':
      return fund(auditor, body)
    case 'positionSettled':
      return settle(auditor, body)
    case 'positionReduced':
      return reduce(auditor, body)
    case 'collateralTaken':
      return takeCollateral(auditor, body)
    case 'shortfallRealised':
      return realiseShortfall(auditor, body)
    default:
      return judge(auditor, body)
  }
}

/** What a decision shows beside its kind. */
function shownBy(body: DecisionBody): string {
  if (body.kind === 'ordersCancelled' || body.kind === 'liquidationWaited') return `${body.kind} ${body.why}`
  if (body.kind === 'reductionOrdered') return `reductionOrdered ${body.size?.by ?? 'plain'}`
  if (body.kind !== 'positionReduced' || body.penalty === undefined) return ''
  return body.penalty.venue.minor > 0n ? `penalty${body.penalty.fund.minor > 0n ? ' shared' : ''}` : 'no penalty'
}

function contractOf(auditor: Auditor, id: string): Traded {
  const contract = auditor.contracts.get(id)
  demand(auditor, contract !== undefined, 'a decision is about a contract that is listed', id)
  return contract
}

function execute(auditor: Auditor, account: AuditedAccount, trade: Readonly<{ contract: string; lots: number; ticks: number }>): bigint {
  const contract = contractOf(auditor, trade.contract)
  const { after, cash } = executed(contract, account.positions.get(contract.id), trade)
  if (contract.kind !== 'option') {
    const { gained, lost } = excessOf(contract, after)
    demand(auditor, !gained, 'no member gains by rounding', after)
    demand(auditor, !lost, 'rounding costs a member less than a minor unit an execution', after)
  }
  if (after.lots === 0) account.positions.delete(contract.id)
  else account.positions.set(contract.id, after)
  account.cash += cash
  auditor.house.results -= cash
  return cash
}

function bring(auditor: Auditor, account: AuditedAccount, money: Readonly<{ asset: string; minor: bigint }>): void {
  const { asset, minor } = money
  if (asset !== 'USDT') return void account.collateral.set(asset, (account.collateral.get(asset) ?? 0n) + minor)
  account.cash += minor
  auditor.house.outside -= minor
}

function open(auditor: Auditor, { account: name }: Body<'accountOpened'>): void {
  const { input } = auditor
  demand(auditor, input.kind === 'accountOpened' && input.account === name, 'an account opens when told', name)
  const account = openAudited(auditor, name)
  for (const { asset, minor } of input.money) bring(auditor, account, { asset, minor: BigInt(minor) })
  for (const position of input.positions) execute(auditor, account, position)
}

function moveMoney(auditor: Auditor, body: Body<'depositBooked' | 'withdrawalPaid'>): void {
  const account = auditedOf(auditor, body.account)
  const { input } = auditor
  const isMoney = input.kind === 'depositConfirmed' || input.kind === 'withdrawalRequested'
  demand(auditor, isMoney && input.account === body.account, 'money moves for who asked', body)
  const moved = body.kind === 'depositBooked' ? body.deposited : body.withdrawn
  demand(auditor, String(moved.minor) === input.minor && moved.asset === input.asset, 'as much moves as was told', body)
  bring(auditor, account, { asset: moved.asset, minor: body.kind === 'depositBooked' ? moved.minor : -moved.minor })
  const isPayment = body.kind === 'depositBooked' && moved.asset === 'USDT'
  if (isPayment && account.call !== undefined) account.call.paid += moved.minor
}

function trade(auditor: Auditor, body: Body<'tradeAccepted'>): void {
  const account = auditedOf(auditor, body.account)
  const cash = execute(auditor, account, body)
  demand(auditor, cash === body.realised.minor, 'a trade says what it moved', { cash, body })
  demand(auditor, (account.positions.get(body.contract)?.lots ?? 0) === body.held, 'a trade says what is held', body)
}

function fund(auditor: Auditor, body: Body<'fundingBooked'>): void {
  const contract = contractOf(auditor, body.contract)
  const mark = auditor.seen.marks.get(body.contract)?.price ?? NaN
  const parts = BigInt(Math.round(body.rate * 1e9))
  let paid = 0n
  for (const account of auditor.accounts.values()) {
    const lots = account.positions.get(body.contract)?.lots ?? 0
    if (lots === 0 || parts === 0n) continue
    const exact = BigInt(Math.abs(lots)) * BigInt(Math.round(mark / contract.tick)) * contract.unit * 1_000_000n
    const divisor = 10n ** BigInt(contract.places)
    const pays = lots > 0 === parts > 0n
    const size = parts < 0n ? -parts : parts
    const minor = pays ? -up(up(exact, divisor) * size, 1_000_000_000n) : ((exact / divisor) * size) / 1_000_000_000n
    account.cash += minor
    auditor.house.results -= minor
    if (minor < 0n) paid -= minor
  }
  demand(auditor, paid === body.paid.minor, 'funding says what was paid', { paid, body })
}

function up(of: bigint, by: bigint): bigint {
  return (of + by - 1n) / by
}

function settle(auditor: Auditor, body: Body<'positionSettled'>): void {
  const account = auditedOf(auditor, body.account)
  const held = account.positions.get(body.contract)?.lots ?? 0
  demand(auditor, held === body.lots && held !== 0, 'what is settled was held', body)
  const cash = execute(auditor, account, { contract: body.contract, lots: -held, ticks: body.ticks })
  demand(auditor, cash === body.realised.minor, 'a settlement says what it moved', { cash, body })
}

function reduce(auditor: Auditor, body: Body<'positionReduced'>): void {
  const account = auditedOf(auditor, body.account)
  const late = auditor.lost.get(body.effectId)
  const known = auditor.orders.get(body.effectId) ?? late
  const { input } = auditor
  const isFill = input.kind === 'effectReported' && input.report.kind === 'filled' && input.effectId === body.effectId
  demand(auditor, known !== undefined && isFill, 'a reduction follows on a fill of an order that works', body)
  const before = account.positions.get(body.contract)?.lots ?? 0
  const signed = body.side === 'sell' ? -body.lots : body.lots
  const isClosing = before > 0 === signed < 0 && Math.abs(before) >= body.lots
  // A lost order may fill after all beside the one sent in its place: that is the venue's to do, and is booked as it happened.
  account.filledLate ||= late !== undefined
  demand(auditor, isClosing || account.filledLate, 'a liquidation closes no more than is held', { before, body })
  checkBankruptcyPrice(auditor, account, body)
  const standing = reckonedOf(auditor, account)
  const cash = execute(auditor, account, { contract: body.contract, lots: signed, ticks: body.ticks })
  demand(auditor, cash === body.realised.minor, 'a reduction says what it moved', { cash, body })
  demand(auditor, before + signed === body.held, 'a reduction says what is held', body)
  account.cash -= body.fee.minor
  auditor.house.fees += body.fee.minor
  const closes = Math.min(body.lots, Math.max(0, body.side === 'sell' ? before : -before))
  penalise(auditor, account, { body, closes, before: standing })
  known.left -= body.lots
  demand(auditor, known.left >= 0, 'no lot of an order fills twice', { known, body })
  if (known.left > 0) return
  auditor.lost.delete(body.effectId)
  if (late === undefined) endOrder(auditor, body.effectId)
}

type Penalised = Readonly<{ body: Body<'positionReduced'>; closes: number; before: Reckoned | undefined }>

/** A penalty is what the policy says, of no more than is left of the closed part's own share; nothing while that is not known. */
function penalise(auditor: Auditor, account: AuditedAccount, { body, closes, before }: Penalised): void {
  const { penalty } = auditor.policy.liquidation
  demand(auditor, (body.penalty === undefined) === (penalty === undefined), 'a fill says what its penalty was', body)
  if (body.penalty === undefined || penalty === undefined) return
  const { fund, venue } = body.penalty
  const taken = Number(fund.minor + venue.minor) / 1e6
  const after = reckonedOf(auditor, account)
  const wanted =
    (Number(notional(contractOf(auditor, body.contract), { lots: closes, ticks: body.ticks }).down) / 1e6) * (penalty.feeBps / 10_000)
  const own = before === undefined || after === undefined ? { left: 0, near: 0 } : ownPart(before, after)
  const expected = Math.min(wanted, Math.max(0, own.left))
  demand(auditor, Math.abs(taken - expected) <= own.near + 2e-6, 'a penalty is of what is left, and no more', { taken, wanted, own, body })
  demand(auditor, fund.minor >= 0n && venue.minor >= 0n, 'a penalty is paid, never received', body)
  const share = auditor.isFunded ? penalty.fundShare : 0
  demand(auditor, Math.abs(Number(fund.minor) - taken * share * 1e6) <= 1, 'fund and venue share a penalty as the policy says', body)
  account.cash -= fund.minor + venue.minor
  auditor.house.fund += fund.minor
  auditor.house.fees += venue.minor
}

function ownPart(before: Reckoned, after: Reckoned): Readonly<{ left: number; near: number }> {
  const released = before.maintenance <= 0 ? 1 : (before.maintenance - after.maintenance) / before.maintenance
  const share = Math.min(1, Math.max(0, released))
  const near = before.near + after.near
  const doubt = before.maintenance <= 0 ? 0 : (near * 2 * Math.abs(before.equity)) / before.maintenance
  return { left: before.equity * share + after.equity - before.equity, near: near + doubt }
}

function checkBankruptcyPrice(auditor: Auditor, account: AuditedAccount, body: Body<'positionReduced'>): void {
  const reckoned = reckonedOf(auditor, account)
  const contract = contractOf(auditor, body.contract)
  const lots = account.positions.get(body.contract)?.lots ?? 0
  if (reckoned === undefined || lots === 0) return
  const mark = auditor.seen.marks.get(body.contract)?.price ?? 0
  const expected = mark - reckoned.equity / (lots * contract.lot)
  const near = reckoned.near / (Math.abs(lots) * contract.lot) + 1e-9 * (Math.abs(expected) + mark)
  demand(auditor, Math.abs(expected - body.bankruptcyPrice) <= near, 'equity is 0 at the bankruptcy price', { expected, body })
}

function takeCollateral(auditor: Auditor, body: Body<'collateralTaken'>): void {
  const account = auditedOf(auditor, body.account)
  const { asset, minor } = body.taken
  const held = account.collateral.get(asset) ?? 0n
  const haircut = pledged.find((terms) => terms.asset === asset)?.maintenanceHaircut ?? 0
  const price = (auditor.seen.assets.get(asset) ?? 0) * (1 - haircut)
  demand(auditor, account.positions.size === 0 && account.cash < 0n, 'collateral is taken for debt alone, last', body)
  demand(auditor, mayTakeCollateral(auditor, account), 'collateral is taken at a price that is believed', body)
  demand(auditor, minor > 0n && minor <= held, 'no more collateral is taken than there is', { held, body })
  demand(auditor, Math.abs(body.price - price) <= 1e-12 * price, 'collateral is taken at its price less the maintenance haircut', {
    price,
    body,
  })
  const worth = wholeOf(asset, minor) * price
  const paid = Number(body.paid.minor) / 1e6
  const slack = 1e-12 * worth + 2e-6 + wholeOf(asset, 1n) * price
  demand(auditor, Math.abs(paid - worth) <= slack, 'what is paid for collateral is what it is worth', { worth, body })
  demand(auditor, minor === held || paid <= Number(-account.cash) / 1e6 + slack, 'no more collateral is taken than is owed', body)
  account.collateral.set(asset, held - minor)
  account.cash += body.paid.minor
  auditor.house.collateralPaid -= body.paid.minor
}

function realiseShortfall(auditor: Auditor, body: Body<'shortfallRealised'>): void {
  const account = auditedOf(auditor, body.account)
  const { minor } = body.amount
  demand(auditor, minor === -account.cash && minor > 0n, 'a shortfall is what is owed and nothing else', { cash: account.cash, body })
  demand(auditor, account.positions.size === 0, 'a shortfall is of an account that holds nothing', body)
  const left = [...account.collateral].filter(([, pledge]) => pledge !== 0n)
  demand(auditor, left.length === 0, 'no shortfall while there is collateral', { left, body })
  account.cash = 0n
  auditor.house.shortfall -= minor
}
