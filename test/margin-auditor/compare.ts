import { auditLedger } from '../../src/ledger/audit.ts'
import { balanceOf } from '../../src/ledger/balance.ts'
import type { EngineState } from '../../src/engine/state.ts'
import { demand, largestOf, mayBeLiquidated, mayTakeCollateral, memberOf, reckonedOf, risks, type Auditor } from './auditor.ts'
import type { AuditedAccount } from './books.ts'
import { pledged } from './world.ts'

/**
 * Compares the engine's books with the auditor's, account by account and the house as a whole.
 *
 * @throws AuditFinding at the first difference.
 *
 * @example
 * compareBooks(auditor, state)
 */
export function compareBooks(auditor: Auditor, state: EngineState): void {
  const { ledger } = state
  demand(auditor, auditLedger(ledger).findings.length === 0, 'debits equal credits', auditLedger(ledger).findings)
  for (const account of auditor.accounts.values()) {
    const cash = balanceOf(ledger, `memberCash:${account.id}`)
    const owed = balanceOf(ledger, `memberOwed:${account.id}`)
    demand(auditor, cash >= 0n && owed <= 0n, 'cash is never below 0, and nothing is owed the other way', {
      account: account.id,
      cash,
      owed,
    })
    demand(auditor, cash + owed === account.cash, 'cash is what came in and was realised', {
      account: account.id,
      cash,
      owed,
      expected: account.cash,
    })
    for (const { asset } of pledged) {
      const expected = account.collateral.get(asset)
      if (expected === undefined) continue
      const found = balanceOf(ledger, `memberCollateral:${asset}:${account.id}`)
      demand(auditor, found === expected, 'collateral is what came in', { account: account.id, asset, found, expected })
    }
    comparePositions(auditor, state, account)
  }
  const { outside, results, fees, fund, collateralPaid, shortfall } = auditor.house
  const isFunded = ledger.accounts.has('insuranceFund:USDT')
  const house = {
    outside,
    clearing: results,
    liquidationFees: fees,
    collateralPaid,
    memberShortfall: shortfall,
    ...(isFunded && { insuranceFund: fund }),
  }
  for (const [name, expected] of Object.entries(house)) {
    const found = balanceOf(ledger, `${name}:USDT`)
    demand(auditor, found === expected, 'no money is made or lost', { name, found, expected })
  }
}

function comparePositions(auditor: Auditor, state: EngineState, account: AuditedAccount): void {
  const member = memberOf(auditor, state, account.id)
  demand(auditor, member.positions.size === account.positions.size, 'positions are those that were traded', account.id)
  for (const [id, { lots, cost }] of account.positions) {
    const found = member.positions.get(id)
    const isSame = found?.lots === lots && found.costMinor === cost
    demand(auditor, isSame, 'a position is what was traded, at what it cost', { account: account.id, id, found, lots, cost })
  }
  const isLocked = member.lockId !== ''
  const pending = state.ledger.accounts.get(`memberCash:${account.id}`)?.debitsPending ?? 0n
  const isOpen = account.call !== undefined || account.liquidation !== undefined
  demand(auditor, isOpen || (!isLocked && pending === 0n), 'what was locked is released', { account: account.id, pending })
}

/**
 * Compares where every account stands with where it must, by the auditor's figures.
 *
 * @param touched - Underlyings, assets and accounts that the input was about; others were not looked at again.
 * @throws AuditFinding at the first difference.
 *
 * @example
 * compareStanding(auditor, state, touched)
 */
export function compareStanding(auditor: Auditor, state: EngineState, touched: ReadonlySet<string>): void {
  for (const account of auditor.accounts.values()) {
    const member = memberOf(auditor, state, account.id)
    const said = { account: account.id, call: account.call, liquidation: account.liquidation?.startedAt }
    demand(auditor, (member.unknown !== undefined) === (account.unknownSince !== undefined), 'unknown is said', said)
    demand(auditor, (member.call !== undefined) === (account.call !== undefined), 'a call is said', said)
    demand(auditor, (member.liquidation !== undefined) === (account.liquidation !== undefined), 'a liquidation is said', said)
    demand(auditor, member.restricted === account.restricted, 'a restriction is said', said)
    if (isFresh(auditor, account, touched)) standing(auditor, account)
  }
}

