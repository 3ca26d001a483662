import { describe, expect, test } from 'vitest'
import { decode } from '../base/codec.ts'
import type { Decision } from '../engine/decision.ts'
import type { LayerPolicy } from '../engine/loss/waterfall-policy.ts'
import { createState, type EngineState } from '../engine/state.ts'
import { step } from '../engine/step.ts'
import type { Outcome } from '../engine/turn.ts'
import { postTransfer } from '../ledger/post.ts'
import { realSeams, type Engine, type Seams } from './host.ts'
import { tortureSeeds } from './torture-seeds.ts'

/** Seeds in which each fault must show; most do in the first few. */
const seeds = 120

type Tamper = (outcome: Outcome, state: EngineState, decision: Decision) => Outcome | undefined

/** An engine that does something else once an input has led to a decision of a kind. */
function after(kind: Decision['body']['kind'], tamper: Tamper): Seams {
  return withEngine((state, sequenced) => {
    const outcome = step(state, sequenced)
    const decision = outcome.decisions.find(({ body }) => body.kind === kind)
    return decision === undefined ? outcome : (tamper(outcome, state, decision) ?? outcome)
  })
}

/** An engine whose state is tampered with before each input. */
function before(tamper: (state: EngineState, sequenced: Parameters<Engine>[1]) => void): Seams {
  return withEngine((state, sequenced) => {
    tamper(state, sequenced)
    return step(state, sequenced)
  })
}

function withEngine(engine: Engine): Seams {
  return { ...realSeams, engine }
}

/** An engine that goes by another waterfall than the policy that was given. */
function withWaterfall(change: (layers: readonly LayerPolicy[]) => readonly LayerPolicy[]): Seams {
  return before((state) => {
    const policy = state.terms?.policy
    if (state.terms === undefined || policy?.waterfall === undefined || state.seq > 1) return
    state.terms = { ...state.terms, policy: { ...policy, waterfall: { layers: change(policy.waterfall.layers) } } }
  })
}

function accountOf({ body }: Decision): string {
  return 'account' in body ? (body.account ?? '') : ''
}

/** A balanced transfer that the engine did not mean; `names` has the first decision name it. */
function book(outcome: Outcome, state: EngineState, made: Readonly<{ debit: string; credit: string; names: boolean }>): Outcome {
  const { debit, credit, names } = made
  const [last] = outcome.transfers.slice(-1)
  const [seq = state.seq, index = -1] = (last?.id ?? `${state.seq}:-1`).split(':').map(Number)
  const posted = postTransfer(state.ledger, {
    kind: 'posted',
    id: `${seq}:${index + 1}`,
    at: state.at,
    reason: 'planted',
    debit,
    credit,
    minor: 1n,
  })
  if (!posted.ok) return outcome
  const [first, ...others] = outcome.decisions
  const named = first === undefined ? [] : [{ ...first, transfers: [...first.transfers, posted.value.id] }, ...others]
  return { ...outcome, transfers: [...outcome.transfers, posted.value], decisions: names ? named : outcome.decisions }
}

function quietAccount(state: EngineState): string {
  for (const [id, { positions }] of state.margin?.members ?? []) {
    const cash = state.ledger.accounts.get(`memberCash:${id}`)
    if (positions.size === 0 && cash !== undefined && cash.creditsPosted - cash.debitsPosted - cash.debitsPending > 0n) return id
  }
  return ''
}

