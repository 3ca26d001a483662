import type { AccountMargins, KnownMargin, ModelMargin } from '../lab/margin/report-accounts.ts'
import type { NotedSnapshot } from '../lab/margin/chain-snapshot.ts'
import type { AccountAnalysis } from '../margin/analysis/analyse-account.ts'
import type { Crossings } from '../margin/analysis/nearest-crossings.ts'
import type { MarginModel } from '../margin/margin-model.ts'
import type { MarginRefusal } from '../margin/account/margin-refusal.ts'
import { timeText } from '../feed/parse-time.ts'
import { marginRefusalText } from './margin-refusal-text.ts'

/**
 * Margins of accounts as one JSON object. Figures in the settlement asset; keys are stable, and described in docs/operating/margin.md. What is not known is `null`.
 *
 * @example
 * printJson(marginJson(margins, market))
 */
export function marginJson(margins: readonly AccountMargins[], { snapshot, notes }: NotedSnapshot): unknown {
  return {
    at: timeText(snapshot.at),
    settlementAsset: snapshot.settlement.asset,
    indexPrices: Object.fromEntries([...snapshot.underlyings].map(([name, { indexPrice }]) => [name, indexPrice])),
    models: margins[0]?.models.map(({ model }) => modelJson(model)) ?? [],
    accounts: margins.map(({ account, models }) => ({
      id: account.id,
      owner: account.owner ?? null,
      margins: models.map(({ model, outcome }) => ({
        model: model.name,
        ...(outcome.ok ? marginOf(outcome.value) : refused(outcome.refusal)),
      })),
    })),
    notes,
  }
}

function modelJson({ name, title, effectiveFrom, source }: MarginModel): unknown {
  return { name, title, effectiveFrom, source }
}

function refused(refusal: MarginRefusal) {
  const { reason, subject = null, found = null } = refusal
  return { status: 'unknown', refusal: { reason, subject, found, text: marginRefusalText(refusal) } }
}

function figuresOf({ requirement, health }: KnownMargin) {
  return {
    status: health.status,
    equity: requirement.equity,
    initialMargin: requirement.initialMargin,
    maintenanceMargin: requirement.maintenanceMargin,
    marginRatio: health.ratio.kind === 'ratio' ? health.ratio.value : null,
    initialBalance: health.initialBalance,
    maintenanceBalance: health.maintenanceBalance,
  }
}

function marginOf(margin: ModelMargin) {
  const { requirement, analysis, whatIfs, curve } = margin
  return {
    ...figuresOf(margin),
    parts: requirement.parts,
    scans: requirement.scans.map(({ underlying, scenarios, worst, contributions }) => ({
      underlying,
      worstScenario: scenarios[worst]?.name ?? null,
      worstProfit: scenarios[worst]?.profit ?? null,
      contributions,
      scenarios,
    })),
    shortfall: requirement.shortfall ?? null,
    ...(analysis !== undefined && analysisOf(analysis)),
    ...(whatIfs.length > 0 && {
      whatIfs: whatIfs.map(({ whatIf, outcome }) => ({
        text: whatIf.text,
        ...(outcome.ok ? figuresOf(outcome.value) : refused(outcome.refusal)),
      })),
    }),
    ...(curve !== undefined && { curve: curve.map(({ spotMove, figures }) => ({ spotMove, ...(figures ?? { status: 'unknown' }) })) }),
  }
}

function analysisOf({ positions, effects, prices }: AccountAnalysis) {
  const side = ({ below = null, above = null }: Partial<Record<keyof Crossings, number | null>>) => ({ below, above })
  return {
    positions: positions.map(({ position, value }, i) => ({
      contract: position.contract,
      size: position.size,
      value,
      marginal: effects[i]?.marginal ?? null,
      freedByClosing: effects[i]?.freedByClosing ?? null,
    })),
    prices: prices.map(({ underlying, indexPrice, liquidation, bankruptcy }) => ({
      underlying,
      indexPrice,
      liquidation: side(liquidation),
      bankruptcy: side(bankruptcy),
    })),
  }
}
