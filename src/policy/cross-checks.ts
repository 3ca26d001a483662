import { auctionChecks } from './auction-checks.ts'
import { deleveragingChecks } from './deleveraging-checks.ts'
import { facilitiesChecks } from './facilities-checks.ts'
import { facilityChecks } from './facility-checks.ts'
import type { Finding } from './finding.ts'
import { fundSharesChecks } from './fund-shares-checks.ts'
import { marginChecks } from './margin-checks.ts'
import { measureChecks } from './measure-checks.ts'
import { triggerChecks } from './trigger-checks.ts'
import { waterfallChecks } from './waterfall-checks.ts'

/** One rule between fields. Reads plain data that may be incomplete, and keeps silent about what is not there. */
export type Check = (root: unknown) => readonly Finding[]

const checks: readonly Check[] = [
  measureChecks,
  triggerChecks,
  facilityChecks,
  facilitiesChecks,
  marginChecks,
  auctionChecks,
  deleveragingChecks,
  fundSharesChecks,
  waterfallChecks,
]

/**
 * Everything that the fields of a policy file make wrong or doubtful together. Works on files with other faults too, so that
 * all problems are told at once.
 *
 * @example
 * crossFindings({ triggers: [] }).filter((finding) => finding.level === 'fault')
 */
export function crossFindings(root: unknown): readonly Finding[] {
  return checks.flatMap((check) => check(root))
}
