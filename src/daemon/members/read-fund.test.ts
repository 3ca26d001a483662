import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { timeUs } from '../../base/time.ts'
import { accountsFileSchema } from './accounts-schema.ts'
import { fundInputsOf, type FundReading } from './read-fund.ts'

const reading: FundReading = {
  time: (text) => timeUs(Number(text)),
  minor: (whole) => String(Number(whole) * 100),
  fault: (path, { expected, found }) => new Error(`${path.join('.')}: expected ${expected}, found ${found}`),
}

describe('fundInputsOf', () => {
  test('default: stakes and income may be there at the start, everything else has a time', () => {
    const entries = [
      { staker: 'alice', stake: 5 },
      { at: '7', staker: 'alice', unstake: 'all' },
      { at: '8', staker: 'alice', takeBack: true as const },
      { at: '9', staker: 'alice', unstake: '12' },
      { at: '10', staker: 'alice', claim: true as const },
      { income: '0.5' },
      { at: '6', income: 2 },
    ]
    expect(fundInputsOf(entries, reading)).toEqual({
      atStart: [
        { kind: 'fundStaked', at: 0, staker: 'alice', minor: '500' },
        { kind: 'fundRevenueReceived', at: 0, minor: '50' },
      ],
      timed: [
        { kind: 'unstakeRequested', at: 7, staker: 'alice' },
        { kind: 'unstakeCancelled', at: 8, staker: 'alice' },
        { kind: 'unstakeRequested', at: 9, staker: 'alice', shares: '12' },
        { kind: 'unstakeClaimed', at: 10, staker: 'alice' },
        { kind: 'fundRevenueReceived', at: 6, minor: '200' },
      ],
    })
  })

  test.each([
    [{ staker: 'a' }, 'fund.0: expected one of stake, unstake, takeBack, claim, income, found 0 of them'],
    [{ staker: 'a', stake: 1, income: 1 }, 'fund.0: expected one of stake, unstake, takeBack, claim, income, found 2 of them'],
    [{ staker: 'a', unstake: 'all' }, 'fund.0: expected a time: what is there at the start are stakes and income, found none'],
    [{ staker: 'a', income: 1 }, 'fund.0.staker: expected no staker: income is of all shares, found a'],
    [{ at: '1', stake: 1 }, 'fund.0: expected the staker that acts, found none'],
  ])('error: %j', (entry, message) => {
    expect(() => fundInputsOf([entry], reading)).toThrow(message)
  })

  test("behavior: the page's file is one that is read", () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../../docs/concepts/fund-shares.md'), 'utf8')
    const [, text = ''] = /```yaml\n(accounts:[^`]*)```/.exec(page) ?? []
    const { fund = [] } = accountsFileSchema.parse(parse(text))
    const inputs = fundInputsOf(fund, { ...reading, time: (at) => timeUs(Date.parse(`${at}Z`) * 1e3) })
    expect([...inputs.atStart, ...inputs.timed].map(({ kind }) => kind)).toEqual([
      ...['fundStaked', 'fundStaked', 'fundRevenueReceived', 'unstakeRequested', 'unstakeCancelled', 'unstakeRequested'],
    ])
  })
})
