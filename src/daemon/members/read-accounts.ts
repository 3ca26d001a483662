import { existsSync, readFileSync } from 'node:fs'
import { powerOfTen, parseDecimal } from '../../base/decimal.ts'
import { InputFault } from '../../base/fault.ts'
import { timeUs, type TimeUs } from '../../base/time.ts'
import type { FacilityInput } from '../../engine/facilities/facility-input.ts'
import type { StandingBidsChanged } from '../../engine/loss/auction-input.ts'
import type { FundInput } from '../../engine/loss/fund-input.ts'
import type { MarginPolicy } from '../../engine/margin/margin-policy.ts'
import type { BroughtPosition, MemberInput, MemberOrder } from '../../engine/margin/member-input.ts'
import { parseTime } from '../../feed/parse-time.ts'
import type { Instrument } from '../../market/instrument.ts'
import { readDocument, type Path, type PolicyDocument } from '../../policy/document.ts'
import { accountsFileSchema, type AccountsFile } from './accounts-schema.ts'
import { facilityActNames } from './facility-schema.ts'
import { facilityInputOf } from './read-facilities.ts'
import { fundInputsOf } from './read-fund.ts'

/** Inputs of members and stakers as a file states them: those without a time come with the first input of the market. */
export type MemberInputs = Readonly<{ atStart: readonly FileInput[]; timed: readonly FileInput[]; text: string }>

/** What an accounts file may lead to. */
export type FileInput = MemberInput | StandingBidsChanged | FundInput | FacilityInput

/** What a file's names and steps are held against. */
export type AccountTerms = Readonly<{ instruments: readonly Instrument[]; policy: MarginPolicy | undefined }>

type Reading = Readonly<{ file: string; document: PolicyDocument; terms: AccountTerms }>

/**
 * Reads an accounts file: accounts, their money and positions, and what they do at which time. Actions may stand in any order.
 *
 * @throws InputFault naming file, entry, line and column for whatever is wrong first.
 *
 * @example
 * readAccounts('accounts.yaml', { instruments, policy: policy.margin }).atStart.length
 */
export function readAccounts(file: string, terms: AccountTerms): MemberInputs {
  if (!existsSync(file)) throw new InputFault({ file, place: 'whole file', expected: 'a readable file', found: 'no such file' })
  const text = readFileSync(file, 'utf8')
  if (terms.policy === undefined) {
    throw new InputFault({ file: '--accounts', place: 'option', expected: 'a policy with a margin section', found: 'one without' })
  }
  const document = readDocument(text, file)
  const [syntax] = document.syntaxFaults
  if (syntax !== undefined) throw new InputFault(syntax)
  const reading = { file, document, terms }
  const parsed = accountsFileSchema.safeParse(document.value)
  if (!parsed.success) throw schemaFault(reading, parsed.error.issues)
  return { ...inputsOf(parsed.data, reading), text }
}

type Issues = NonNullable<ReturnType<typeof accountsFileSchema.safeParse>['error']>['issues']

function schemaFault(reading: Reading, [issue]: Issues): InputFault {
  const path = (issue?.path ?? []) as Path
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    return faultAt(reading, [...path, key], { expected: 'no such key here', found: key })
  }
  const found = foundAt(reading.document.value, path)
  return faultAt(reading, path, { expected: issue?.message ?? 'an accounts file', found })
}

function foundAt(value: unknown, [part, ...rest]: Path): string {
  if (value === undefined || value === null) return 'nothing'
  if (part !== undefined) return foundAt((value as Readonly<Record<string, unknown>>)[part], rest)
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a mapping'
}

function inputsOf(
  { accounts, actions = [], fund = [] }: AccountsFile,
  reading: Reading,
): Readonly<{ atStart: FileInput[]; timed: FileInput[] }> {
  const atStart: FileInput[] = []
  const timed: FileInput[] = []
  // When each account opens; one without a time is there before everything else.
  const opens = new Map<string, TimeUs>()
  for (const [i, account] of accounts.entries()) {
    const path: Path = ['accounts', i]
    if (opens.has(account.id)) throw faultAt(reading, [...path, 'id'], { expected: 'each account once', found: account.id })
    const at = account.at === undefined ? timeUs(0) : timeAt(account.at, [...path, 'at'], reading)
    opens.set(account.id, at)
    const list = account.at === undefined ? atStart : timed
    list.push({ ...openedOf(account, path, reading), at })
    if (account.standing !== undefined) list.push(standingOf(account.standing, { at, account: account.id }, [...path, 'standing'], reading))
  }
  for (const [i, action] of actions.entries()) {
    const path: Path = ['actions', i]
    const since = opens.get(action.account ?? '')
    if (action.account !== undefined && since === undefined) {
      throw faultAt(reading, [...path, 'account'], { expected: 'an account of this file', found: action.account })
    }
    if (since !== undefined && timeAt(action.at, [...path, 'at'], reading) < since) {
      throw faultAt(reading, [...path, 'at'], { expected: `a time at which ${action.account} is open`, found: action.at })
    }
    const other = action.trade?.counterparty
    if (other !== undefined && !opens.has(other)) {
      throw faultAt(reading, [...path, 'trade', 'counterparty'], { expected: 'an account of this file', found: other })
    }
    timed.push(...actionInputs(action, path, reading))
  }
  const ofFund = fundInputsOf(fund, {
    time: (text, path) => timeAt(text, path, reading),
    minor: (whole, path) => settlementMinor(whole, path, reading),
    fault: (path, said) => faultAt(reading, path, said),
  })
  // Sorting is stable: actions of one time keep the order of the file, and stakers come after members.
  return { atStart: [...atStart, ...ofFund.atStart], timed: [...timed, ...ofFund.timed].sort((a, b) => a.at - b.at) }
}

