import { amount } from '../src/base/amount.ts'
import { createPrng, nextUniform } from '../src/base/prng.ts'
import { timeUs } from '../src/base/time.ts'
import type { SignalEvidence } from '../src/engine/decision.ts'
import type { ReportDecision, ReportHistory, ReportInput } from '../src/report/report-input.ts'

const start = 1_583_971_200_000_000
const minute = 60_000_000
const minutes = 2_880

/** Depth of the crash at a minute, 0 to 1: falls at minute 620, deepest at 1,600, and comes back. */
function stressAt(i: number): number {
  const first = Math.exp(-(((i - 640) / 45) ** 2))
  const second = Math.exp(-(((i - 1_580) / 120) ** 2))
  return Math.max(first * 0.8, second)
}

function historyOf(seed: number): ReportHistory {
  const draws = createPrng(seed)
  const noise = (): number => nextUniform(draws) - 0.5
  const atUs = Array.from({ length: minutes }, (_, i) => start + i * minute)
  const stress = atUs.map((_, i) => stressAt(i))
  const known = (value: (s: number, i: number) => number, from = 0) =>
    stress.map((s, i) => (i < from || (i > 2_100 && i < 2_130) ? null : value(s, i)))
  const phase = (s: number, i: number): number => {
    if (s > 0.45) return 3
    if (s > 0.3) return stressAt(i + 5) > s ? 2 : 4
    return s > 0.15 ? 1 : 0
  }
  const deployed = (i: number): number => 9_000_000 * Math.max(0, Math.exp(-(((i - 1_650) / 170) ** 2)) - 0.02)
  return {
    atUs,
    series: {
      price: known((s, i) => 7_900 - i * 0.6 - 2_700 * s + 60 * noise()),
      spreadBps: known((s) => 0.6 + 25 * s ** 2 * (1 + noise())),
      depth10Bps: known((s) => Math.max(0, 9e6 * (1 - 0.97 * s) * (1 + 0.4 * noise()))),
      depth25Bps: known((s) => 24e6 * (1 - 0.95 * s) * (1 + 0.3 * noise())),
      depth50Bps: known((s) => 45e6 * (1 - 0.93 * s) * (1 + 0.3 * noise())),
      depth100Bps: known((s) => 80e6 * (1 - 0.9 * s) * (1 + 0.2 * noise())),
      volumeRatio: known((s) => 1 + 9 * s + 0.8 * noise(), 30),
      ewmaVolatility: known((s) => 0.7 + 11 * s, 30),
      realisedVolatility: known((s) => 0.8 + 9 * s + 0.3 * noise(), 60),
      valueAtRisk: known((_, i) => 0.004 + 0.03 * Math.max(0, Math.min(1, (i - 620) / 1_000)), 250),
      expectedShortfall: known((_, i) => 0.005 + 0.041 * Math.max(0, Math.min(1, (i - 620) / 1_000)), 250),
    },
    phases: [
      { trigger: 'depthLoss', values: stress.map(phase) },
      { trigger: 'fireSale', values: stress.map((s, i) => phase(Math.max(0, s - 0.15), i)) },
    ],
    reserves: [
      {
        asset: 'USDT',
        available: atUs.map((_, i) => 50e6 - deployed(i) - 4e6 * stressAt(i)),
        committed: stress.map((s) => 4e6 * s),
        deployed: atUs.map((_, i) => deployed(i)),
        unrealised: atUs.map((_, i) => -0.04 * deployed(i)),
      },
    ],
  }
}

const evidence: readonly SignalEvidence[] = [
  {
    signal: 'depth25Ratio',
    reading: { kind: 'known', value: 0.28 },
    direction: 'below',
    fire: 0.35,
    release: 0.6,
    condition: 'met',
    modelled: true,
  },
  {
    signal: 'spreadBps',
    reading: { kind: 'known', value: 11.25 },
    direction: 'above',
    fire: 8,
    release: 3,
    condition: 'met',
    modelled: true,
  },
  {
    signal: 'costToTradeBps',
    reading: { kind: 'unknown', reason: 'oneSided' },
    direction: 'above',
    fire: 6,
    release: 3,
    condition: 'unknown',
    modelled: true,
  },
]