/** Whether an account was looked at since anything about it changed. Worth of what expires moves with time alone, and is looked at with the next news. */
function isFresh({ contracts, seen, input }: Auditor, account: AuditedAccount, touched: ReadonlySet<string>): boolean {
  if (touched.has(account.id)) return true
  const held = [...account.positions.keys(), ...account.orders.map(({ contract }) => contract)].map((id) => contracts.get(id))
  if (held.some((contract) => contract === undefined)) return false
  const isDated = held.some((contract) => contract?.kind !== 'perpetual')
  const told = [...held.map((contract) => seen.marks.get(contract?.id ?? '')), ...seen.indexes.values()]
  // Between two ticks a mark grows too old for whoever is looked at; the others are told by the next.
  if (told.some((each) => each?.stale === true && each.isSaid !== true)) return false
  if (!isDated && seen.at > 0) return true
  if (input.kind === 'clockTicked') return false
  const assets = [...account.collateral].filter(([, minor]) => minor > 0n).map(([asset]) => asset)
  return [...held.map((contract) => contract?.underlying ?? ''), ...assets].some((name) => touched.has(name))
}

function standing(auditor: Auditor, account: AuditedAccount): void {
  const { call, liquidation, restricted, unknownSince, id } = account
  if (!risks(account)) {
    const isOver = liquidation === undefined && !restricted
    const isQuiet = call === undefined && unknownSince === undefined && (isOver || liquidation?.order !== undefined)
    return demand(auditor, isQuiet, 'who holds nothing and owes nothing is left alone', { id, restricted, call, liquidation, unknownSince })
  }
  const reckoned = reckonedOf(auditor, account)
  const isUnknown = unknownSince !== undefined
  demand(auditor, isUnknown === (reckoned === undefined), 'unknown is who cannot be valued', { id, reckoned })
  if (reckoned === undefined) return
  const { equity, initial, maintenance, near } = reckoned
  const said = { id, reckoned, call, liquidation, restricted }
  // While a liquidation goes on its account stays restricted, whatever a mark does meanwhile.
  const mustBe = equity < initial || (liquidation !== undefined && restricted)
  if (Math.abs(equity - initial) > near) demand(auditor, restricted === mustBe, 'restricted is who is below initial margin', said)
  if (liquidation !== undefined) return liquidating(auditor, account, { equity, target: targetOf(auditor, { initial, maintenance }), near })
  const isBelow = equity < maintenance - near
  demand(auditor, !isBelow || call !== undefined, 'below maintenance margin is called', said)
  if (call === undefined) return
  demand(auditor, equity <= initial + near, 'a call is met at initial margin', said)
  const isSure = mayBeLiquidated(auditor, account)
  demand(auditor, !(auditor.policy.bankruptAtOnce && equity < -near && isSure), 'who is bankrupt is liquidated at once', said)
  if (auditor.input.kind !== 'clockTicked' || auditor.seen.at <= call.dueAt) return
  demand(auditor, !isBelow || !isSure, 'a call that is not met in time is a liquidation', said)
  demand(auditor, isBelow || equity <= maintenance + near, 'a call at its end lapses at maintenance margin', said)
}

function targetOf({ policy }: Auditor, { initial, maintenance }: Readonly<{ initial: number; maintenance: number }>): number {
  return policy.liquidation.until === 'initial' ? initial : (initial + maintenance) / 2
}

function liquidating(auditor: Auditor, account: AuditedAccount, at: Readonly<{ equity: number; target: number; near: number }>): void {
  const { liquidation, id } = account
  if (liquidation === undefined || liquidation.order !== undefined) return
  demand(auditor, at.equity <= at.target + at.near, 'a liquidation ends at its target', { id, at })
  demand(auditor, account.positions.size > 0 || !mayTakeCollateral(auditor, account), 'a liquidation with nothing left to close is over', {
    id,
    at,
  })
  const { policy, seen, halted, input } = auditor
  const isDue = seen.at >= (liquidation.orderedAt ?? -Infinity) + policy.liquidation.spacing
  if (input.kind !== 'clockTicked' || halted || !isDue || !mayBeLiquidated(auditor, account)) return
  const largest = largestOf(auditor, account)
  const book = largest && seen.books.get(largest.contract.id)
  const isSell = (largest?.lots ?? 0) > 0
  const price = (isSell ? book?.bid : book?.ask)?.[0]
  if (largest === undefined || price === undefined) return
  const bound = (largest.mark / largest.contract.tick) * (1 + ((isSell ? -1 : 1) * policy.liquidation.boundBps) / 10_000)
  const isWithin = isSell ? price >= Math.ceil(bound) : price <= Math.floor(bound)
  // Limits of pace are reasons of their own to wait.
  demand(auditor, !isWithin || policy.liquidation.pace !== undefined, 'a liquidation goes on when it can', { id, price, bound })
}
