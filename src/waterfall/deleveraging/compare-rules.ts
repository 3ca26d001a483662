import { allocate, type Need } from './allocate.ts'
import type { Candidates } from './candidates.ts'
import { closableLots, type WinnerSide } from './close-terms.ts'
import { concentrationOf, type Concentration } from './concentration.ts'
import type { DeleverageRule } from './deleverage-rule.ts'
import { brokenHedges } from './hedges.ts'
import { mergeCases } from './merge-cases.ts'
import { missOf } from './wave.ts'

/** One side of a contract that was closed at a moment: who could take it with how many lots each, the lots needed, and what each has to bring, in money. */
export type ComparedCase = Readonly<{
  contract: string
  winnerSide: WinnerSide
  candidates: Candidates
  lots: Float64Array
  need: Pick<Need, 'total'>
  costPerLot: number
}>

/** What a rule would have done in a wave. Money in the unit of `costPerLot`. */
export type RuleOutcome = Concentration &
  Readonly<{
    /** What the wave needed, what winners would have given, and the two differences. */
    needed: number
    given: number
    overshoot: number
    residual: number
    /** How much more would have been taken had each position that is touched been closed whole, as many venues do. */
    wholeOvershoot: number
    brokenHedges: number
    /** Who would have been closed, by what it gives, the largest first. */
    accounts: readonly Readonly<{ account: string; lots: number; gives: number; gain: number }>[]
  }>

/** What one account gives in a wave, over all its positions that are closed. */
type Tally = { lots: number; gives: number; gain: number; whole: number }

/**
 * What a rule would have done with the cases of one wave. Cases of one side of a contract are divided as one, over the accounts as each stood when it had won
 * most, so that nobody gives the same gain twice. Concentration is over all accounts that had won something.
 *
 * @example
 * outcomeUnder({ kind: 'proRata' }, cases).gini
 */
export function outcomeUnder(rule: DeleverageRule, cases: readonly ComparedCase[]): RuleOutcome {
  const tallies = new Map<string, Tally>()
  let needed = 0
  let broken = 0
  for (const { candidates, lots: held, need: asked, costPerLot } of mergeCases(cases)) {
    const caps = candidates.gain.map((gain, index) => closableLots({ lots: held[index] as number, gain, costPerLot }))
    const need = { total: asked.total, caps }
    const { shares } = allocate(rule, candidates, need)
    needed += need.total * costPerLot
    broken += brokenHedges(candidates, shares, need.caps)
    candidates.accounts.forEach((account, index) => {
      const tally = tallies.get(account) ?? { lots: 0, gives: 0, gain: 0, whole: 0 }
      tallies.set(account, tally)
      const [lots, gain] = [shares[index] as number, Math.max(0, candidates.gain[index] as number)]
      tally.lots += lots
      tally.gives += lots * costPerLot
      tally.gain += gain
      if (lots > 0) tally.whole += (need.caps[index] as number) * costPerLot
    })
  }
  const all = [...tallies].map(([account, tally]) => ({ account, ...tally }))
  const given = all.reduce((sum, { gives }) => sum + gives, 0)
  const whole = all.reduce((sum, tally) => sum + tally.whole, 0)
  return {
    ...concentrationOf(
      Float64Array.from(all, ({ gives }) => gives),
      Float64Array.from(all, ({ gain }) => gain),
    ),
    needed,
    given,
    // Floats of the products may differ in the last digits; units that are given are whole in the engine.
    ...missOf({ needed, taken: Math.abs(given - needed) <= 1e-9 * needed ? needed : given }),
    wholeOvershoot: Math.max(0, whole - needed),
    brokenHedges: broken,
    accounts: all
      .filter(({ lots }) => lots > 0)
      .sort((a, b) => b.gives - a.gives || (a.account < b.account ? -1 : 1))
      .map(({ account, lots, gives, gain }) => ({ account, lots, gives, gain })),
  }
}
