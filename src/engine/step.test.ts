import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { btcPerpetual } from '../../test/instruments.ts'
import { marketStart, quickPolicy, smallMarket, smallRun } from '../../test/small-run.ts'
import { reserveAccounts } from '../accounting/chart.ts'
import { InvariantError } from '../base/assert.ts'
import { encode } from '../base/codec.ts'
import { hashOf } from '../base/hash.ts'
import { timeUs } from '../base/time.ts'
import { auditLedger } from '../ledger/audit.ts'
import { availableOf, balanceOf } from '../ledger/balance.ts'
import { createState, type EngineState } from './state.ts'
import { step } from './step.ts'
import { viewOf } from './view-of.ts'

const market = smallMarket({ seed: 7, seconds: 300 })

function lawsHold(state: EngineState): void {
  expect(auditLedger(state.ledger).findings).toEqual([])
  for (const asset of state.reserves.keys()) {
    const { reserve, equity, shortfall } = reserveAccounts(asset)
    expect(availableOf(state.ledger, reserve) >= 0n).toBe(true)
    // Every unit that was put in, gained or owed is in an account.
    let sum = 0n
    for (const account of state.ledger.accounts.values()) if (account.asset === asset) sum += account.creditsPosted - account.debitsPosted
    expect(sum).toBe(0n)
    expect(balanceOf(state.ledger, equity)).toBe(-(state.reserves.get(asset)?.openingMinor ?? 0n))
    expect(balanceOf(state.ledger, shortfall) <= 0n).toBe(true)
  }
}