const faults: readonly (readonly [what: string, seams: Seams, laws: readonly string[]])[] = [
  [
    'a minor unit made from nothing',
    after('tradeAccepted', (_, state, decision) => {
      const cash = state.ledger.accounts.get(`memberCash:${accountOf(decision)}`)
      if (cash !== undefined) cash.creditsPosted += 1n
      return undefined
    }),
    ['books-balance'],
  ],
  [
    'a minor unit moved from one account to another',
    after('tradeAccepted', (_, state, decision) => {
      const [mine, other] = [state.ledger.accounts.get(`memberCash:${accountOf(decision)}`), state.ledger.accounts.get('clearing:USDT')]
      if (mine === undefined || other === undefined) return undefined
      mine.creditsPosted += 1n
      other.debitsPosted += 1n
      return undefined
    }),
    ['books-balance'],
  ],
  [
    'a transfer that no decision names',
    after('depositBooked', (outcome, state, decision) =>
      book(outcome, state, { debit: 'clearing:USDT', credit: `memberCash:${accountOf(decision)}`, names: false }),
    ),
    ['money-has-a-reason'],
  ],
  [
    'a posting off by one minor unit',
    after('positionReduced', (outcome, state, decision) =>
      book(outcome, state, { debit: 'clearing:USDT', credit: `memberCash:${accountOf(decision)}`, names: true }),
    ),
    ['wealth-is-explained'],
  ],
  [
    'an account without positions shares a loss',
    after('shortfallRealised', (outcome, state) =>
      book(outcome, state, { debit: `memberCash:${quietAccount(state)}`, credit: 'memberShortfall:USDT', names: true }),
    ),
    ['wealth-is-explained', 'bystanders-keep-theirs'],
  ],
  [
    'a lot more than was traded',
    after('tradeAccepted', (_, state, decision) => {
      const positions = state.margin?.members.get(accountOf(decision))?.positions
      for (const [id, held] of positions ?? []) positions?.set(id, { ...held, lots: held.lots + 1 })
      return undefined
    }),
    ['positions-are-traded'],
  ],
  [
    'what a position cost is forgotten in part',
    after('tradeAccepted', (_, state, decision) => {
      const positions = state.margin?.members.get(accountOf(decision))?.positions
      for (const [id, held] of positions ?? []) positions?.set(id, { ...held, costMinor: held.costMinor + 10n })
      return undefined
    }),
    ['positions-are-traded'],
  ],
  [
    'a fill that is told twice is booked twice',
    before((state) => {
      for (const order of state.margin?.reductions.values() ?? []) order.filled.length = 0
    }),
    ['fills-once', 'never-stops'],
  ],
  [
    "a lost order's fill is dropped when it is told after all",
    before(({ margin }) => {
      for (const [id, order] of margin?.reductions ?? []) if (order.isOver) margin?.reductions.delete(id)
    }),
    ['fills-once'],
  ],
  [
    'a price that is too old or doubtful liquidates',
    before(({ margin }) => {
      for (const age of [...(margin?.markAges.values() ?? []), ...(margin?.indexAges.values() ?? [])]) {
        Object.assign(age, { stale: false, grade: 'ok' })
      }
    }),
    ['unknown-moves-nothing'],
  ],
  [
    'a receipt of an unknown effect moves money',
    withEngine((state, sequenced) => {
      const outcome = step(state, sequenced)
      const isUnknown = sequenced.input.kind === 'effectReported' && outcome.decisions.length === 0
      return isUnknown && state.ledger.accounts.has('clearing:USDT')
        ? book(outcome, state, { debit: 'clearing:USDT', credit: 'outside:USDT', names: false })
        : outcome
    }),
    ['money-has-a-reason', 'unknown-moves-nothing'],
  ],
  [
    'what is refused is done all the same',
    after('inputRefused', (_, state) => {
      const [first] = state.margin?.members.values() ?? []
      if (first !== undefined) first.positions.clear()
      return undefined
    }),
    ['positions-are-traded', 'unknown-moves-nothing'],
  ],
  [
    'a liquidation a second before the call is due',
    after('marginCallIssued', (_, state, decision) => {
      const call = state.margin?.members.get(accountOf(decision))?.call
      if (call !== undefined) call.dueAt = (call.dueAt - 1_000_000) as typeof call.dueAt
      return undefined
    }),
    ['calls-are-lawful'],
  ],
  [
    'a shortfall that is not counted',
    after('shortfallRealised', (_, state) => {
      if (state.margin !== undefined) state.margin.counts.shortfallMinor = 0n
      return undefined
    }),
    ['losses-have-owners'],
  ],
  [
    'an effect asked for twice',
    withEngine((state, sequenced) => {
      const outcome = step(state, sequenced)
      const [first] = outcome.effects
      if (first === undefined) return outcome
      const again = { ...first, effectId: `${sequenced.seq}:${outcome.effects.length}` as typeof first.effectId }
      return { ...outcome, effects: [...outcome.effects, again] }
    }),
    ['effects-once'],
  ],
  [
    'a budget that is ignored',
    before((state) => {
      if (state.terms === undefined || state.seq > 1) return
      // A copy, as the laws read the policy that was given.
      const policy = structuredClone(state.terms.policy)
      for (const section of [policy.depthDeployment, policy.assetPurchase]) {
        if (section !== undefined) Object.assign(section.limits, { budget: 1e9, inventoryLimit: 1e9 })
      }
      state.terms = { ...state.terms, policy }
    }),
    ['budgets-hold'],
  ],
  [
    'a layer drawn twice',
    after('lossAllocated', (outcome, state) => book(outcome, state, { debit: 'equity:USDT', credit: 'memberShortfall:USDT', names: true })),
    ['losses-have-owners'],
  ],
  [
    'what no layer covered is forgotten',
    after('lossAllocated', (_, state) => {
      if (state.waterfall !== undefined) state.waterfall.uncovered.length = 0
      return undefined
    }),
    ['losses-have-owners'],
  ],
  [
    'a cap of a layer that is ignored',
    withWaterfall((layers) => layers.map(({ atMostPerLoss: _, ...layer }) => layer)),
    ['layers-in-order'],
  ],
  [
    'a senior layer that pays before a junior one',
    after('lossAllocated', (outcome) => ({
      ...outcome,
      decisions: outcome.decisions.map((decision) =>
        decision.body.kind === 'lossAllocated'
          ? { ...decision, body: { ...decision.body, layers: decision.body.layers.toReversed() } }
          : decision,
      ),
    })),
    ['layers-in-order'],
  ],
  [
    'a winner that is closed for more than it gives',
    after('positionsDeleveraged', (outcome) => ({
      ...outcome,
      decisions: outcome.decisions.map((decision) =>
        decision.body.kind === 'positionsDeleveraged'
          ? { ...decision, body: { ...decision.body, covered: { asset: 'USDT', minor: 1n } } }
          : decision,
      ),
    })),
    ['hands-are-others'],
  ],
  [
    'a bid that an auction takes after its end',
    after('bidRefused', (outcome) => ({
      ...outcome,
      decisions: outcome.decisions.map((decision) => {
        const { body } = decision
        if (body.kind !== 'bidRefused' || body.why !== 'auctionClosed') return decision
        const { auction, bidder, parts, discountBps } = body
        return {
          ...decision,
          body: { kind: 'bidAccepted' as const, auction, account: '', event: '', bidder, parts, discountBps, standing: false },
        }
      }),
    })),
    ['auctions-keep-time'],
  ],
  [
    'a fund that gives a loss twice its cap, and books it',
    withWaterfall((layers) =>
      layers.map((layer) => (layer.atMostPerLoss === undefined ? layer : { ...layer, atMostPerLoss: layer.atMostPerLoss * 2 })),
    ),
    ['layers-in-order'],
  ],
  [
    'a fund that pays before the money of the venue that is junior to it',
    withWaterfall((layers) => {
      const [own, fund] = [layers.findIndex(({ kind }) => kind === 'ownMoney'), layers.findIndex(({ kind }) => kind === 'mutualFund')]
      const [first, second] = [layers[own], layers[fund]]
      return first === undefined || second === undefined ? layers : layers.with(own, second).with(fund, first)
    }),
    ['layers-in-order'],
  ],
  [
    'a staker that leaves with more than its share',
    after('unstakeSettled', (_, state) => {
      const fund = state.ledger.accounts.get('insuranceFund:USDT')
      const outside = state.ledger.accounts.get('outside:USDT')
      if (fund === undefined || outside === undefined) return undefined
      fund.debitsPosted += 1n
      outside.creditsPosted += 1n
      return undefined
    }),
    ['books-balance'],
  ],
  [
    'effects that leave before their input is durable',
    { ...realSeams, createOutbox: (dispatch) => ({ hold: dispatch, release: () => undefined, isEmpty: () => true }) },
    ['durable-first'],
  ],
  [
    'a restart that forgets what came after its snapshot',
    {
      ...realSeams,
      resume: (journal) => {
        const snapshot = journal.lastSnapshot()
        return snapshot === undefined ? createState() : (decode(snapshot.state) as EngineState)
      },
    },
    ['restart-goes-on'],
  ],
  [
    'an engine that remembers beside its state',
    (() => {
      let calls = 0
      return after('tradeAccepted', (_, state) => {
        calls += 1
        if (state.margin !== undefined && calls % 7 === 0) state.margin.counts.calls += calls
        return undefined
      })
    })(),
    ['replay-is-equal', 'restart-goes-on'],
  ],
]

describe('a fault that is planted is found', () => {
  test.each(faults)('error: %s', { timeout: 120_000 }, async (_, seams, laws) => {
    const { failing } = await tortureSeeds({ from: 0, seeds }, seams)
    expect(laws).toContain(failing?.finding.law)
  })
})
