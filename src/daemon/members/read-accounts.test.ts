import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { btcPerpetual } from '../../../test/instruments.ts'
import { quickMargin } from '../../../test/margin-drive.ts'
import { InputFault } from '../../base/fault.ts'
import { loadPolicy } from '../../policy/load.ts'
import { blackThursday2020 } from '../../simulation/scenarios/black-thursday-2020.ts'
import { readAccounts } from './read-accounts.ts'

const folder = mkdtempSync(join(tmpdir(), 'seawall-accounts-'))
afterAll(() => rmSync(folder, { recursive: true }))
const terms = { instruments: [btcPerpetual], policy: quickMargin }

function read(text: string): ReturnType<typeof readAccounts> {
  const file = join(folder, 'accounts.yaml')
  writeFileSync(file, text)
  return readAccounts(file, terms)
}

const account =
  "accounts:\n  - { id: a, money: { USDT: 1000.5, BTC: '0.25' }, positions: [{ contract: 'BTC/USDT:USDT', size: -0.25, price: 7940.1 }] }\n"

describe('readAccounts', () => {
  test('default: accounts in minor units, lots and ticks; actions in order of time', () => {
    const { atStart, timed } = read(
      `${account}  - { id: late, at: '2020-03-12T02:00' }\nactions:\n` +
        "  - { at: '2020-03-12T03:00', account: a, withdraw: { USDT: 1 } }\n" +
        "  - { at: '2020-03-12T01:00', account: a, trade: { contract: 'BTC/USDT:USDT', size: 0.1, price: 8000 } }\n" +
        "  - { at: '2020-03-12T04:00', funding: { contract: 'BTC/USDT:USDT', rate: -0.0001 } }\n" +
        "  - { at: '2020-03-12T05:00', account: a, orders: [{ contract: 'BTC/USDT:USDT', side: buy, size: 0.1, price: 7000 }] }\n",
    )
    expect(atStart).toEqual([
      {
        kind: 'accountOpened',
        at: 0,
        account: 'a',
        money: [
          { asset: 'USDT', minor: '1000500000' },
          { asset: 'BTC', minor: '25000000' },
        ],
        positions: [{ contract: btcPerpetual.id, lots: -250, ticks: 79_401 }],
      },
    ])
    const start = 1_583_971_200_000_000
    expect(timed).toEqual([
      { kind: 'positionChanged', at: start + 3_600e6, account: 'a', contract: btcPerpetual.id, lots: 100, ticks: 80_000 },
      { kind: 'accountOpened', at: start + 7_200e6, account: 'late', money: [], positions: [] },
      { kind: 'withdrawalRequested', at: start + 10_800e6, account: 'a', asset: 'USDT', minor: '1000000' },
      { kind: 'fundingSettled', at: start + 14_400e6, contract: btcPerpetual.id, rate: -0.0001 },
      {
        kind: 'ordersChanged',
        at: start + 18_000e6,
        account: 'a',
        orders: [{ contract: btcPerpetual.id, side: 'buy', lots: 100, ticks: 70_000 }],
      },
    ])
  })

  // Columns: the file, what its fault says.
  const table: readonly (readonly [string, RegExp])[] = [
    ['accounts: [', /line \d+, column \d+: expected well-formed YAML/],
    ['accounts: []\n', /accounts \(line 1, column 11\)/],
    ['accounts:\n  - { id: a, cash: 5 }\n', /accounts\[0\].cash \(line 2, column \d+\)/],
    [`${account}  - { id: a }\n`, /accounts\[1\].id \(line 3, column \d+\): expected each account once, found a/],
    [
      'accounts:\n  - { id: a, money: { DOGE: 5 } }\n',
      /money.DOGE \(line 2, column \d+\): expected an asset of the run \(USDT, BTC\), found DOGE/,
    ],
    ['accounts:\n  - { id: a, money: { USDT: -5 } }\n', /expected a number above 0 with at most 6 decimals, found -5/],
    ['accounts:\n  - { id: a, money: { USDT: 0.0000001 } }\n', /found 1e-7/],
    [
      account.replace('size: -0.25', 'size: 0.0005'),
      /size \(line 2, column \d+\): expected a whole number of lots of 0.001, not 0, found 0.0005/,
    ],
    [account.replace('size: -0.25', 'size: 0'), /found 0$/],
    [account.replace('price: 7940.1', 'price: 7940.15'), /expected a price above 0 in steps of 0.1, found 7940.15/],
    [
      account.replace("'BTC/USDT:USDT'", 'ETH'),
      /contract \(line 2, column \d+\): expected a market of the run \(BTC\/USDT:USDT\), found ETH/,
    ],
    [`${account}actions:\n  - { at: noon, account: a, deposit: { USDT: 1 } }\n`, /actions\[0\].at \(line 4, column \d+\).*found noon/],
    [`${account}actions:\n  - { at: '2020-03-12', account: b, deposit: { USDT: 1 } }\n`, /expected an account of this file, found b/],
    ["accounts:\n  - { id: 'my fund' }\n", /accounts\[0\].id \(line 2, column 11\): expected letters, digits, .* found my fund/],
    ['accounts:\n  - { id: a, money: { USDT: 1e300 } }\n', /expected a number of at most 9007199254, found 1e\+300/],
    [account.replace('-0.25', '1e18'), /size .*: expected a number of at most 9007199254740, found 1000000000000000000/],
    ['accounts:\n  - { id: 7 }\n', /expected a text, found 7/],
    ['accounts: []\n', /accounts \(line 1, column \d+\): expected at least one account, found an empty list/],
    ['', /expected a mapping with accounts, found nothing/],
    ['accounts:\n  - { id: a, cash: 5 }\n', /accounts\[0\].cash \(line 2, column \d+\): expected no such key here, found cash/],
    ['accounts:\n  - { id: a, money: { USDT: .nan } }\n', /money.USDT \(line 2, column \d+\): expected a number, found NaN/],
    [
      account.replace(' }] }', " }, { contract: 'BTC/USDT:USDT', size: 1, price: 8000 }] }"),
      /positions\[1\].contract \(line 2, column \d+\): expected each contract once in an account, found BTC/,
    ],
    [
      "accounts:\n  - { id: a, at: '2020-03-12T10:00' }\nactions:\n  - { at: '2020-03-12T09:00', account: a, deposit: { USDT: 5 } }\n",
      /actions\[0\].at \(line 4, column \d+\): expected a time at which a is open, found 2020-03-12T09:00/,
    ],
    [`${account}actions:\n  - { at: '2020-03-12', account: a, deposit: {} }\n`, /deposit .*: expected an amount of an asset, found none/],
    [
      `${account}actions:\n  - { at: '2020-03-12', account: a, orders: [{ contract: 'BTC/USDT:USDT', side: buy, size: -1, price: 8000 }] }\n`,
      /orders\[0\].size .*: expected a size above 0; the side says buy or sell, found -1/,
    ],
    [
      `${account}actions:\n  - { at: '2020-03-12', account: a, funding: { contract: 'BTC/USDT:USDT', rate: 0.1 } }\n`,
      /expected no account: funding is of all who hold it, found a/,
    ],
    [
      `${account}actions:\n  - { at: '2020-03-12', funding: { contract: 'BTC/USDT:USDT', rate: 5 } }\n`,
      /rate .*: expected a rate below 1, found 5/,
    ],
    [`${account}actions:\n  - { at: '2020-03-12', deposit: { USDT: 1 } }\n`, /expected the account that acts, found none/],
    [
      `${account}actions:\n  - { at: '2020-03-12', account: a }\n`,
      /expected one of deposit, withdraw, trade, orders, funding, standing, buyCover, .*, found 0 of them/,
    ],
  ]
  test.each(table)('error: %j', (text, message) => {
    expect(() => read(text)).toThrow(InputFault)
    expect(() => read(text)).toThrow(message)
  })

  test('error: no such file, and a policy without a margin section', () => {
    expect(() => readAccounts(join(folder, 'none.yaml'), terms)).toThrow(/no such file/)
    writeFileSync(join(folder, 'accounts.yaml'), account)
    expect(() => readAccounts(join(folder, 'accounts.yaml'), { ...terms, policy: undefined })).toThrow(/a policy with a margin section/)
  })

  test('behavior: the example reads against its scenario and profile', () => {
    const { instrument } = blackThursday2020
    const policy = loadPolicy('margined-perpetual').policy.margin
    const { atStart, timed } = readAccounts('examples/margin/black-thursday-accounts.yaml', { instruments: [instrument], policy })
    expect(atStart.map(({ kind }) => kind)).toEqual(Array.from({ length: 9 }, () => 'accountOpened'))
    expect(timed.map(({ kind }) => kind)).toEqual(['withdrawalRequested', 'depositConfirmed', 'fundingSettled', 'fundingSettled'])
  })
})

