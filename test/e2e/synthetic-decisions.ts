import { amount } from '../../src/base/amount.ts'
import { timeUs } from '../../src/base/time.ts'
import type { Decision, DecisionBody, SignalEvidence } from '../../src/engine/decision.ts'
import { effectId } from '../../src/engine/effect.ts'
import { marketId } from '../../src/market/instrument.ts'
import type { CrashMinute } from './synthetic-crash.ts'

/** The synthetic market's name and steps. */
export const crashMarket = marketId('BTC/USDT:USDT')
export const crashTick = 0.5
export const crashLot = 0.001
/** Usual depth within 25 bps, in quote. */
export const usualDepth = 4_000_000

/**
 * What an engine might have decided minute by minute: phases, activations, and an order every ten minutes at work.
 *
 * @example
 * syntheticDecisions(syntheticCrash()).length
 */
export function syntheticDecisions(minutes: readonly CrashMinute[]): readonly Decision[] {
  const decisions: Decision[] = []
  minutes.forEach((minute, place) => {
    const add = (body: DecisionBody, trigger?: string): void => void decisions.push(decisionOf(minute, { place, index: 0, body, trigger }))
    const before = minutes[place - 1]?.phase ?? 'calm'
    if (minute.phase !== before) add({ kind: 'triggerMoved', from: before, to: minute.phase }, 'depthLoss')
    if (minute.phase === 'active' && before !== 'active' && before !== 'recovering')
      add({ kind: 'backstopActivated', facilities: ['depthDeployment', 'assetPurchase'] }, 'depthLoss')
    if (before === 'recovering' && minute.phase !== 'recovering' && minute.phase !== 'active')
      add({ kind: 'backstopReleased', activeForUs: 5_400_000_000 }, 'depthLoss')
    if (minute.phase !== 'active' || place % 10 !== 0) return
    for (const body of ordersAt(minute, place)) add(body)
  })
  let last = 0
  let index = 0
  return decisions.map((decision) => {
    index = decision.seq === last ? index + 1 : 0
    last = decision.seq
    return { ...decision, id: `${decision.seq}:${index}` }
  })
}

function ordersAt(minute: CrashMinute, place: number): readonly DecisionBody[] {
  const ticks = Math.round(minute.price / crashTick)
  const facility = 'depthDeployment'
  const buy = { effectId: effectId(place + 1, 0), side: 'buy', ticks: ticks - 10, lots: 2_000 } as const
  const sell = { effectId: effectId(place + 1, 1), side: 'sell', ticks: ticks + 10, lots: 2_000 } as const
  return [
    { kind: 'quotesPlaced', facility, midTicks: ticks, orders: [buy, sell] },
    {
      kind: 'orderFilled',
      facility,
      orderId: place % 20 === 0 ? buy.effectId : sell.effectId,
      side: place % 20 === 0 ? 'buy' : 'sell',
      ticks: place % 20 === 0 ? buy.ticks : sell.ticks,
      lots: 1_500,
      realised: amount('USDT', -12_345_678n),
      fee: amount('USDT', 2_100_000n),
    },
  ]
}

function decisionOf(
  minute: CrashMinute,
  given: Readonly<{ place: number; index: number; body: DecisionBody; trigger: string | undefined }>,
): Decision {
  const { place, index, body, trigger } = given
  const money = (whole: bigint): ReturnType<typeof amount> => amount('USDT', whole * 1_000_000n)
  const budget = { limit: money(20_000_000n), committed: money(0n), deployed: money(1_000_000n), available: money(19_000_000n) }
  const spends = body.kind === 'quotesPlaced' || body.kind === 'orderFilled'
  return {
    id: `${place + 1}:${index}`,
    seq: place + 1,
    at: timeUs(minute.atUs),
    market: crashMarket,
    ...(trigger === undefined ? {} : { trigger }),
    evidence: trigger === undefined ? [] : evidenceAt(minute),
    ...(spends ? { budgetBefore: budget, budgetAfter: { ...budget, committed: money(25_000n), available: money(18_975_000n) } } : {}),
    transfers: spends ? [`${place + 1}:t0`] : [],
    body,
  }
}

function evidenceAt(minute: CrashMinute): readonly SignalEvidence[] {
  const ratio = minute.depth / usualDepth
  const reading = (value: number): SignalEvidence['reading'] =>
    minute.unknown === undefined ? { kind: 'known', value } : { kind: 'unknown', reason: minute.unknown }
  const met = (holds: boolean): SignalEvidence['condition'] => (minute.unknown === undefined ? (holds ? 'met' : 'cleared') : 'unknown')
  return [
    {
      signal: 'depth25Ratio',
      reading: reading(ratio),
      direction: 'below',
      fire: 0.35,
      release: 0.6,
      condition: met(ratio < 0.35),
      modelled: true,
    },
    {
      signal: 'spreadBps',
      reading: reading(minute.spreadBps),
      direction: 'above',
      fire: 8,
      release: 3,
      condition: met(minute.spreadBps > 8),
      modelled: true,
    },
  ]
}
