import { insuranceFundAccount, lossMoneyOpening } from '../src/accounting/loss-chart.ts'
import { decode, encode } from '../src/base/codec.ts'
import type { Input } from '../src/engine/input.ts'
import { createState, type EngineState } from '../src/engine/state.ts'
import { step } from '../src/engine/step.ts'
import type { Outcome } from '../src/engine/turn.ts'
import { openAccount } from '../src/ledger/account.ts'
import { createAuditor, demand, type Auditor } from './margin-auditor/auditor.ts'
import { compareBooks, compareStanding } from './margin-auditor/compare.ts'
import { follow } from './margin-auditor/follow.ts'
import { drawOf, nextInput, type Draw } from './margin-auditor/history.ts'
import { predict } from './margin-auditor/predict.ts'
import { age, otherMarks, see } from './margin-auditor/see.ts'
import { allContracts, openingInputs, plainContracts, policyOf } from './margin-auditor/world.ts'

/** The engine under audit; a test may put one with a fault in its place. */
export type Engine = typeof step

/** What an audit of one history has seen. */
export type Audited = Readonly<{ inputs: number; counts: ReadonlyMap<string, number> }>

/**
 * Plays one history of a seed to an engine and checks everything after every input. The policy, its model among it, follows from the seed too.
 *
 * @throws AuditFinding at the first input after which something is not as it must be.
 *
 * @example
 * auditHistory(7, 2_000).counts.get('liquidationStarted')
 */
export function auditHistory(seed: number, inputs: number, engine: Engine = step): Audited {
  const draw = drawOf(seed)
  const policy = policyOf(seed)
  const { margin } = policy
  if (margin === undefined) throw new Error('audited policies have margin')
  const opening = openingInputs(policy)
  const state = createState()
  for (const input of opening) engine(state, { seq: state.seq + 1, input })
  const contracts = margin.model === 'tiered' ? plainContracts : allContracts
  const auditor = createAuditor(margin, contracts, opening[0] as Input)
  auditor.isFunded = seed % 4 !== 3
  if (auditor.isFunded) openAccount(state.ledger, lossMoneyOpening(insuranceFundAccount('USDT'), 'USDT'))
  const mids = { BTC: 10_000, ETH: 400 }
  const twin: Twin = { left: 0 }
  for (let k = 0; k < inputs; k += 1) {
    const { seen, accounts, orders, over } = auditor
    const input = nextInput({ draw, seen, accounts, contracts, orders, over, mids })
    checkStep(auditor, { state, input, engine })
    goOnBeside(auditor, twin, { state, input, engine, draw })
  }
  return { inputs, counts: auditor.counts }
}

type Stepped = Readonly<{ state: EngineState; input: Input; engine: Engine }>

function checkStep(auditor: Auditor, { state, input, engine }: Stepped): void {
  auditor.seq = state.seq + 1
  auditor.input = input
  auditor.seen.at = input.at
  auditor.seen.snapshot = undefined
  if (input.kind !== 'clockTicked') age(auditor, input)
  const expected = predict(auditor, input)
  const touched = new Set([...touchedBy(auditor, input), ...see(auditor, input)])
  const outcome = engine(state, { seq: state.seq + 1, input })
  checkRefusal(auditor, outcome, expected)
  for (const { body } of outcome.decisions) follow(auditor, body)
  if (input.kind === 'clockTicked') age(auditor, input)
  const [first] = outcome.decisions
  const isTaken = first?.body.kind.endsWith('Refused') !== true
  demand(auditor, otherMarks(auditor, state).length === 0, 'marks are those that were told', otherMarks(auditor, state))
  compareBooks(auditor, state)
  compareStanding(auditor, state, isTaken ? touched : new Set())
}

function checkRefusal(auditor: Auditor, { decisions, transfers, effects }: Outcome, expected: readonly string[] | undefined): void {
  const kinds = decisions.map(({ body }) => body.kind)
  if (expected !== undefined)
    demand(auditor, expected.includes(kinds[0] ?? ''), 'an input is answered as it must be', {
      expected,
      bodies: decisions.map(({ body }) => body),
    })
  if (kinds[0] !== 'inputRefused') return
  demand(auditor, kinds.length === 1 && transfers.length + effects.length === 0, 'an input that is refused changes nothing', kinds)
}

/** Whoever an input names, and whoever holds what it settles. */
function touchedBy({ accounts }: Auditor, input: Input): readonly string[] {
  if ('account' in input) return [input.account]
  if (input.kind !== 'fundingSettled' && input.kind !== 'contractSettled') return []
  return [...accounts.values()].filter(({ positions }) => positions.has(input.contract)).map(({ id }) => id)
}

/** A state that was saved and read again, which goes on beside the one that was not. */
type Twin = { state?: EngineState; left: number }

function goOnBeside(auditor: Auditor, twin: Twin, at: Stepped & Readonly<{ draw: Draw }>): void {
  const { state, input, engine, draw } = at
  if (twin.state !== undefined) {
    engine(twin.state, { seq: twin.state.seq + 1, input })
    demand(auditor, twin.state.outcomeHash === state.outcomeHash, 'a state that was saved goes on as the one that was not')
    twin.left -= 1
    if (twin.left > 0) return
    demand(auditor, encode(twin.state) === encode(state), 'a state that was saved ends as the one that was not')
    delete twin.state
  } else if (draw.chance(0.004)) {
    twin.state = decode(encode(state)) as EngineState
    twin.left = 25
  }
}