function decisionsOf(history: ReportHistory): ReportDecision[] {
  const draws = createPrng(11)
  const found: ReportDecision[] = [
    {
      id: '640:0',
      at: timeUs(start + 617 * minute),
      kind: 'backstopActivated',
      market: 'BTC/USDT:USDT',
      title: 'Backstop activated',
      text: 'depthLoss fired: depth deployment may act',
    },
    {
      id: '700:0',
      at: timeUs(start + 660 * minute),
      kind: 'backstopReleased',
      market: 'BTC/USDT:USDT',
      title: 'Backstop released',
      text: 'after 43 min 0 s',
    },
  ]
  for (let i = 600; i < 2_000; i += 4) {
    const price = history.series.price[i]
    if (price === undefined || price === null || stressAt(i) < 0.3) continue
    const side = nextUniform(draws) < 0.6 ? 'buy' : 'sell'
    const notional = 20_000 + 400_000 * nextUniform(draws)
    const text = `${side === 'buy' ? 'bought' : 'sold'} at ${price.toFixed(1)}`
    found.push({
      id: `${i}:1`,
      at: timeUs(start + i * minute),
      kind: 'orderFilled',
      market: 'BTC/USDT:USDT',
      facility: 'assetPurchase',
      title: 'Order filled',
      text,
      fill: { side, price, notional },
    })
    found.push({
      id: `${i}:0`,
      at: timeUs(start + i * minute),
      kind: 'quotesPlaced',
      market: 'BTC/USDT:USDT',
      facility: 'depthDeployment',
      title: 'Quotes placed',
      text: '8 quotes, 25 to 100 bps from the mid',
    })
  }
  return found
}

/**
 * A made-up run of two days with a crash in it, for tests of the report and for looking at it.
 *
 * @example
 * renderReport(exampleReport())
 */
export function exampleReport(changes: Partial<ReportInput> = {}): ReportInput {
  const history = historyOf(7)
  const usdt = { asset: 'USDT', decimals: 6 }
  const account = (id: string, debits: bigint, credits: bigint) => ({
    ...usdt,
    id,
    debitsPosted: debits,
    creditsPosted: credits,
    debitsPending: 0n,
    creditsPending: 0n,
  })
  const asset = amount('USDT', 0n).asset
  return {
    run: '2020-03-12-exchange-perpetual-1a2b3c4d',
    command: ['npx', 'seawall', 'run', '--scenario', '2020-03-12', '--policy', 'exchange-perpetual'],
    engineVersion: '0.1.0',
    data: {
      label: '12 March 2020, Bitcoin perpetual',
      kind: 'reconstruction',
      sources: [{ title: 'A paper that states the anchors', url: 'https://example.org/paper?a=1&b=2' }, { title: 'A notice of the venue' }],
      from: timeUs(start),
      to: timeUs(start + (minutes - 1) * minute),
      inputs: 123_456,
    },
    policy: {
      name: 'exchange-perpetual',
      hash: 'c0ffee'.padEnd(64, '0'),
      text: 'name: exchange-perpetual\nopeningReserve: 50000000 # judgement <b>\n',
    },
    counts: { decisions: 1_234, transfers: 2_345, effects: 456 },
    markets: [
      {
        market: 'BTC/USDT:USDT',
        base: 'BTC',
        quote: 'USDT',
        modelled: true,
        history,
        losses: history.atUs.flatMap((atUs, i) =>
          i < 250 ? [] : [{ atUs, loss: (i % 97) * 0.0002 * (1 + 4 * stressAt(i)), exceeds: i % 97 === 96 }],
        ),
      },
    ],
    activations: [
      {
        market: 'BTC/USDT:USDT',
        trigger: 'depthLoss',
        firedAt: timeUs(start + 617 * minute),
        releasedAt: timeUs(start + 660 * minute),
        decisionId: '640:0',
        evidence,
      },
      {
        market: 'BTC/USDT:USDT',
        trigger: 'depthLoss',
        firedAt: timeUs(start + 1_480 * minute),
        releasedAt: timeUs(start + 1_690 * minute),
        decisionId: '1500:0',
        evidence,
      },
    ],
    reserves: [
      {
        ...usdt,
        opening: 50_000_000_000_000n,
        available: 49_912_345_678_901n,
        committed: 0n,
        deployed: 0n,
        peakUse: 12_345_678_900_000n,
        realised: -80_123_450_000n,
        unrealised: 0n,
        fees: 7_530_871_099n,
      },
    ],
    decisions: decisionsOf(history),
    accounts: [
      account(`equity:${asset}`, 50_000_000_000_000n, 0n),
      account(`reserve:${asset}`, 12_433_333_221_099n, 62_345_678_900_000n - 0n),
      account('realised:assetPurchase:BTC/USDT:USDT', 0n, 87_654_321_099n),
    ],
    faults: [{ file: 'a.jsonl.gz', place: 'line 12', expected: 'update 1043', found: 'update 1045' }],
    limits: [
      'How others would have reacted to the interventions is not known: the recorded market goes on as if they had not happened.',
      'The order book is modelled from bars; every figure of it is labelled modelled.',
    ],
    hashes: { state: 'ab12'.padEnd(64, '3'), journal: 'cd34'.padEnd(64, '5') },
    ...changes,
  }
}
