import { formatNumber } from '../api/format.ts'
import { timeUs } from '../base/time.ts'
import type { ReplayedCase } from '../daemon/members/replay-deleveraging.ts'
import { timeText } from '../feed/parse-time.ts'
import type { RuleOutcome } from '../waterfall/deleveraging/compare-rules.ts'
import type { AdlRuleName } from './adl-rules.ts'
import { columns } from './write.ts'

/** One wave with what each rule would have done in it. Money in whole units. */
export type ComparedWave = Readonly<{
  wave: number
  cases: readonly ReplayedCase[]
  outcomes: readonly Readonly<{ name: AdlRuleName; outcome: RuleOutcome }>[]
}>

/** Accounts named under each rule; `--json` has them all. */
const mostNamed = 5

/**
 * Waves with a line a rule, and the accounts that each rule closes most of.
 *
 * @example
 * printText(adlText(waves, 'USDT'))
 */
export function adlText(waves: readonly ComparedWave[], asset: string): string {
  return waves.map((wave) => waveText(wave, asset)).join('\n\n')
}

function waveText({ wave, cases, outcomes }: ComparedWave, asset: string): string {
  const [first] = cases
  const needed = outcomes[0]?.outcome.needed ?? 0
  const closed = new Set(cases.flatMap(({ defaulters }) => defaulters.map(({ account }) => account))).size
  const at = first === undefined ? '' : ` at ${timeText(timeUs(first.at))}`
  const head = `Wave ${wave}${at}: ${closed} bankrupt ${closed === 1 ? 'account' : 'accounts'}, ${money(needed)} ${asset} needed`
  const rows = outcomes.map(({ name, outcome }) => [
    name,
    String(outcome.hit),
    money(outcome.given),
    money(outcome.overshoot),
    money(outcome.residual),
    outcome.gini.toFixed(3),
    percent(outcome.largestShare),
    percent(outcome.mostOfCapacity),
    String(outcome.brokenHedges),
    money(outcome.wholeOvershoot),
  ])
  const titles = ['rule', 'closed', 'given', 'overshoot', 'residual', 'Gini', 'largest', 'most of gain', 'hedges broken', 'if closed whole']
  const named = outcomes.flatMap(({ name, outcome }) => {
    const most = outcome.accounts.slice(0, mostNamed).map(({ account, gives }) => `${account} ${money(gives)}`)
    const rest = outcome.accounts.length - most.length
    return most.length === 0 ? [] : [[name, `${most.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`]]
  })
  return [head, ...columns([titles, ...rows]), '', ...columns([['gives most', ''], ...named])].join('\n')
}

function money(whole: number): string {
  return formatNumber(Math.round(whole * 100) / 100)
}

function percent(part: number): string {
  return `${(part * 100).toFixed(1)} %`
}
