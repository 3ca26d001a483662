import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { btcPerpetual } from '../../../test/instruments.ts'
import { quickMargin } from '../../../test/margin-drive.ts'
import { InputFault } from '../../base/fault.ts'
import { readAccounts } from './read-accounts.ts'

const folder = mkdtempSync(join(tmpdir(), 'seawall-facilities-'))
afterAll(() => rmSync(folder, { recursive: true }))

function read(...actions: readonly string[]): ReturnType<typeof readAccounts> {
  const file = join(folder, 'accounts.yaml')
  const lines = actions.map((action) => `  - { at: '2020-03-12', ${action} }\n`).join('')
  writeFileSync(file, `accounts:\n  - { id: maker }\n  - { id: loser }\nactions:\n${lines}`)
  return readAccounts(file, { instruments: [btcPerpetual], policy: quickMargin })
}

const at = 1_583_971_200_000_000
const trade = "contract: 'BTC/USDT:USDT', size: -0.5, price: 7940.1"
const seed = 'ab'.repeat(32)

describe('requests to the facilities in an accounts file', () => {
  // Columns: the action, what it leads to.
  test.each<readonly [string, object]>([
    ['account: maker, buyCover: 250000.5', { kind: 'guaranteeBought', account: 'maker', capMinor: '250000500000' }],
    [
      `account: maker, claim: { trades: [{ ${trade} }, { ${trade.replace('-', '')}, trade: '9:1' }] }`,
      {
        kind: 'claimFiled',
        account: 'maker',
        cover: 'maker',
        evidence: [
          { trade: btcPerpetual.id, side: 'sell', lots: 500, ticks: 79_401 },
          { trade: '9:1', side: 'buy', lots: 500, ticks: 79_401 },
        ],
      },
    ],
    ["account: maker, claim: { cover: '7:0', trades: [] }", { kind: 'claimFiled', account: 'maker', cover: '7:0', evidence: [] }],
    [
      "account: maker, requestLoan: { wanted: 100, pledge: { BTC: '0.25' } }",
      { kind: 'loanRequested', account: 'maker', wantedMinor: '100000000', pledges: [{ asset: 'BTC', minor: '25000000' }] },
    ],
    ['account: maker, repayLoan: 0.000001', { kind: 'loanRepaid', account: 'maker', minor: '1' }],
    ['account: loser, requestDraw: { by: desk, wanted: 5 }', { kind: 'drawRequested', by: 'desk', event: 'loser', wantedMinor: '5000000' }],
    ["requestDraw: { by: desk, wanted: 5, event: '8:2' }", { kind: 'drawRequested', by: 'desk', event: '8:2', wantedMinor: '5000000' }],
    [
      'account: maker, decideReview: { by: desk, verdict: kept, reason: wash }',
      { kind: 'reviewDecided', by: 'desk', hold: 'maker', verdict: 'kept', reason: 'wash' },
    ],
    [
      "decideReview: { by: desk, verdict: released, reason: fair, hold: '9:3' }",
      { kind: 'reviewDecided', by: 'desk', hold: '9:3', verdict: 'released', reason: 'fair' },
    ],
    [`thresholdSeed: { epoch: 2, seed: '${seed}' }`, { kind: 'thresholdSeedGiven', epoch: 2, seed }],
    [
      `account: maker, trade: { ${trade}, counterparty: loser }`,
      { kind: 'positionChanged', account: 'maker', contract: btcPerpetual.id, lots: -500, ticks: 79_401, counterparty: 'loser' },
    ],
  ])('default: %s', (action, input) => {
    expect(read(action).timed).toEqual([{ at, ...input }])
  })

  // Columns: the action, what its fault says.
  test.each<readonly [string, RegExp]>([
    [
      'account: maker, buyCover: 0',
      /actions\[0\].buyCover \(line 5, column \d+\): expected a number above 0 with at most 6 decimals, found 0/,
    ],
    ['account: maker, buyCover: -5', /buyCover .*found -5/],
    ['account: maker, repayLoan: 0.0000001', /repayLoan \(line 5, column \d+\): .*found 1e-7/],
    ['buyCover: 5', /actions\[0\] \(line 5, column \d+\): expected the account that acts, found none/],
    ['account: nobody, buyCover: 5', /account \(line 5, column \d+\): expected an account of this file, found nobody/],
    ['account: maker, buyCover: 5, repayLoan: 5', /expected one of deposit, .*buyCover, claim, .*thresholdSeed, found 2 of them/],
    ['account: maker, claim: { trades: yes }', /claim.trades \(line 5, column \d+\): expected a list, found yes/],
    [`account: maker, claim: { cover: mine, trades: [] }`, /claim.cover .*: expected the id of a decision, such as 812:0, found mine/],
    [`account: maker, claim: { trades: [{ ${trade.replace('0.5', '0.0005')} }] }`, /trades\[0\].size \(line 5.*found -0.0005/],
    [`account: maker, claim: { trades: [{ ${trade.replace('BTC/USDT:USDT', 'ETH')} }] }`, /trades\[0\].contract .*found ETH/],
    ['account: maker, requestLoan: { wanted: 5 }', /requestLoan.pledge .*: expected amounts by asset, such as \{ BTC: 2 \}, found nothing/],
    [
      'account: maker, requestLoan: { wanted: 5, pledge: { DOGE: 1 } }',
      /pledge.DOGE .*: expected an asset of the run \(USDT, BTC\), found DOGE/,
    ],
    ['requestDraw: { by: desk, wanted: 5 }', /expected an account, or event, found neither/],
    [
      "account: loser, requestDraw: { by: desk, wanted: 5, event: '8:2' }",
      /account .*: expected no account: event says which, found loser/,
    ],
    ['account: loser, requestDraw: { by: desk, wanted: none }', /wanted .*: expected a number above 0/],
    ['account: maker, decideReview: { by: desk, verdict: held, reason: x }', /verdict .*: expected released or kept, found held/],
    ['account: maker, decideReview: { by: desk, verdict: kept }', /reason .*: expected a text, found nothing/],
    [
      `account: maker, thresholdSeed: { epoch: 2, seed: '${seed}' }`,
      /account .*: expected no account: a seed is of all triggers, found maker/,
    ],
    ["thresholdSeed: { epoch: -1, seed: 'xyz' }", /epoch .*: expected an epoch of 0 or more, found -1/],
    ["thresholdSeed: { epoch: 1, seed: 'xyz' }", /seed .*: expected 64 lower-case hexadecimal digits, found xyz/],
    [
      `account: maker, trade: { ${trade}, counterparty: nobody }`,
      /trade.counterparty \(line 5, column \d+\): expected an account of this file, found nobody/,
    ],
    [`account: maker, claim: { trades: [{ ${trade}, counterparty: loser }] }`, /counterparty .*: expected no such key here/],
  ])('error: %s', (action, message) => {
    expect(() => read(action)).toThrow(InputFault)
    expect(() => read(action)).toThrow(message)
  })
})
