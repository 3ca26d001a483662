import { ArgumentError } from '../base/argument.ts'
import { hashFrom } from '../base/hash.ts'
import { commitThresholds, requireDistribution, type ThresholdDistribution } from '../trigger/committed-threshold.ts'
import type { Path } from './document.ts'
import { randomisedSchema } from './facilities-schema.ts'
import type { Finding } from './finding.ts'
import { listIn, numberIn, recordIn, textIn } from './plain.ts'

/** Limits of each section, each of which must not exceed the one after it where both are given. */
const ladders: readonly Readonly<{ section: string; limits: readonly string[] }>[] = [
  { section: 'lossGuarantee', limits: ['perAccount', 'perGroup', 'perWindow'] },
  { section: 'collateralSupport', limits: ['perAccount', 'perGroup', 'budget'] },
  { section: 'fundDraw', limits: ['perAccount', 'perGroup', 'perEpoch'] },
]

/** What each section may have out of the reserve at once. */
const budgets: Readonly<Record<string, string>> = { lossGuarantee: 'perWindow', collateralSupport: 'budget', fundDraw: 'perEpoch' }

/**
 * Rules within the sections on guarantees, loans, draws and committed thresholds, and beside others: members to be about, limits that can be met,
 * assets that have a price, calls above what is lent, a seed that is the committed one.
 *
 * @example
 * facilitiesChecks({ fundDraw: { perGroup: 5, perEpoch: 1 } })[0]?.level // 'fault', as there is no margin section
 */
export function facilitiesChecks(root: unknown): readonly Finding[] {
  return [
    ...ladders.flatMap(({ section, limits }) => sectionFindings(root, section, limits)),
    ...supportFindings(root),
    ...thresholdFindings(recordIn(root, 'randomised')),
  ]
}

function sectionFindings(root: unknown, section: string, limits: readonly string[]): readonly Finding[] {
  const file = recordIn(root, section)
  if (file === undefined) return []
  const alone: readonly Finding[] =
    recordIn(root, 'margin') === undefined
      ? [{ path: [section], level: 'fault', expected: 'a margin section beside it: it deals with members', found: 'none' }]
      : []
  const rungs = limits.slice(1).flatMap((wider, place): readonly Finding[] => {
    const [narrow, wide] = [numberIn(file, limits[place] ?? ''), numberIn(file, wider)]
    if (narrow === undefined || wide === undefined || narrow <= wide) return []
    const expected = `at most ${wider}, ${wide}: a higher limit is never reached`
    return [{ path: [section, limits[place] ?? ''], level: 'warning', expected, found: String(narrow) }]
  })
  return [...alone, ...rungs, ...reserveFindings(root, section)]
}

function reserveFindings(root: unknown, section: string): readonly Finding[] {
  const key = budgets[section] ?? ''
  const [reserve, budget] = [numberIn(root, 'openingReserve'), numberIn(recordIn(root, section), key)]
  if (reserve === undefined || budget === undefined || budget <= reserve) return []
  return [{ path: [section, key], level: 'fault', expected: `at most openingReserve, ${reserve}`, found: String(budget) }]
}

function supportFindings(root: unknown): readonly Finding[] {
  const support = recordIn(root, 'collateralSupport')
  const priced = listIn(recordIn(root, 'margin'), 'collateral').map((each) => textIn(each, 'asset'))
  const assets = listIn(support, 'collateral').map((each) => textIn(each, 'asset'))
  const unknown = assets.flatMap((asset, i): readonly Finding[] => {
    const path: Path = ['collateralSupport', 'collateral', i, 'asset']
    if (asset === undefined) return []
    if (assets.indexOf(asset) !== i) return [{ path, level: 'fault', expected: 'each asset once', found: asset }]
    if (priced.includes(asset)) return []
    return [{ path, level: 'fault', expected: 'an asset of margin.collateral, which has a price', found: asset }]
  })
  const [lend, call] = [numberIn(support, 'lendAtBps'), numberIn(support, 'callAtBps')]
  if (lend === undefined || call === undefined || call > lend) return unknown
  const expected = `more than lendAtBps, ${lend}: a loan would be called as it is granted`
  return [...unknown, { path: ['collateralSupport', 'callAtBps'], level: 'fault', expected, found: String(call) }]
}

function thresholdFindings(section: unknown): readonly Finding[] {
  const parsed = randomisedSchema.safeParse(section)
  if (!parsed.success) return []
  const { distribution, root, epochs, commitment } = parsed.data
  const fault = distributionFault(distribution)
  if (fault !== undefined) {
    const place = Math.min(fault.position ?? 0, distribution.length - 1)
    return [
      {
        path: ['randomised', 'distribution', place],
        level: 'fault',
        expected: 'levels and probabilities that rise, from 0 to 1',
        found: fault.message,
      },
    ]
  }
  if (root === undefined) return []
  const committed = commitThresholds(hashFrom(root), { epochs, distribution }).commitment
  const path = ['randomised', 'root']
  const open: Finding = { path, level: 'warning', expected: 'no root outside simulations: it tells every threshold', found: 'one' }
  if (committed === commitment) return [open]
  return [
    open,
    { path: ['randomised', 'commitment'], level: 'fault', expected: `the commitment of root and epochs, ${committed}`, found: commitment },
  ]
}

function distributionFault(distribution: ThresholdDistribution): ArgumentError | undefined {
  try {
    requireDistribution(distribution)
    return undefined
  } catch (error) {
    if (error instanceof ArgumentError) return error
    throw error
  }
}