describe('commitments of providers', () => {
  const standing = "standing: [{ discountBps: 50, capacity: 1000 }, { discountBps: 200, capacity: '0.5' }]"

  test('behavior: from the start, and changed later', () => {
    const { atStart, timed } = read(
      `accounts:\n  - { id: a, ${standing} }\nactions:\n  - { at: '2020-03-12T01:00', account: a, standing: [] }\n`,
    )
    expect(atStart.slice(1)).toEqual([
      {
        ...{ kind: 'standingBidsChanged', at: 0, account: 'a' },
        levels: [
          { discountBps: 50, capacity: '1000000000' },
          { discountBps: 200, capacity: '500000' },
        ],
      },
    ])
    expect(timed).toEqual([{ kind: 'standingBidsChanged', at: 1_583_971_200_000_000 + 3_600e6, account: 'a', levels: [] }])
  })

  test.each([
    ['[{ discountBps: 0.5, capacity: 1 }]', 'expected a whole number of bps'],
    ['[{ discountBps: 10001, capacity: 1 }]', 'expected a discount of at most 10000'],
    ['[{ discountBps: 5, capacity: 1 }, { discountBps: 5, capacity: 1 }]', 'expected a discount above 5, found 5'],
    ['[{ discountBps: 5, capacity: 0 }]', 'expected a number above 0 with at most 6 decimals, found 0'],
  ])('error: %s: %s', (levels, expected) => {
    expect(() => read(`accounts:\n  - { id: a, standing: ${levels} }\n`)).toThrow(expected)
  })

  test('behavior: stakers of the fund come after members, in order of time', () => {
    const { atStart, timed } = read(
      `${account}actions:\n  - { at: '2020-03-12T03:00', account: a, withdraw: { USDT: 1 } }\nfund:\n` +
        "  - { at: '2020-03-12T02:00', staker: alice, unstake: all }\n  - { staker: alice, stake: 5000.25 }\n",
    )
    expect(atStart.map(({ kind }) => kind)).toEqual(['accountOpened', 'fundStaked'])
    expect(atStart[1]).toMatchObject({ staker: 'alice', minor: '5000250000' })
    expect(timed.map(({ kind }) => kind)).toEqual(['unstakeRequested', 'withdrawalRequested'])
    expect(() => read(`${account}fund:\n  - { staker: alice, stake: -5 }\n`)).toThrow(
      'fund[0].stake (line 4, column 29): expected a number above 0 with at most 6 decimals, found -5',
    )
  })
})
