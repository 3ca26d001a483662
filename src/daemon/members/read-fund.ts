import { timeUs, type TimeUs } from '../../base/time.ts'
import type { FundInput } from '../../engine/loss/fund-input.ts'
import type { Path } from '../../policy/document.ts'
import type { AccountsFile } from './accounts-schema.ts'

type FundEntry = NonNullable<AccountsFile['fund']>[number]

/** How the rest of the file is read: times, whole units of the settlement asset, and what is said of a place that is wrong. */
export type FundReading = Readonly<{
  time: (text: string, path: Path) => TimeUs
  minor: (whole: number | string, path: Path) => string
  fault: (path: Path, said: Readonly<{ expected: string; found: string }>) => Error
}>

const acts = ['stake', 'unstake', 'takeBack', 'claim', 'income'] as const

/**
 * What stakers of the insurance fund do, and its income. Stakes and income without a time come with the first input of the market.
 *
 * @throws InputFault for an entry that says nothing or several things, has no staker where there must be one, or no time.
 *
 * @example
 * fundInputsOf([{ staker: 'alice', stake: 5000 }], reading).atStart.length // 1
 */
export function fundInputsOf(
  entries: readonly FundEntry[],
  reading: FundReading,
): Readonly<{ atStart: readonly FundInput[]; timed: readonly FundInput[] }> {
  const inputs = entries.map((entry, i) => ({ entry, input: fundInputOf(entry, ['fund', i], reading) }))
  const of = (isTimed: boolean): readonly FundInput[] =>
    inputs.filter(({ entry }) => (entry.at !== undefined) === isTimed).map(({ input }) => input)
  return { atStart: of(false), timed: of(true) }
}

function fundInputOf(entry: FundEntry, path: Path, { time, minor, fault }: FundReading): FundInput {
  const named = acts.filter((act) => entry[act] !== undefined)
  if (named.length !== 1) throw fault(path, { expected: `one of ${acts.join(', ')}`, found: `${named.length} of them` })
  const { staker, stake, unstake, income } = entry
  if (entry.at === undefined && stake === undefined && income === undefined) {
    throw fault(path, { expected: 'a time: what is there at the start are stakes and income', found: 'none' })
  }
  const at = entry.at === undefined ? timeUs(0) : time(entry.at, [...path, 'at'])
  if (income !== undefined) {
    if (staker !== undefined) throw fault([...path, 'staker'], { expected: 'no staker: income is of all shares', found: staker })
    return { kind: 'fundRevenueReceived', at, minor: minor(income, [...path, 'income']) }
  }
  if (staker === undefined) throw fault(path, { expected: 'the staker that acts', found: 'none' })
  if (stake !== undefined) return { kind: 'fundStaked', at, staker, minor: minor(stake, [...path, 'stake']) }
  if (unstake !== undefined) return { kind: 'unstakeRequested', at, staker, ...(unstake !== 'all' && { shares: unstake }) }
  return { kind: entry.takeBack === undefined ? 'unstakeClaimed' : 'unstakeCancelled', at, staker }
}
