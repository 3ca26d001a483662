import { describe, expect, test } from 'vitest'
import { timeUs } from '../base/time.ts'
import type { DecisionExplanation } from '../daemon/run-types.ts'
import type { Decision } from '../engine/decision.ts'
import { marketId } from '../market/instrument.ts'
import { explanationJson } from './explanation-json.ts'
import { explanationText } from './explanation-text.ts'
import { jsonText } from './write.ts'

const usd = (minor: bigint) => ({ asset: 'USD', minor })
const budget = (committed: bigint, available: bigint) => {
  return { limit: usd(20_000_000_000_000n), committed: usd(committed), deployed: usd(0n), available: usd(available) }
}

const decision: Decision = {
  id: '19516:1',
  seq: 19_516,
  at: timeUs(1_584_008_971_250_000),
  market: marketId('BTC/USD:USD'),
  trigger: 'depthLoss',
  evidence: [
    {
      signal: 'depth25Ratio',
      reading: { kind: 'known', value: 0.3079 },
      direction: 'below',
      fire: 0.35,
      release: 0.6,
      condition: 'met',
      modelled: true,
    },
    {
      signal: 'spreadBps',
      reading: { kind: 'unknown', reason: 'stale' },
      direction: 'above',
      fire: 8,
      release: 3,
      condition: 'unknown',
      modelled: true,
    },
  ],
  budgetBefore: budget(0n, 20_000_000_000_000n),
  budgetAfter: budget(1_234_567_890_000n, 18_765_432_110_000n),
  transfers: ['t1'],
  body: { kind: 'backstopActivated', facilities: ['depthDeployment'] },
}

const explanation: DecisionExplanation = {
  run: 'march-1a2b',
  decision,
  inputs: [
    { seq: 19_515, at: '2020-03-12T10:29:30.000Z', text: '{"kind":"clockTicked"}' },
    { seq: 19_516, at: '2020-03-12T10:29:31.250Z', text: `{"kind":"bookSnapshotReceived","bids":[${'1,'.repeat(200)}1]}` },
  ],
  rule: { name: 'depthLoss', agreeing: 1, conditions: 2, holdSeconds: 10, releaseHoldSeconds: 60, coolDownSeconds: 300 },
  transfers: [{ id: 't1', debit: 'reserve', credit: 'committed', asset: 'USD', amount: '1234567.890000', stage: 'pending' }],
  assets: [{ asset: 'USD', decimals: 6 }],
  market: { base: 'BTC', quote: 'USD', tickSize: 0.5, lotSize: 0.001, quoteDecimals: 6 },
}

