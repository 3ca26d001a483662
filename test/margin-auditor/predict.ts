import type { Input } from '../../src/engine/input.ts'
import type { DecisionBody } from '../../src/engine/decision.ts'
import { demand, isBelieved, isPledgeBelieved, reckonedOf, risks, type Auditor } from './auditor.ts'
import { executed, type AuditedAccount } from './books.ts'
import { expiresAt } from './world.ts'

type Kind = DecisionBody['kind']
/** What the first decision must be; two where floats cannot tell; nothing where the auditor has no opinion. */
type Prediction = readonly Kind[] | undefined

/**
 * What must come of an input, judged before the engine sees it.
 *
 * @example
 * predict(auditor, input) // ['tradeRefused']
 */
export function predict(auditor: Auditor, input: Input): Prediction {
  switch (input.kind) {
    case 'depositConfirmed':
      return isNonsense(auditor, input) || !isPledgeable(auditor, input.asset) ? ['inputRefused'] : ['depositBooked']
    case 'withdrawalRequested':
      return isNonsense(auditor, input) ? ['inputRefused'] : withdrawal(auditor, input)
    case 'positionChanged':
      return isNonsense(auditor, input) ? ['inputRefused'] : trade(auditor, input)
    case 'ordersChanged':
      return isNonsense(auditor, input) ? ['inputRefused'] : orders(auditor, input)
    case 'accountOpened': {
      const isTaken =
        auditor.accounts.has(input.account) || !/^[\w.-]+$/.test(input.account) || input.positions.some(({ lots }) => lots === 0)
      return isTaken ? ['inputRefused'] : ['accountOpened']
    }
    default:
      return undefined
  }
}

function isPledgeable(auditor: Auditor, asset: string): boolean {
  return asset === 'USDT' || isPledgeBelieved(auditor, asset)
}

type AccountInput = Extract<Input, { account: string }>

function isNonsense(auditor: Auditor, input: AccountInput): boolean {
  if (!auditor.accounts.has(input.account)) return true
  if ('minor' in input && 'asset' in input) return !/^\d+$/.test(input.minor) || input.asset === 'DOGE'
  if (input.kind === 'positionChanged') return !auditor.contracts.has(input.contract) || !Number.isInteger(input.lots) || input.ticks <= 0
  return input.kind === 'ordersChanged' && input.orders.some(({ lots }) => lots <= 0)
}

function accountOf(auditor: Auditor, name: string): AuditedAccount {
  const account = auditor.accounts.get(name)
  demand(auditor, account !== undefined, 'only accounts that are there are predicted', name)
  return account
}

function mayAddRisk(account: AuditedAccount): boolean {
  return account.call === undefined && account.liquidation === undefined && account.unknownSince === undefined && !account.restricted
}

/** At least initial margin, with both answers allowed where floats cannot tell. */
function withMargin(auditor: Auditor, after: AuditedAccount, [yes, no]: readonly [Kind, Kind], also: readonly string[] = []): Prediction {
  if (!isBelieved(auditor, after, also)) return [no]
  const reckoned = reckonedOf(auditor, after)
  if (reckoned === undefined) return [no]
  const { equity, initial, near } = reckoned
  if (Math.abs(equity - initial) <= near) return [yes, no]
  return equity > initial ? [yes] : [no]
}

function withdrawal(auditor: Auditor, { account: name, asset, minor }: Extract<Input, { kind: 'withdrawalRequested' }>): Prediction {
  const account = accountOf(auditor, name)
  const wanted = BigInt(minor)
  const there = asset === 'USDT' ? account.cash : (account.collateral.get(asset) ?? 0n)
  if (!mayAddRisk(account) || wanted > there) return ['withdrawalRefused']
  if (!risks(account)) return ['withdrawalPaid']
  const collateral = new Map(account.collateral)
  if (asset !== 'USDT') collateral.set(asset, there - wanted)
  const after = { ...account, collateral, cash: asset === 'USDT' ? account.cash - wanted : account.cash }
  return withMargin(auditor, after, ['withdrawalPaid', 'withdrawalRefused'])
}

function trade(auditor: Auditor, { account: name, contract: id, lots, ticks }: Extract<Input, { kind: 'positionChanged' }>): Prediction {
  const account = accountOf(auditor, name)
  const contract = auditor.contracts.get(id)
  const before = account.positions.get(id)
  const held = before?.lots ?? 0
  if (account.liquidation !== undefined) return ['tradeRefused']
  const isSmaller = held !== 0 && held > 0 !== lots > 0 && Math.abs(lots) <= Math.abs(held)
  if (isSmaller) return ['tradeAccepted']
  if (!mayAddRisk(account) || contract === undefined) return ['tradeRefused']
  const { after, cash } = executed(contract, before, { lots, ticks })
  const positions = new Map(account.positions).set(id, after)
  return withMargin(auditor, { ...account, positions, cash: account.cash + cash }, ['tradeAccepted', 'tradeRefused'], [id])
}

function orders(auditor: Auditor, { account: name, orders: wanted }: Extract<Input, { kind: 'ordersChanged' }>): Prediction {
  const account = accountOf(auditor, name)
  // Orders in what has expired and is not settled yet cannot be judged; they are refused unless they are there already.
  const total = (of: typeof wanted): Map<string, number> => {
    const sums = new Map<string, number>()
    for (const { contract, side, ticks, lots } of of)
      sums.set(`${contract} ${side} ${ticks}`, (sums.get(`${contract} ${side} ${ticks}`) ?? 0) + lots)
    return sums
  }
  const before = total(account.orders)
  const isFewer = [...total(wanted)].every(([key, lots]) => lots <= (before.get(key) ?? 0))
  if (isFewer) return ['ordersNoted']
  if (!mayAddRisk(account)) return ['ordersRefused']
  if (auditor.seen.at >= expiresAt && wanted.some(({ contract }) => auditor.contracts.get(contract)?.kind !== 'perpetual'))
    return ['ordersRefused']
  return withMargin(
    auditor,
    { ...account, orders: wanted },
    ['ordersNoted', 'ordersRefused'],
    wanted.map(({ contract }) => contract),
  )
}
