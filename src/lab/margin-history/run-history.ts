import { invariant } from '../../base/assert.ts'
import type { TimeUs } from '../../base/time.ts'
import type { MarginAccount } from '../../margin/account/margin-account.ts'
import type { MarginModel } from '../../margin/margin-model.ts'
import { forwardOf, type MarketSnapshot } from '../../margin/market-snapshot.ts'
import { chooseExpiries } from './choose-expiries.ts'
import { measuresOf } from './history-measures.ts'
import { modelRecords, type MarginHistoryResult, type MarketPoint } from './history-result.ts'
import { createMarginHistory } from './margin-history.ts'
import { standardPortfolios } from './standard-portfolios.ts'
import { strikePortfolio, type StrikeTerms } from './strike-portfolio.ts'

/** What to margin, when, and where snapshots come from. */
export type HistoryRun = Readonly<{
  file: string
  underlying: string
  /** Moments of snapshots, oldest first, at least one. */
  times: readonly TimeUs[]
  snapshotAt: (at: TimeUs) => Promise<MarketSnapshot>
  models: readonly MarginModel[]
  /** Sentences on how the snapshots were made, for the reader of the result. */
  notes?: readonly string[]
  /** Told after every snapshot how many are done. */
  progress?: (done: number) => void
}>

/** Portfolios are of about one unit: a margin below this share of its price counts as it where margins are compared. */
const leastShareOfIndex = 0.01

/**
 * Strikes the standard portfolios in the first snapshot and margins them in every one.
 *
 * @throws InputFault where the first snapshot has no expiries that outlive the history, or lacks contracts.
 *
 * @example
 * const result = await runMarginHistory({ file, underlying: 'BTC', times, snapshotAt, models })
 */
export async function runMarginHistory(run: HistoryRun): Promise<MarginHistoryResult> {
  const [begin, until] = [run.times[0], run.times.at(-1)]
  invariant(begin !== undefined && until !== undefined, 'a history has at least one moment')
  const first = await run.snapshotAt(begin)
  const { near, far } = chooseExpiries(first, { underlying: run.underlying, until })
  const { accounts, notes } = strikeAll({ snapshot: first, underlying: run.underlying, near, far })
  const history = createMarginHistory({ accounts, models: run.models })
  const market: MarketPoint[] = []
  for (const [i, at] of run.times.entries()) {
    const snapshot = i === 0 ? first : await run.snapshotAt(at)
    history.take(snapshot)
    market.push(marketPoint(snapshot, { underlying: run.underlying, near }))
    run.progress?.(i + 1)
  }
  const least = leastShareOfIndex * (market[0]?.indexPrice ?? 0)
  const models = run.models.map(({ name, title, effectiveFrom, source }) => ({ name, title, effectiveFrom, source }))
  const series = history.series().map((one) => (one.points.length === 0 ? one : { ...one, measures: measuresOf(one.points, least) }))
  return {
    file: run.file,
    underlying: run.underlying,
    near,
    far,
    market,
    portfolios: accounts.map((account) => ({ name: account.id, title: titleOf(account.id), held: heldText(account) })),
    models,
    series,
    records: modelRecords(models, series),
    notes: [...(run.notes ?? []), ...notes],
  }
}

function strikeAll(terms: StrikeTerms): Readonly<{ accounts: readonly MarginAccount[]; notes: readonly string[] }> {
  const struck = standardPortfolios.map((portfolio) => strikePortfolio(portfolio, terms))
  return {
    accounts: struck.flatMap((result) => (result.ok ? [result.value] : [])),
    notes: struck.flatMap((result) =>
      result.ok ? [] : [`${titleOf(result.refusal.portfolio)} was left out: the first snapshot lacks a contract for it.`],
    ),
  }
}

function titleOf(name: string): string {
  return standardPortfolios.find((portfolio) => portfolio.name === name)?.title ?? name
}

function heldText(account: MarginAccount): string {
  const held = [
    ...account.collateral.map(({ asset, amount }) => `${amount} ${asset}`),
    ...account.positions.map(({ contract, size }) => `${size > 0 ? '' : '\u2212'}${Math.abs(size)} ${contract}`),
  ]
  return `${held.join(', ')}.`
}

/** The index, and the volatility of the option struck nearest to the near forward. */
function marketPoint(snapshot: MarketSnapshot, about: Readonly<{ underlying: string; near: TimeUs }>): MarketPoint {
  const underlying = snapshot.underlyings.get(about.underlying)
  invariant(underlying !== undefined, 'a snapshot of a coin has its index')
  const expiry = underlying.expiries.get(about.near)
  const forward = expiry === undefined ? underlying.indexPrice : forwardOf(expiry)
  const nearest = [...snapshot.contracts.values()]
    .flatMap((contract) => {
      if (contract.kind !== 'option' || contract.underlying !== about.underlying || contract.expiresAt !== about.near) return []
      const volatility = snapshot.marks.get(contract.id)?.volatility
      return volatility === undefined ? [] : [{ distance: Math.abs(contract.strike - forward), volatility }]
    })
    .toSorted((a, b) => a.distance - b.distance)[0]
  return { at: snapshot.at, indexPrice: underlying.indexPrice, ...(nearest !== undefined && { volatility: nearest.volatility }) }
}