describe('explanationText', () => {
  test('default: what, why, with which money, after which inputs', () => {
    const lines = explanationText(explanation).split('\n')
    expect(lines.slice(0, -1).join('\n')).toBe(`Backstop activated in BTC/USD:USD at 2020-03-12T10:29:31.250000Z
  Depth deployment: Depth within 25 bps over its norm 0.308 × (below 0.35 ×)
  decision 19516:1 of run march-1a2b, caused by input 19516

Why
  Rule depthLoss fires when 1 of its 2 conditions are met for 10 s; 1 were met.
  It releases after 60 s without, and then cools down for 300 s.

  Signal        Value           Fires       Clears     Condition
  depth25Ratio  0.3079          below 0.35  above 0.6  met, modelled
  spreadBps     unknown: stale  above 8     below 3    unknown, modelled

Budget
  USD        Before         After
  Limit      20,000,000.00  20,000,000.00
  Committed  0.00           1,234,567.89
  Deployed   0.00           0.00
  Available  20,000,000.00  18,765,432.11

Booked
  pending  1,234,567.89 USD  reserve to committed  t1

Inputs, the last one is the cause
  19515  2020-03-12T10:29:30.000Z  {"kind":"clockTicked"}`)
    expect(lines.at(-1)).toMatch(/^ {2}19516 {2}2020-03-12T10:29:31\.250Z {2}\{"kind":"bookSnapshotReceived".{130}\.\.\.$/)
  })

  test('behavior: a decision that follows from no rule says so, and leaves out what there is not', () => {
    const { rule: _rule, market: _market, ...rest } = explanation
    const { market: _of, trigger: _trigger, budgetBefore: _before, budgetAfter: _after, ...others } = decision
    const bare: Decision = { ...others, evidence: [], transfers: [], body: { kind: 'engineHalted', by: 'desk', reason: 'drill' } }
    expect(explanationText({ ...rest, decision: bare, inputs: [], transfers: [] })).toBe(`Engine halted at 2020-03-12T10:29:31.250000Z
  by desk: drill
  decision 19516:1 of run march-1a2b, caused by input 19516

Why
  It follows from money, orders or time, not from a rule over signals.`)
  })
})

describe('a decision without a market', () => {
  const { market: _market, rule: _rule, ...rest } = explanation
  const { market: _of, trigger: _trigger, budgetBefore: _before, budgetAfter: _after, ...others } = decision
  const bodies: readonly (readonly [Decision['body'], string])[] = [
    [
      { kind: 'fundCarried', carried: usd(1_234_567_890n), accounts: 2, reserved: usd(1_300_000_000n), reservedBefore: usd(0n) },
      '1,234.56 USD for 2 accounts; 1,300.00 USD of the reserve stand for it, 0.00 USD before',
    ],
    [{ kind: 'fundingBooked', contract: 'BTC-PERP', rate: 0.0001, paid: usd(2_500_000n), accounts: 4 }, '2.50 USD paid among 4 accounts'],
    [{ kind: 'withdrawalPaid', account: 'fund-7', withdrawn: { asset: 'BTC', minor: 150_000_000n } }, 'fund-7: 1.50 BTC'],
  ]
  test.each(bodies)('regression: money is in whole units (%o)', (body, line) => {
    const assets = [...explanation.assets, { asset: 'BTC', decimals: 8 }]
    const text = explanationText({ ...rest, assets, transfers: [], decision: { ...others, evidence: [], transfers: [], body } })
    expect(text).toContain(line)
    expect(text).not.toContain('minor')
  })
})

describe('a detector', () => {
  const detector = {
    kind: 'eDetector',
    statistic: 1_037_518,
    threshold: 259_200,
    oneFalseAlarmPerObservations: 259_200,
    observeEverySeconds: 60,
    observations: 111,
    learning: false,
  } as const
  const [first] = decision.evidence
  const seen = { ...explanation, decision: { ...decision, evidence: first === undefined ? [] : [{ ...first, detector }] } }

  test('behavior: the text says what it saw, against which threshold, and how often that is a false alarm', () => {
    const lines = explanationText(seen)
    expect(lines).toContain('depth25Ratio  0.3079  by detector  above 0.6  met, modelled')
    const saw = 'depth25Ratio: e-detector 1,037,518 against 259,200 after 111 observations'
    expect(lines).toContain(`${saw}; stated at one false alarm per 180 d 0 h, 259,200 observations`)
  })

  test('behavior: the object has it too', () => {
    expect(explanationJson(seen)).toMatchObject({ signals: [{ signal: 'depth25Ratio', detector }] })
  })
})

describe('explanationJson', () => {
  test('default: signals with thresholds, rule, budget in whole units, transfers', () => {
    expect(JSON.parse(jsonText(explanationJson(explanation)))).toMatchObject({
      run: 'march-1a2b',
      decision: '19516:1',
      seq: 19_516,
      at: '2020-03-12T10:29:31.250Z',
      kind: 'backstopActivated',
      market: 'BTC/USD:USD',
      trigger: 'depthLoss',
      inputs: explanation.inputs,
      signals: [
        { signal: 'depth25Ratio', value: 0.3079, direction: 'below', fire: 0.35, release: 0.6, condition: 'met', modelled: true },
        { signal: 'spreadBps', value: null, unknown: 'stale', condition: 'unknown' },
      ],
      rule: { name: 'depthLoss', agreeing: 1 },
      budget: {
        before: { asset: 'USD', limit: '20000000.000000', committed: '0.000000', available: '20000000.000000' },
        after: { committed: '1234567.890000', available: '18765432.110000' },
      },
      transfers: explanation.transfers,
    })
  })

  test('behavior: what there is not is null, and money of an asset that is not known is in minor units', () => {
    const { rule: _rule, market: _market, ...rest } = explanation
    const { budgetBefore: _before, trigger: _trigger, ...others } = decision
    expect(explanationJson({ ...rest, assets: [], decision: others })).toMatchObject({
      trigger: null,
      rule: null,
      budget: { before: null, after: { committed: '1234567890000 minor USD' } },
    })
  })
})
