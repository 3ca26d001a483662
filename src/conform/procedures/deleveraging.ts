import { compensatedSum } from '../../num/compensated-sum.ts'
import { candidatesOf, type Candidates } from '../../waterfall/deleveraging/candidates.ts'
import { equalAwards, equalLosses, proportionalAwards, talmudAwards } from '../../waterfall/deleveraging/claims-rules.ts'
import { concentrationOf } from '../../waterfall/deleveraging/concentration.ts'
import { weightOf, type DeleverageRule } from '../../waterfall/deleveraging/deleverage-rule.ts'
import { queueOrder, takeByQueue } from '../../waterfall/deleveraging/queue.ts'
import { scoresOf } from '../../waterfall/deleveraging/rankings.ts'
import { shareByLevel } from '../../waterfall/deleveraging/water-level.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'
import { deleveragingOffsetProcedures } from './deleveraging-offset.ts'
import { deleveragingPaperProcedures } from './deleveraging-paper.ts'
import { deleveragingVenueProcedures } from './deleveraging-venues.ts'

/** Who bears a deficit: rules of allocation, rules for claims, and what venues do. */
export const deleveragingProcedures: ProcedureTable = {
  'adl-allocation': allocation,
  'adl-claims-rules': claimsRules,
  ...deleveragingPaperProcedures,
  ...deleveragingOffsetProcedures,
  ...deleveragingVenueProcedures,
}

function allocation(inputs: Fields): unknown {
  const candidates = listedCandidates(inputs.rows('accounts'))
  const caps = candidates.gain.map((gain) => Math.max(0, gain))
  const deficit = inputs.number('deficit')
  const score = scoresOf({ kind: 'leveragedProfit' }, candidates)
  const weighed = (kind: 'proRata' | 'equalLoss' | 'equityWeighted'): unknown => described(byWeights({ kind }, candidates, deficit), caps)
  return {
    score,
    queue_order: queueOrder(score),
    queue: described(takeByQueue(deficit, caps, score).shares, caps),
    pro_rata_pnl: weighed('proRata'),
    equal_loss: weighed('equalLoss'),
    equity_weighted: weighed('equityWeighted'),
    residual: Math.max(0, deficit - compensatedSum(caps)),
  }
}

/** The file's order stands for the accounts' names. */
function listedCandidates(rows: readonly Fields[]): Candidates {
  const width = String(rows.length).length
  return candidatesOf(
    rows.map((row, index) => ({
      account: String(index).padStart(width, '0'),
      gain: row.number('upnl'),
      margin: row.number('margin'),
      notional: row.number('notional'),
      equity: row.number('equity'),
      advance: 1,
      hedgedLoss: 0,
    })),
  )
}

function byWeights(rule: Exclude<DeleverageRule, { kind: 'queue' }>, candidates: Candidates, deficit: number): Float64Array {
  const caps = candidates.gain.map((gain) => Math.max(0, gain))
  return shareByLevel(
    deficit,
    caps,
    caps.map((_cap, index) => weightOf(rule, candidates, index)),
  ).shares
}

function described(haircuts: Float64Array, caps: Float64Array): unknown {
  const { gini, hit, mostOfCapacity } = concentrationOf(haircuts, caps)
  return { haircuts, total: compensatedSum(haircuts), max_fraction: mostOfCapacity, hit, gini }
}

function claimsRules(inputs: Fields): unknown {
  const rows = inputs.rows('rows').map((row) => {
    const [claims, estate] = [row.numbers('c'), row.number('E')]
    return {
      proportional: proportionalAwards(claims, estate),
      cea: equalAwards(claims, estate),
      cel: equalLosses(claims, estate),
      talmud: talmudAwards(claims, estate),
    }
  })
  return { rows }
}