describe('step', () => {
  test('behavior: a fall is seen, held against the rule, met, and given back', async () => {
    const { decisions, state } = await smallRun(market)
    const kinds = new Set(decisions.map((decision) => decision.body.kind))
    for (const kind of [
      'triggerMoved',
      'backstopActivated',
      'quotesPlaced',
      'purchaseOrdered',
      'orderFilled',
      'inventoryMarked',
      'disposalOrdered',
      'backstopReleased',
    ] as const) {
      expect([...kinds]).toContain(kind)
    }
    const view = viewOf(state)?.markets[0]
    expect(view?.triggers.map((trigger) => trigger.phase)).toEqual(['calm', 'calm'])
    expect(view?.facilities.map((facility) => facility.positionLots)).toEqual([0, 0])
    expect([...state.orders.keys()]).toEqual([])
    lawsHold(state)
  })

  test('behavior: nothing is done before the hold has passed, and the evidence says why it was', async () => {
    const { decisions } = await smallRun(market)
    const stressed = decisions.find(
      ({ trigger, body }) => trigger === 'depthLoss' && body.kind === 'triggerMoved' && body.to === 'stressed',
    )
    const activated = decisions.find(({ trigger, body }) => trigger === 'depthLoss' && body.kind === 'backstopActivated')
    const firstOrder = decisions.find(({ body }) => body.kind === 'quotesPlaced')
    if (stressed === undefined || activated === undefined || firstOrder === undefined)
      throw new Error('the fall of the small market activates')
    expect(activated.at - stressed.at).toBeGreaterThanOrEqual(quickPolicy.triggers[0]?.holdFor ?? 0)
    expect(firstOrder.at).toBeGreaterThanOrEqual(activated.at)
    expect(activated.evidence.filter((evidence) => evidence.condition === 'met').length).toBeGreaterThanOrEqual(1)
    for (const { reading, direction, fire, condition } of activated.evidence) {
      if (condition !== 'met' || reading.kind !== 'known') continue
      expect(direction === 'below' ? reading.value < fire : reading.value > fire).toBe(true)
    }
  })

  test('behavior: every order is backed by a reservation, and every reservation ends', async () => {
    const { outcomes, state } = await smallRun(market)
    const transfers = outcomes.flatMap(({ outcome }) => outcome.transfers)
    const reserved = transfers.filter((transfer) => transfer.kind === 'pending').length
    expect(reserved).toBeGreaterThan(0)
    expect(state.ledger.pending.size).toBe(0)
    const named = new Set(outcomes.flatMap(({ outcome }) => outcome.decisions.flatMap((decision) => decision.transfers)))
    const unnamed = transfers.filter((transfer) => !named.has(transfer.id) && transfer.reason !== 'reserveOpened')
    expect(unnamed).toEqual([])
  })

  test('behavior: budgets and inventory limits hold at every input', async () => {
    await smallRun(market, {
      onStep: (state) => {
        for (const facility of viewOf(state)?.markets[0]?.facilities ?? []) {
          // Fills move a fraction of the short's collateral from committed to deployed and back; 2 % is what is set aside for it.
          expect(facility.committed.minor + facility.deployed.minor).toBeLessThanOrEqual((facility.budget.minor * 103n) / 100n)
        }
      },
    })
  })

  test('behavior: a halt withdraws and stops orders, a resume lets them come back', async () => {
    let sent = 0
    const { decisions, outcomes } = await smallRun(market, {
      commands: (state) => {
        const after = state.at - marketStart
        if (sent === 0 && after > 105e6)
          return (sent++, [{ kind: 'operatorCommanded', at: state.at, by: 'test', command: 'halt', reason: 'drill' }])
        if (sent === 1 && after > 115e6)
          return (sent++, [{ kind: 'operatorCommanded', at: state.at, by: 'test', command: 'resume', reason: 'drill over' }])
        return []
      },
    })
    const halted = decisions.find(({ body }) => body.kind === 'engineHalted')?.at ?? 0
    const resumed = decisions.find(({ body }) => body.kind === 'engineResumed')?.at ?? 0
    expect(resumed).toBeGreaterThan(halted)
    const orders = outcomes.flatMap(({ sequenced, outcome }) => outcome.effects.map((effect) => ({ at: sequenced.input.at, effect })))
    const during = orders.filter(({ at, effect }) => effect.kind === 'placeOrder' && at >= halted && at < resumed)
    expect(halted).toBeGreaterThan(0)
    expect(during).toEqual([])
    expect(orders.some(({ at, effect }) => effect.kind === 'placeOrder' && at > resumed)).toBe(true)
  })

  test('property: the books balance and the reserve stays above zero, whatever the market and its faults', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.boolean(), async (seed, faulty) => {
        const { state } = await smallRun(smallMarket({ seed, seconds: 60, faulty }), { onStep: lawsHold })
        lawsHold(state)
      }),
      { numRuns: 12 },
    )
  })

  test('property: unknown data places no order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), async (seed) => {
        let integrity: string | undefined
        const { outcomes } = await smallRun(smallMarket({ seed, seconds: 90, faulty: true }), {
          onStep: (state) => {
            integrity = viewOf(state)?.markets[0]?.integrity
            lastIntegrity.push(integrity ?? '')
          },
        })
        outcomes.forEach(({ outcome }, place) => {
          if (lastIntegrity[place] === 'ok') return
          expect(outcome.effects.filter((effect) => effect.kind === 'placeOrder')).toEqual([])
        })
        lastIntegrity.length = 0
      }),
      { numRuns: 10 },
    )
  })
  const lastIntegrity: string[] = []

  test('property: cutting the run in two changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 50, max: 900 }), async (seed, checkpointEvery) => {
        const inputs = smallMarket({ seed, seconds: 100 })
        const whole = await smallRun(inputs, { checkpointEvery })
        const snapshot = whole.snapshots.at(-1)
        if (snapshot === undefined) return
        const rest = await smallRun(inputs, { journal: whole.journal, snapshot })
        expect(rest.stateHash).toBe(whole.stateHash)
      }),
      { numRuns: 10 },
    )
  })

  test('property: replaying the journal gives the same state and the same outcomes', async () => {
    const run = await smallRun(market)
    const state = createState()
    let place = 0
    for (const sequenced of run.journal.read(1)) expect(step(state, sequenced)).toEqual(run.outcomes[place++]?.outcome)
    expect(hashOf(encode(state))).toBe(run.stateHash)
  })

  test('error: a gap in the numbers, time that runs backwards, and a run that does not start', () => {
    const start = {
      kind: 'runStarted' as const,
      at: marketStart,
      engineVersion: 't',
      source: 't',
      seed: 1,
      policy: quickPolicy,
      instruments: [btcPerpetual],
    }
    expect(() => step(createState(), { seq: 2, input: start })).toThrow(InvariantError)
    expect(() => step(createState(), { seq: 1, input: { kind: 'clockTicked', at: marketStart } })).toThrow(InvariantError)
    const state = createState()
    step(state, { seq: 1, input: start })
    expect(() => step(state, { seq: 2, input: { kind: 'clockTicked', at: timeUs(marketStart - 1) } })).toThrow(InvariantError)
    expect(() => step(state, { seq: 2, input: start })).toThrow(InvariantError)
  })
})
