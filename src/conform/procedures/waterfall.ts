import { invariant } from '../../base/assert.ts'
import { stressCover } from '../../waterfall/cover.ts'
import { allocateLoss } from '../../waterfall/layers/allocate-loss.ts'
import { toNumber, type Fraction } from '../../waterfall/layers/fraction.ts'
import type { LayerKind } from '../../waterfall/layers/layer-kind.ts'
import { emptyMember, noResources, type LossMember } from '../../waterfall/layers/loss-resources.ts'
import { cutWithdrawal, socialisedLossFactor, venueShortfall } from '../../waterfall/layers/socialised-loss.ts'
import type { LayerTerms } from '../../waterfall/layers/waterfall-terms.ts'
import { compare } from '../compare.ts'
import type { Fields } from '../fields.ts'
import type { CaseOutcome, ProcedureTable } from '../procedure.ts'

/** Default waterfalls and the cover of a fund. */
export const waterfallProcedures: ProcedureTable = {
  'fund-waterfall': waterfall,
  'fund-cover2': cover,
}

/** Money in a file is a number; in a waterfall it is a whole number of units, here of a million millionth, far below any file's tolerance. */
const units = 1_000_000_000_000

function minorOf(money: number): bigint {
  return BigInt(Math.round(money * units))
}

function moneyOf(minor: bigint): number {
  return Number(minor) / units
}

/** The file's own layers have names of their own in an order of their own, so each is a tranche; two of one name are told apart by their place. */
function waterfall(inputs: Fields): unknown {
  const own = layersOf(inputs)
  const members = inputs.rows('members').map(memberOf)
  const multiple = { numerator: minorOf(inputs.number('assessment_cap_multiple')), denominator: minorOf(1) }
  const terms = { layers: [...own.map(({ tranche }) => ({ kind: 'ownMoney', tranche }) as const), ...sharedLayers(multiple)] }
  const resources = { ...noResources, ownMoney: new Map(own.map(({ tranche, minor }) => [tranche, minor])), members }
  const loss = minorOf(inputs.number('loss'))
  const allocation = allocateLoss(terms, { account: '', event: '', minor: loss, allocated: new Set() }, resources)
  // Without a loss there is nothing to share, and the file expects zeros.
  invariant(allocation.ok || loss === 0n, 'a waterfall of tranches and members shares every loss')
  const uses = allocation.ok ? allocation.value.layers : []
  const sharesIn = (kind: LayerKind): readonly number[] => {
    const shares = uses.find((use) => use.kind === kind)?.shares ?? []
    return members.map((_member, index) => moneyOf(shares[index] ?? 0n))
  }
  const haircut = uses.find(({ kind }) => kind === 'gainsHaircut')
  return {
    layers: own.map(({ name }, index) => ({ layer: name, used: moneyOf(uses[index]?.usedMinor ?? 0n) })),
    mutualised: sharesIn('mutualFund'),
    assessments: sharesIn('assessments'),
    vm_haircut_rate: haircut === undefined || haircut.heldMinor === 0n ? 0 : Number(haircut.usedMinor) / Number(haircut.heldMinor),
    vm_haircuts: sharesIn('gainsHaircut'),
    unallocated: allocation.ok ? moneyOf(allocation.value.uncoveredMinor) : 0,
  }
}

function layersOf(inputs: Fields): readonly Readonly<{ name: string; tranche: string; minor: bigint }>[] {
  const rows = inputs.raw('layers') as readonly (readonly [string, number])[]
  return rows.map(([name, held], place) => ({ name, tranche: `${place} ${name}`, minor: minorOf(held) }))
}

/** A cap of 0 is no layer: a waterfall has none that could never pay. */
function sharedLayers(multiple: Fraction): readonly LayerTerms[] {
  const cap = { perDefault: multiple, perPeriod: multiple, period: { businessDays: 1, atMostMonths: 1 } }
  return [
    { kind: 'mutualFund', order: 'together' },
    ...(multiple.numerator > 0n ? [{ kind: 'assessments', order: 'together', cap } as const] : []),
    { kind: 'gainsHaircut', atMost: { numerator: 1n, denominator: 1n } },
  ]
}

function memberOf(row: Fields, place: number): LossMember {
  const contribution = minorOf(row.number('fund'))
  // Accounts are told apart by their place: the loss is of none of them.
  return { ...emptyMember(`${place}`), contribution, assessmentBase: contribution, gain: minorOf(row.number('vm_gain')) }
}

/** The file counts scenarios from 1. */
function cover(inputs: Fields): unknown {
  const found = stressCover({ losses: inputs.matrix('loss'), initialMargins: inputs.numbers('im'), groups: inputs.texts('group') })
  return {
    cover1: found.cover1,
    cover2: found.cover2,
    worst_scenario: found.worstScenario + 1,
    per_scenario_cover2: found.cover2ByScenario,
    naive_sum_of_two_largest_maxima: found.twoLargestMaxima,
  }
}

/** One venue's example of a loss cut from withdrawals. Its page states one factor and computes with another; the file has both. */
export function socialisedLossCases(group: Fields): readonly CaseOutcome[] {
  const whole = (name: string): bigint => minorOf(group.number(name))
  const users = group.fields('users')
  const balances = users.names().map((name) => minorOf(users.number(name)))
  const balancesMinor = balances.reduce((before, balance) => before + balance, whole('insurance_fund'))
  const profitAt = (mark: number): number => group.number('alice_long') * (mark - group.number('entry'))
  const profit = profitAt(group.number('mark'))
  const alice = minorOf(users.number('alice') + profit)
  const owed = alice < 0n ? 0n - alice : 0n
  const shortfallMinor = venueShortfall(owed, whole('insurance_fund'))
  const about = { shortfallMinor, balancesMinor }
  const factor = socialisedLossFactor(about, 'shortfallOverBalances')
  const cut = cutWithdrawal(minorOf(group.fields('withdrawal').number('request')), factor)
  // The fund takes over the account: its balance and its position, which is then worth more.
  const fundAfter = whole('insurance_fund') + minorOf(users.number('alice') + profitAt(group.number('then_mark')))
  const actual = {
    total_exchange_usdc: moneyOf(balancesMinor),
    alice_upnl: profit,
    bankruptcy_amount: moneyOf(owed),
    exchange_bankruptcy: moneyOf(shortfallMinor),
    factor_in_example: toNumber(factor),
    factor_by_stated_formula: toNumber(socialisedLossFactor(about, 'shortfallOverBalancesAndShortfall')),
    withdrawal: {
      request: group.fields('withdrawal').number('request'),
      paid: moneyOf(cut.paidMinor),
      to_insurance_fund: moneyOf(cut.toFundMinor),
    },
    fund_after_takeover: moneyOf(fundAfter),
    factor_after: toNumber(socialisedLossFactor({ shortfallMinor: venueShortfall(0n, fundAfter), balancesMinor }, 'shortfallOverBalances')),
  }
  const stated = Object.entries(actual).filter(([name]) => group.has(name))
  return stated.map(([name, value]) => ({
    name: `socialised_loss ${name}`,
    mismatches: compare(group.raw(name), value, { abs: 1e-9, rel: 1e-12 }),
  }))
}