type AccountEntry = AccountsFile['accounts'][number]
type ActionEntry = NonNullable<AccountsFile['actions']>[number]
type PositionEntry = Readonly<{ contract: string; size: number | string; price: number | string }>
type StandingEntry = NonNullable<ActionEntry['standing']>
const actNames = ['deposit', 'withdraw', 'trade', 'orders', 'funding', 'standing', ...facilityActNames] as const

type OrderEntry = NonNullable<ActionEntry['orders']>[number]

function openedOf(account: AccountEntry, path: Path, reading: Reading): Extract<MemberInput, { kind: 'accountOpened' }> {
  const { id, owner, money = {}, positions = [] } = account
  for (const [i, { contract }] of positions.entries()) {
    if (positions.findIndex((before) => before.contract === contract) === i) continue
    throw faultAt(reading, [...path, 'positions', i, 'contract'], { expected: 'each contract once in an account', found: contract })
  }
  return {
    kind: 'accountOpened',
    at: timeUs(0),
    account: id,
    ...(owner !== undefined && { owner }),
    money: moneyOf(money, [...path, 'money'], reading),
    positions: positions.map((entry, i) => positionOf(entry, [...path, 'positions', i], reading)),
  }
}

function actionInputs(action: ActionEntry, path: Path, reading: Reading): readonly FileInput[] {
  const at = timeAt(action.at, [...path, 'at'], reading)
  const { deposit, withdraw, trade, orders, funding, standing } = action
  const named = actNames.filter((name) => action[name] !== undefined).length
  if (named !== 1) throw faultAt(reading, path, { expected: `one of ${actNames.join(', ')}`, found: `${named} of them` })
  if (funding !== undefined) {
    if (action.account !== undefined)
      throw faultAt(reading, [...path, 'account'], { expected: 'no account: funding is of all who hold it', found: action.account })
    instrumentOf(funding.contract, [...path, 'funding', 'contract'], reading)
    return [{ kind: 'fundingSettled', at, ...funding }]
  }
  const asked = facilityInputOf(action, path, {
    at,
    minor: (whole, place) => settlementMinor(whole, place, reading),
    money: (money, place) => moneyOf(money, place, reading),
    position: (entry, place) => positionOf(entry, place, reading),
    fault: (place, said) => faultAt(reading, place, said),
  })
  if (asked !== undefined) return [asked]
  const { account } = action
  if (account === undefined) throw faultAt(reading, path, { expected: 'the account that acts', found: 'none' })
  if (trade !== undefined) {
    const { counterparty } = trade
    const told = { account, ...positionOf(trade, [...path, 'trade'], reading), ...(counterparty !== undefined && { counterparty }) }
    return [{ kind: 'positionChanged', at, ...told }]
  }
  if (orders !== undefined) {
    const resting = orders.map((entry, i) => orderOf(entry, [...path, 'orders', i], reading))
    return [{ kind: 'ordersChanged', at, account, orders: resting }]
  }
  if (standing !== undefined) return [standingOf(standing, { at, account }, [...path, 'standing'], reading)]
  const kind = deposit === undefined ? 'withdrawalRequested' : 'depositConfirmed'
  const key = deposit === undefined ? 'withdraw' : 'deposit'
  const moved = moneyOf(deposit ?? withdraw ?? {}, [...path, key], reading)
  if (moved.length === 0) throw faultAt(reading, [...path, key], { expected: 'an amount of an asset', found: 'none' })
  return moved.map((each) => ({ kind, at, account, ...each }))
}

function standingOf(
  levels: StandingEntry,
  about: Readonly<{ at: TimeUs; account: string }>,
  path: Path,
  reading: Reading,
): StandingBidsChanged {
  const told = levels.map(({ discountBps, capacity }, i) => {
    const settlement = reading.terms.instruments[0]?.quote ?? ''
    const before = levels[i - 1]?.discountBps
    if (before !== undefined && discountBps <= before) {
      throw faultAt(reading, [...path, i, 'discountBps'], { expected: `a discount above ${before}`, found: String(discountBps) })
    }
    const [money] = moneyOf({ [settlement]: capacity }, [...path, i, 'capacity'], reading)
    return { discountBps, capacity: money?.minor ?? '0' }
  })
  return { kind: 'standingBidsChanged', ...about, levels: told }
}

