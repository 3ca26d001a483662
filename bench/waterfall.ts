import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPrng, nextUniform } from '../src/base/prng.ts'
import { allocate } from '../src/waterfall/deleveraging/allocate.ts'
import type { Candidates } from '../src/waterfall/deleveraging/candidates.ts'
import { shareLarge } from '../src/waterfall/deleveraging/minor-shares.ts'
import type { DeleverageRule } from '../src/waterfall/deleveraging/deleverage-rule.ts'
import { allocateLoss } from '../src/waterfall/layers/allocate-loss.ts'
import { emptyMember, noResources, type LossMember } from '../src/waterfall/layers/loss-resources.ts'
import type { WaterfallTerms } from '../src/waterfall/layers/waterfall-terms.ts'
import type { BenchOptions, BenchResult } from './bench-result.ts'
import { compileNative, median } from './native-code.ts'

const accounts = 100_000

const terms: WaterfallTerms = { layers: [{ kind: 'insuranceFund' }, { kind: 'mutualFund', order: 'together' }] }

/** Every account with a contribution, and six of ten with a gain; the fund pays half of what it holds, winners give a third of what they won. */
type Workload = Readonly<{
  members: readonly LossMember[]
  candidates: Candidates
  gains: Float64Array
  loss: bigint
  deficit: number
  bytes: Uint8Array
}>

/**
 * One loss over 100,000 accounts: the layers of a waterfall, of which the mutual fund is used in part, and then deleveraging pro rata in gains, both to the
 * last unit. The limit is native code that shares by the same water level; the plain version in bigint is the peer; the queue is told beside.
 *
 * @example
 * (await bench({ quick: true })).ours // accounts a second
 */
export function bench(options: BenchOptions): BenchResult {
  const workload = drawWorkload()
  const rounds = options.quick ? 3 : 15
  const ours: number[] = []
  let sum = 0n
  for (let round = 0; round < rounds + 2; round++) {
    const start = performance.now()
    const result = shareBoth(workload, { kind: 'proRata' })
    // The first two rounds find the code cold.
    if (round > 1) ours.push(performance.now() - start)
    if (round === 0) sum = checksum(result.paid, result.given)
  }
  const queue = timed(rounds, () => shareBoth(workload, { kind: 'queue', ranking: { kind: 'leveragedProfit' } }))
  const plain = timed(Math.min(rounds, 3), () => sharePlainly(workload))
  const native = measureNative(workload, { rounds, sum })
  const our = median(ours)
  return {
    name: 'waterfall',
    unit: 'accounts/s',
    ours: (accounts / our) * 1000,
    limit: native === undefined ? null : (accounts / native) * 1000,
    ratioToLimit: native === undefined ? null : native / our,
    peers: { 'plain-bigint': plain / our },
    note: `${our.toFixed(1)} ms a loss over ${accounts} accounts (goal: under 50), by queue ${queue.toFixed(1)} ms, native ${native?.toFixed(1) ?? 'not measured: no g++ here'} ms`,
  }
}

function timed(rounds: number, run: () => unknown): number {
  const times = Array.from({ length: rounds + 1 }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  })
  return median(times.slice(1))
}

function drawWorkload(): Workload {
  const generator = createPrng(20_261_123)
  const column = (draw: (uniform: number) => number): Float64Array =>
    Float64Array.from({ length: accounts }, () => draw(nextUniform(generator)))
  const names = Array.from({ length: accounts }, (_, index) => `m-${String(index).padStart(6, '0')}`)
  const contributions = column((uniform) => Math.floor(uniform * 1e8))
  const gain = column((uniform) => Math.floor((uniform - 0.4) * 1e9))
  const gains = gain.map((value) => Math.max(0, value))
  const candidates = {
    accounts: names,
    gain,
    margin: column((uniform) => 1e8 + uniform * 1e9),
    notional: column((uniform) => 1e3 + uniform * 1e4),
    equity: column((uniform) => 1e2 + uniform * 1e3),
    advance: column((uniform) => 0.8 + uniform / 2),
    hedgedLoss: new Float64Array(accounts),
  }
  const members = names.map((account, index) => ({ ...emptyMember(account), contribution: BigInt(contributions[index] as number) }))
  const [held, won] = [contributions, gains].map((values) => values.reduce((before, value) => before + value, 0)) as [number, number]
  const [loss, deficit] = [Math.floor(held / 2), Math.floor(won / 3)]
  const words = BigUint64Array.from([accounts, loss, deficit, ...contributions, ...gains], BigInt)
  return { members, candidates, gains, loss: BigInt(loss), deficit, bytes: new Uint8Array(words.buffer) }
}

function shareBoth(
  { members, candidates, gains, loss, deficit }: Workload,
  rule: DeleverageRule,
): Readonly<{ paid: readonly bigint[]; given: Float64Array }> {
  const about = { account: 'defaulter', event: '1:0', minor: loss, allocated: new Set<string>() }
  const shared = allocateLoss(terms, about, { ...noResources, members })
  if (!shared.ok) throw new Error(shared.refusal.kind)
  const paid = shared.value.layers[1]?.shares ?? []
  return { paid, given: allocate(rule, candidates, { total: deficit, caps: gains }).shares }
}

function sharePlainly({ members, gains, loss, deficit }: Workload): unknown {
  const contributions = members.map(({ contribution }) => contribution)
  const caps = Array.from(gains, BigInt)
  return [
    shareLarge({ total: loss, caps: contributions, weights: contributions }),
    shareLarge({ total: BigInt(deficit), caps, weights: caps }),
  ]
}

function checksum(paid: readonly bigint[], given: Float64Array): bigint {
  let sum = 0n
  for (let index = 0; index < accounts; index++) {
    sum = BigInt.asUintN(64, sum * 31n + (paid[index] as bigint) * 7n + BigInt(given[index] as number))
  }
  return sum
}

/** Milliseconds; throws when the native shares are others. */
function measureNative(workload: Workload, { rounds, sum }: Readonly<{ rounds: number; sum: bigint }>): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-bench-'))
  try {
    const binary = compileNative(folder, 'waterfall')
    if (binary === undefined) return undefined
    const file = join(folder, 'workload')
    writeFileSync(file, workload.bytes)
    const [ns = '', found = ''] = execFileSync(binary, [file, String(rounds)], { encoding: 'utf8' })
      .trim()
      .split(' ')
    if (BigInt(found) !== sum) throw new Error(`native shares differ: ${found}, ours ${sum}`)
    return Number(ns) / 1e6
  } finally {
    rmSync(folder, { recursive: true })
  }
}
