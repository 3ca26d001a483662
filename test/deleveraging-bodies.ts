import { amount } from '../src/base/amount.ts'
import { hashOf } from '../src/base/hash.ts'
import type { DeleveragingDecisionBody } from '../src/engine/loss/deleveraging-decision.ts'

const usdt = (minor: bigint): ReturnType<typeof amount> => amount('USDT', minor)
const closed = {
  kind: 'positionsDeleveraged',
  wave: 3,
  contract: 'BTC-PERP',
  lots: 1_000,
  lotsLeft: 0,
  markTicks: 16_000,
  needed: usdt(100_000_000n),
  covered: usdt(100_000_000n),
  isBounded: false,
  rule: 'proRata',
  candidates: 40,
  commitment: hashOf('wave'),
  defaulters: [{ account: 'fund-7', event: '119:2', lots: 1_000, lotsLeft: 0, needed: usdt(100_000_000n), covered: usdt(100_000_000n) }],
  closed: [
    { account: 'maker-1', lots: 600, gave: usdt(60_000_000n) },
    { account: 'maker-2', lots: 400, gave: usdt(40_000_000n) },
  ],
  tornUp: [],
} as const

const { commitment: _commitment, ...withoutWinners } = closed

const rules = [
  'queue',
  'proRata',
  'cappedProRata',
  'equalLoss',
  'equalAwards',
  'talmud',
  'equityWeighted',
  'riskAware',
  'hedgeAware',
] as const

/** One body of every kind about deleveraging, and of every reason that is worded differently. */
export const everyDeleveragingBody: readonly DeleveragingDecisionBody[] = [
  ...(['exhausted', 'fell', 'held', 'recovered'] as const).map(
    (why) => ({ kind: 'deleveragingSwitched', isOn: why !== 'recovered', why, ratio: -0.31, fund: usdt(700_000_000n) }) as const,
  ),
  ...rules.map((rule) => ({ ...closed, rule })),
  {
    ...closed,
    defaulters: [
      { account: 'fund-7', event: '119:2', lots: 600, lotsLeft: 0, needed: usdt(90_000_000n), covered: usdt(90_000_000n) },
      { account: 'fund-8', event: '119:4', lots: 400, lotsLeft: 0, needed: usdt(10_000_000n), covered: usdt(10_000_000n) },
    ],
  },
  { ...closed, isBounded: true, covered: usdt(80_000_000n) },
  { ...withoutWinners, candidates: 0, closed: [], covered: usdt(0n), tornUp: [{ account: 'late', lots: 700 }], lotsLeft: 300 },
]
