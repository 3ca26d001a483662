import { describe, expect, test } from 'vitest'
import { step } from '../src/engine/step.ts'
import type { EngineState } from '../src/engine/state.ts'
import { auditHistory, type Engine } from './margin-auditor.ts'

// Longer: SEAWALL_AUDIT_HISTORIES=500 npx vitest run test/margin-auditor
// Others: SEAWALL_AUDIT_SEED=1000 begins with another seed.
const histories = Number(process.env['SEAWALL_AUDIT_HISTORIES'] ?? 32)
const firstSeed = Number(process.env['SEAWALL_AUDIT_SEED'] ?? 0)
const inputsEach = 1_500

/** What the histories together must have shown, or they say nothing. */
const shown = [
  'inputRefused',
  'tradeAccepted',
  'tradeRefused',
  'ordersRefused',
  'withdrawalRefused',
  'fundingBooked',
  'positionSettled',
  'accountUnknown',
  'accountKnown',
  'marginCallIssued',
  'marginCallMet',
  'liquidationStarted',
  'liquidationWaited',
  'ordersCancelled',
  'positionReduced',
  'reductionEnded',
  'collateralTaken',
  'shortfallRealised',
  'liquidationEnded',
  'engineHalted',
  // What policies ask for beyond shares, in some of the histories.
  'reductionOrdered restored',
  'ordersCancelled restores',
  'penalty',
  'penalty shared',
  'no penalty',
  'liquidationWaited accountPace',
] as const

test(
  'property: over seeded histories of dozens of accounts the books, calls and liquidations are those of an auditor with books of its own',
  { timeout: 60_000 + histories * 20_000 },
  () => {
    const counts = new Map<string, number>()
    for (let k = 0; k < histories; k += 1) {
      for (const [kind, count] of auditHistory(firstSeed + k, inputsEach).counts) counts.set(kind, (counts.get(kind) ?? 0) + count)
    }
    expect(shown.filter((kind) => (counts.get(kind) ?? 0) < 5)).toEqual([])
  },
)

/** An engine that does something more once an input has led to a kind of decision. */
function tampered(kind: string, tamper: (state: EngineState, account: string) => void): Engine {
  return (state, sequenced) => {
    const outcome = step(state, sequenced)
    for (const { body } of outcome.decisions) if (body.kind === kind && 'account' in body) tamper(state, body.account ?? '')
    return outcome
  }
}

const faults: readonly (readonly [what: string, engine: Engine, said: RegExp])[] = [
  [
    'a minor unit made from nothing at a trade',
    tampered('tradeAccepted', (state, account) => {
      const cash = state.ledger.accounts.get(`memberCash:${account}`)
      if (cash !== undefined) cash.creditsPosted += 1n
    }),
    /debits equal credits/,
  ],
  [
    'a minor unit taken from another account',
    tampered('tradeAccepted', (state, account) => {
      const [mine, other] = [state.ledger.accounts.get(`memberCash:${account}`), state.ledger.accounts.get('memberCash:m-0')]
      if (mine === undefined || other === undefined || mine === other) return
      mine.creditsPosted += 1n
      other.debitsPosted += 1n
    }),
    /cash is what came in|cash is never below 0|debits equal credits/,
  ],
  [
    'a call that is due a second early',
    tampered('marginCallIssued', (state, account) => {
      const call = state.margin?.members.get(account)?.call
      if (call !== undefined) call.dueAt = (call.dueAt - 1_000_000) as typeof call.dueAt
    }),
    /no liquidation before its time|clock stands still|a call is met by payment/,
  ],
  [
    'a lot more than was traded',
    tampered('tradeAccepted', (state, account) => {
      const positions = state.margin?.members.get(account)?.positions
      for (const [id, held] of positions ?? []) positions?.set(id, { ...held, lots: held.lots + 1 })
    }),
    /a position is what was traded/,
  ],
  [
    'a restriction forgotten',
    tampered('accountRestricted', (state, account) => {
      const member = state.margin?.members.get(account)
      if (member !== undefined) member.restricted = false
    }),
    /a restriction is said|an input is answered/,
  ],
  [
    'a lock left behind',
    tampered('marginCallMet', (state, account) => {
      const member = state.margin?.members.get(account)
      if (member !== undefined) member.lockId = 'left'
    }),
    /what was locked is released/,
  ],
]

describe('an engine with a fault is found out', () => {
  test.each(faults)('error: %s', (_, engine, said) => {
    expect(() => {
      for (let seed = 0; seed < 8; seed += 1) auditHistory(seed, inputsEach, engine)
    }).toThrow(said)
  })
})