function settlementMinor(whole: number | string, path: Path, reading: Reading): string {
  return minorOf(whole, { decimals: reading.terms.instruments[0]?.quoteDecimals ?? 0, path }, reading)
}

function moneyOf(
  money: Readonly<Record<string, number | string>>,
  path: Path,
  reading: Reading,
): readonly Readonly<{ asset: string; minor: string }>[] {
  const { instruments, policy } = reading.terms
  const [first] = instruments
  return Object.entries(money).map(([asset, whole]) => {
    const isSettlement = first?.quote === asset
    const decimals = isSettlement ? first.quoteDecimals : policy?.collateral.find((terms) => terms.asset === asset)?.decimals
    const known = [first?.quote ?? '', ...(policy?.collateral ?? []).map((terms) => terms.asset)].join(', ')
    if (decimals === undefined) throw faultAt(reading, [...path, asset], { expected: `an asset of the run (${known})`, found: asset })
    return { asset, minor: minorOf(whole, { decimals, path: [...path, asset] }, reading) }
  })
}

function minorOf(whole: number | string, { decimals, path }: Readonly<{ decimals: number; path: Path }>, reading: Reading): string {
  const units = unitsOf(whole, decimals)
  if (isTooLarge(whole, decimals)) throw faultAt(reading, path, { expected: belowLargest(decimals), found: String(whole) })
  if (units === undefined || units <= 0) {
    throw faultAt(reading, path, { expected: `a number above 0 with at most ${decimals} decimals`, found: String(whole) })
  }
  return String(units)
}

function positionOf({ contract, size, price }: PositionEntry, path: Path, reading: Reading): BroughtPosition {
  const { lotUnits, sizeDecimals, tickUnits, priceDecimals } = instrumentOf(contract, [...path, 'contract'], reading)
  if (isTooLarge(size, sizeDecimals))
    throw faultAt(reading, [...path, 'size'], { expected: belowLargest(sizeDecimals), found: String(size) })
  if (isTooLarge(price, priceDecimals))
    throw faultAt(reading, [...path, 'price'], { expected: belowLargest(priceDecimals), found: String(price) })
  const lots = stepsOf(size, sizeDecimals, lotUnits)
  if (lots === undefined || lots === 0) {
    const expected = `a whole number of lots of ${lotUnits / powerOfTen(sizeDecimals)}, not 0`
    throw faultAt(reading, [...path, 'size'], { expected, found: String(size) })
  }
  const ticks = stepsOf(price, priceDecimals, tickUnits)
  if (ticks === undefined || ticks <= 0) {
    const expected = `a price above 0 in steps of ${tickUnits / powerOfTen(priceDecimals)}`
    throw faultAt(reading, [...path, 'price'], { expected, found: String(price) })
  }
  return { contract, lots, ticks }
}

function orderOf(entry: OrderEntry, path: Path, reading: Reading): MemberOrder {
  const order = { ...positionOf(entry, path, reading), side: entry.side }
  if (order.lots > 0) return order
  throw faultAt(reading, [...path, 'size'], { expected: 'a size above 0; the side says buy or sell', found: String(entry.size) })
}

function instrumentOf(contract: string, path: Path, reading: Reading): Instrument {
  const { instruments } = reading.terms
  const instrument = instruments.find((each) => each.id === contract)
  if (instrument !== undefined) return instrument
  const known = instruments.map(({ id }) => id).join(', ')
  throw faultAt(reading, path, { expected: `a market of the run (${known})`, found: contract })
}

function stepsOf(value: number | string, decimals: number, units: number): number | undefined {
  const read = unitsOf(value, decimals)
  return read === undefined || read % units !== 0 ? undefined : read / units
}

function unitsOf(value: number | string, decimals: number): number | undefined {
  const read = parseDecimal(String(value), decimals)
  return read.ok ? read.value : undefined
}

/** Beyond 2^53 smallest units a number is no longer exact. */
function isTooLarge(value: number | string, decimals: number): boolean {
  return Math.abs(Number(value)) * powerOfTen(decimals) > Number.MAX_SAFE_INTEGER
}

function belowLargest(decimals: number): string {
  return `a number of at most ${Math.floor(Number.MAX_SAFE_INTEGER / powerOfTen(decimals))}`
}

function timeAt(text: string, path: Path, reading: Reading): TimeUs {
  try {
    return parseTime(text, reading.file)
  } catch {
    throw faultAt(reading, path, { expected: 'a date or date-time in UTC, such as 2020-03-12T10:30:00Z', found: text })
  }
}

function faultAt({ file, document }: Reading, path: Path, said: Readonly<{ expected: string; found: string }>): InputFault {
  return new InputFault({ file, place: document.placeOf(path).place, ...said })
}
