import { ArgumentError, requireSameLength, requireSeries } from '../base/argument.ts'
import { addToSum, createSum, totalOf, type CompensatedSum } from '../num/compensated-sum.ts'

/** Losses of accounts under stress: `losses[scenario][account]`, a loss positive, with each account's initial margin and group. */
export type StressLosses = Readonly<{
  losses: readonly ArrayLike<number>[]
  initialMargins: ArrayLike<number>
  groups: readonly string[]
}>

/** What a fund must hold for its largest groups to default under stress. In the unit of the losses. */
export type StressCover = Readonly<{
  /** The largest loss beyond margin of one group in any scenario. */
  cover1: number
  /** The largest of two groups in the same scenario; of one where there is only one. */
  cover2: number
  /** Which scenario that is, from 0; of equal ones the first. */
  worstScenario: number
  /** The two largest groups together, by scenario. */
  cover2ByScenario: readonly number[]
  /** The two groups that are largest, each in its own worst scenario. They need not meet, so this is never below `cover2`. */
  twoLargestMaxima: number
}>

/**
 * The cover tests of a fund. What an account loses beyond its own margin is not offset by what another account of its group has left.
 *
 * @throws ArgumentError for no scenario, no account, lists of different lengths or numbers that are not finite.
 * @see CPMI-IOSCO, "Principles for financial market infrastructures" (2012), principle 4.
 *
 * @example
 * stressCover({ losses: [[10, 4]], initialMargins: [6, 1], groups: ['a', 'b'] }).cover2 // 7
 */
export function stressCover({ losses, initialMargins, groups }: StressLosses): StressCover {
  requireSeries('initialMargins', initialMargins)
  requireSameLength(['initialMargins', initialMargins], ['groups', groups])
  if (losses.length === 0) throw new ArgumentError('losses', { expected: 'at least 1 scenario', found: '0' })
  const byGroup = losses.map((scenario) => {
    requireSeries('losses', scenario)
    requireSameLength(['initialMargins', initialMargins], ['losses', scenario])
    const sums = new Map(groups.map((group) => [group, createSum()]))
    for (const [account, group] of groups.entries()) {
      addToSum(sums.get(group) as CompensatedSum, beyond(scenario[account], initialMargins[account]))
    }
    return [...sums.values()].map(totalOf)
  })
  const cover2ByScenario = byGroup.map(twoLargest)
  const cover2 = largest(cover2ByScenario)
  return {
    cover1: largest(byGroup.map(largest)),
    cover2,
    worstScenario: cover2ByScenario.indexOf(cover2),
    cover2ByScenario,
    twoLargestMaxima: twoLargest((byGroup[0] ?? []).map((_sum, group) => largest(byGroup.map((scenario) => scenario[group] ?? 0)))),
  }
}

function beyond(loss: number | undefined, margin: number | undefined): number {
  return Math.max((loss ?? 0) - (margin ?? 0), 0)
}

function largest(values: readonly number[]): number {
  return values.reduce((before, value) => Math.max(before, value), 0)
}

function twoLargest(values: readonly number[]): number {
  const [first = 0, second = 0] = values.toSorted((a, b) => b - a)
  return first + second
}
