import type { FaultDetails } from '../base/fault.ts'
import type { Decision } from '../engine/decision.ts'
import type { EngineState } from '../engine/state.ts'
import { viewOf } from '../engine/view-of.ts'
import type { MarketView } from '../engine/view.ts'
import { facilitiesOf } from './facilities-of.ts'
import { lossesOf } from './losses-of.ts'
import { membersOf } from './members-of.ts'
import type {
  ReportAccount,
  ReportActivation,
  ReportDecision,
  ReportHistory,
  ReportInput,
  ReportMarket,
  ReportReserve,
} from './report-input.ts'

/** A finished run as the shell has it: the engine's state at the end, the decisions, and what is known of the data. */
export type FinishedRun = Readonly<{
  run: string
  command: readonly string[]
  label: string
  /** Where a reconstruction has its figures from; empty for data of a venue. */
  sources: readonly Readonly<{ title: string; url?: string }>[]
  policyText: string
  state: EngineState
  decisions: readonly Decision[]
  /** Title and sentence of a decision; sentences are made at the edge. */
  describe: (decision: Decision, index: number) => Readonly<{ title: string; text: string }>
  history: (market: string) => ReportHistory | undefined
  faults: readonly FaultDetails[]
  limits: readonly string[]
  hashes: Readonly<{ state: string; journal: string }>
}>

const nothing: ReportHistory['series'] = {
  price: [],
  spreadBps: [],
  depth10Bps: [],
  depth25Bps: [],
  depth50Bps: [],
  depth100Bps: [],
  volumeRatio: [],
  ewmaVolatility: [],
  realisedVolatility: [],
  valueAtRisk: [],
  expectedShortfall: [],
}

/**
 * Gathers what a report shows from a run that is over. A run that never started gives a report without markets.
 *
 * @example
 * writeFileSync('report.html', renderReport(reportInputOf(finished)))
 */
export function reportInputOf(finished: FinishedRun): ReportInput {
  const { state, run, command, policyText, faults, limits, hashes } = finished
  const view = viewOf(state)
  const markets = view?.markets ?? []
  const members = membersOf({ state, decisions: finished.decisions, markets })
  const losses = lossesOf({ state, decisions: finished.decisions })
  const facilities = facilitiesOf({ state, decisions: finished.decisions })
  return {
    run,
    command,
    engineVersion: state.terms?.engineVersion ?? 'unknown',
    data: {
      label: finished.label,
      kind: kindOf(finished, markets),
      sources: finished.sources,
      from: state.terms?.startedAt ?? state.at,
      to: state.at,
      inputs: state.seq,
    },
    policy: { name: view?.policyName ?? 'unknown', hash: view?.policyHash ?? 'unknown', text: policyText },
    counts: { ...state.counts },
    markets: markets.map((market) => marketOf(finished, market)),
    activations: activationsOf(finished),
    reserves: (view?.reserves ?? []).map((reserve) => reserveOf(state, reserve)),
    ...(members && { members }),
    ...(losses && { losses }),
    ...(facilities && { facilities }),
    decisions: finished.decisions.map((decision, index) => decisionOf(finished, { decision, index, markets })),
    accounts: accountsOf(state),
    faults,
    limits,
    hashes,
  }
}

function kindOf(finished: FinishedRun, markets: readonly MarketView[]): ReportInput['data']['kind'] {
  if (finished.sources.length > 0) return 'reconstruction'
  return markets.some(({ modelled }) => modelled) ? 'modelled' : 'recorded'
}

function marketOf(finished: FinishedRun, market: MarketView): ReportMarket {
  const history = finished.history(market.market) ?? { atUs: [], series: nothing, phases: [], reserves: [] }
  return { market: market.market, base: market.base, quote: market.quote, modelled: market.modelled, history }
}

function activationsOf(finished: FinishedRun): ReportActivation[] {
  const found: ReportActivation[] = []
  for (const [market, { activations }] of finished.state.markets) {
    for (const { trigger, firedAt, releasedAt } of activations) {
      const causes = finished.decisions.filter(
        (decision) => decision.market === market && decision.trigger === trigger && decision.at === firedAt,
      )
      const cause = causes.find(({ body }) => body.kind === 'backstopActivated') ?? causes.at(-1)
      const evidence = causes.find((decision) => decision.evidence.length > 0)?.evidence ?? []
      found.push({
        market,
        trigger,
        firedAt,
        ...(releasedAt !== undefined && { releasedAt }),
        decisionId: cause?.id ?? 'unknown',
        evidence,
      })
    }
  }
  return found.toSorted((a, b) => a.firedAt - b.firedAt || (a.decisionId < b.decisionId ? -1 : 1))
}

function reserveOf(state: EngineState, reserve: NonNullable<ReturnType<typeof viewOf>>['reserves'][number]): ReportReserve {
  return {
    asset: reserve.asset,
    decimals: reserve.decimals,
    opening: reserve.opening.minor,
    available: reserve.available.minor,
    committed: reserve.committed.minor,
    deployed: reserve.deployed.minor,
    peakUse: state.reserves.get(reserve.asset)?.peakUseMinor ?? 0n,
    realised: reserve.realised.minor,
    unrealised: reserve.unrealised.minor,
    fees: reserve.fees.minor,
  }
}

function decisionOf(
  finished: FinishedRun,
  at: Readonly<{ decision: Decision; index: number; markets: readonly MarketView[] }>,
): ReportDecision {
  const { decision, index, markets } = at
  const { body } = decision
  const market = markets.find((candidate) => candidate.market === decision.market)
  const { title, text } = finished.describe(decision, index)
  return {
    id: decision.id,
    at: decision.at,
    kind: body.kind,
    title,
    text,
    ...(decision.market !== undefined && { market: decision.market }),
    ...('facility' in body && { facility: body.facility }),
    ...(body.kind === 'orderFilled' && market !== undefined && { fill: fillOf(body, market) }),
  }
}

function fillOf(body: Readonly<{ side: 'buy' | 'sell'; ticks: number; lots: number }>, market: MarketView) {
  const price = body.ticks * market.tickSize
  return { side: body.side, price, notional: price * body.lots * market.lotSize }
}

function accountsOf(state: EngineState): ReportAccount[] {
  return [...state.ledger.accounts.values()].map((account) => ({
    id: account.id,
    asset: account.asset,
    decimals: state.reserves.get(account.asset)?.decimals ?? 0,
    debitsPosted: account.debitsPosted,
    creditsPosted: account.creditsPosted,
    debitsPending: account.debitsPending,
    creditsPending: account.creditsPending,
  }))
}
