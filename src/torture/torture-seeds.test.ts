import { describe, expect, test } from 'vitest'
import { drawPlan } from './draw-plan.ts'
import { judgePlan } from './judge-plan.ts'
import { runPlan } from './run-plan.ts'
import { tortureSeeds } from './torture-seeds.ts'
import { torturePool } from './torture-pool.ts'
import { traceLine } from './trace-plan.ts'

// Longer: npm run torture -- --seeds 10000
const seeds = 60

/** What the seeds together must have shown, or they say nothing. */
const shown = [
  'inputRefused',
  'tradeAccepted',
  'tradeRefused',
  'ordersRefused',
  'withdrawalPaid',
  'withdrawalRefused',
  'fundingBooked',
  'positionSettled',
  'accountUnknown',
  'marginCallIssued',
  'marginCallMet',
  'liquidationStarted',
  'liquidationWaited',
  'positionReduced',
  'reductionEnded',
  'shortfallRealised',
  'liquidationEnded',
  'quotesPlaced',
  'orderFilled',
  'fundCarried',
  'engineHalted',
  'collateralTaken',
  'lossAllocated',
  'lossRecovered',
  'lossMoneyBooked',
  'lossMoneyRefused',
  'contributionReturned',
  'membershipEnded',
  'escalated',
  'auctionStarted',
  'auctionPaused',
  'auctionResumed',
  'auctionEnded',
  'auctionCommandTaken',
  'auctionCommandRefused',
  'bidAccepted',
  'bidRefused',
  'standingBidsNoted',
  'standingBidsRefused',
  'portfolioTransferred',
  'providerTookOver',
  'deleveragingSwitched',
  'positionsDeleveraged',
  'fundStaked',
  'unstakeRequested',
  'unstakeSettled',
  'fundRevenueBooked',
  'fundRevenueSettled',
  'fundStatusMoved',
  'fundInputRefused',
  'coverSold',
  'coverRefused',
  'claimRefused',
  'loanRefused',
  'repaymentRefused',
  'fundDrawn',
  'drawRefused',
  'reviewRefused',
  'requestRefused',
  'thresholdSeedTaken',
  'activationRandomised',
  'restarted',
  'fault venue',
  'fault kill',
  'fault diskFull',
  'fault secondWriter',
  'fault clockJump',
  'lived again with a split',
] as const

describe('tortureSeeds', () => {
  test('property: every law holds over seeds that show everything', { timeout: 120_000 }, async () => {
    const { failing, counts } = await tortureSeeds({ from: 0, seeds })
    expect(failing).toBeUndefined()
    expect(shown.filter((kind) => (counts.get(kind) ?? 0) < 3)).toEqual([])
  })

  test('behavior: a seed draws the same plan and leads to the same journal, another seed to another', async () => {
    const heads = await Promise.all([5, 5, 6].map(async (seed) => (await runPlan(drawPlan(seed))).journal.head()))
    expect(drawPlan(5)).toEqual(drawPlan(5))
    expect(heads[0]).toEqual(heads[1])
    expect(heads[2]?.hash).not.toBe(heads[0]?.hash)
  })

  test('behavior: a trace has a line an input, with decisions and effects below it', async () => {
    const lines: string[] = []
    for (const seed of [5, 6, 7, 8])
      await runPlan(drawPlan(seed), undefined, (sequenced, outcome) => void lines.push(traceLine(sequenced, outcome)))
    expect(lines[0]).toMatch(/^1 0\.000s \{"kind":"runStarted","seed":5,/)
    const isShown = (what: RegExp): boolean => lines.some((line) => what.test(line))
    expect(isShown(/^\d+ [\d.]+s \{"kind":"clockTicked"\}/)).toBe(true)
    expect(isShown(/\n {4}reductionOrdered \{"account"/)).toBe(true)
    expect(isShown(/\n {4}asks reducePosition \{/)).toBe(true)
  })

  test('behavior: any events may be left out of a plan', async () => {
    const plan = drawPlan(3)
    for (const left of [0, 1, 2]) {
      const { finding } = await judgePlan({ ...plan, events: plan.events.filter((_, place) => place % 3 !== left) })
      expect(finding).toBeUndefined()
    }
  })
})

describe('torturePool', () => {
  test('behavior: threads see together what one sees alone', { timeout: 120_000 }, async () => {
    const seen: number[] = []
    const onProgress = (done: number): void => void seen.push(done)
    const pooled = await torturePool({ from: 100, seeds: 20, threads: 2, longestMs: Infinity, onProgress })
    const alone = await tortureSeeds({ from: 100, seeds: 20 })
    expect(pooled.inputs).toBe(alone.inputs)
    expect(pooled.counts).toEqual(alone.counts)
    expect(seen.at(-1)).toBe(20)
  })

  test('behavior: no seed begins once the time is over', async () => {
    const { seeds: done } = await torturePool({ from: 0, seeds: 1_000, threads: 1, longestMs: 0, onProgress: () => undefined })
    expect(done).toBe(0)
  })
})
