import type { Amount } from '../base/amount.ts'
import { formatDecimal } from '../base/decimal.ts'
import type { DecisionExplanation } from '../daemon/run-types.ts'
import type { Budget, SignalEvidence } from '../engine/decision.ts'

/**
 * The object that `explain --json` prints: an explanation with its signals and budgets at the top, times as ISO text, and money
 * of the budget as decimal text in whole units. The decision itself is there as it was recorded, money in minor units.
 *
 * @example
 * printJson(explanationJson(await explainDecision(folder, '1234:0')))
 */
export function explanationJson(explanation: DecisionExplanation): unknown {
  const { run, decision, inputs, rule, transfers, assets, account, loss, facility } = explanation
  const budget = (of: Budget | undefined): unknown => (of === undefined ? null : budgetJson(of, assets))
  return {
    run,
    decision: decision.id,
    seq: decision.seq,
    at: new Date(decision.at / 1000).toISOString(),
    kind: decision.body.kind,
    market: decision.market ?? null,
    trigger: decision.trigger ?? null,
    inputs,
    signals: decision.evidence.map(signalJson),
    rule: rule ?? null,
    budget: { before: budget(decision.budgetBefore), after: budget(decision.budgetAfter) },
    transfers,
    body: decision.body,
    ...(account && { account }),
    ...(loss && { loss }),
    ...(facility && { facility }),
  }
}

function signalJson(evidence: SignalEvidence): unknown {
  const { signal, reading, direction, fire, release, condition, modelled, detector } = evidence
  const value = reading.kind === 'known' ? { value: reading.value } : { value: null, unknown: reading.reason }
  return { signal, ...value, direction, fire, release, condition, modelled, ...(detector && { detector }) }
}

function budgetJson(budget: Budget, assets: DecisionExplanation['assets']): unknown {
  const money = ({ asset, minor }: Amount): string => {
    const decimals = assets.find((candidate) => candidate.asset === asset)?.decimals
    return decimals === undefined ? `${minor} minor ${asset}` : formatDecimal(minor, decimals)
  }
  return {
    asset: budget.limit.asset,
    limit: money(budget.limit),
    committed: money(budget.committed),
    deployed: money(budget.deployed),
    available: money(budget.available),
  }
}
