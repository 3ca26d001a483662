import { seconds, timeUs } from '../../src/base/time.ts'
import { fractionOf } from '../../src/waterfall/layers/fraction.ts'
import type { LastResortTerms } from '../../src/waterfall/layers/last-resort.ts'
import { emptyMember, noResources, type LossResources } from '../../src/waterfall/layers/loss-resources.ts'
import type { AssessmentCap, WaterfallTerms } from '../../src/waterfall/layers/waterfall-terms.ts'

const cap: AssessmentCap = { perDefault: fractionOf(2.75), perPeriod: fractionOf(5.5), period: { businessDays: 5, atMostMonths: 3 } }

const terms: WaterfallTerms = {
  layers: [{ kind: 'insuranceFund' }, { kind: 'mutualFund', order: 'together' }, { kind: 'assessments', order: 'together', cap }],
}

const resources: LossResources = {
  ...noResources,
  insuranceFund: 100n,
  members: ['m2', 'm3'].map((account) => ({ ...emptyMember(account), contribution: 100n, assessmentBase: 100n })),
}

const schedule: LastResortTerms = { rule: 'shortfallOverBalances', steps: [{ after: seconds(3_600), part: fractionOf(1) }] }

const since = timeUs(1_760_130_900_000_000)

/** What the examples of seawall/waterfall may name. */
export const waterfallData = { cap, terms, resources, members: resources.members, schedule, since, at: since }
