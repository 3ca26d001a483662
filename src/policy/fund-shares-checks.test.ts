import { describe, expect, test } from 'vitest'
import { seconds } from '../base/time.ts'
import { fundSharesChecks } from './fund-shares-checks.ts'
import { fundSharesSchema } from './fund-shares-schema.ts'
import { toFundShares } from './to-fund-shares.ts'

const section = { coolDownDays: 13, leastStake: 100, exitQueue: { onIceFromPercent: 30, frozenFromPercent: 60, leastFund: 1_000_000 } }
const revenue = { largestPartPercent: 10, yearlyCapPercent: 1_000, settleEverySeconds: 3_600, housePartPercent: 12.5 }
const margin = { callDueSeconds: 900 }
const waterfall = { layers: [{ kind: 'ownMoney' }, { kind: 'insuranceFund' }] }

describe('fundSharesChecks', () => {
  test.each<readonly [string, unknown, readonly string[]]>([
    ['no section', { margin }, []],
    [
      'its signal without a section',
      { triggers: [{ conditions: [{ signal: 'spreadBps' }, { signal: 'fundExitQueue' }] }] },
      ['warning: triggers.0.conditions.1.signal'],
    ],
    ['its signal with one', { margin, fundShares: section, triggers: [{ conditions: [{ signal: 'fundExitQueue' }] }] }, []],
    ['all in order', { margin, waterfall, fundShares: section }, []],
    ['no waterfall: the fund pays nothing, but may be staked', { margin, fundShares: section }, []],
    ['no margin', { fundShares: section }, ['fault: fundShares']],
    ['no layer that is the fund', { margin, waterfall: { layers: [{ kind: 'mutualFund' }] }, fundShares: section }, ['fault: fundShares']],
    [
      'frozen no later than on ice',
      { margin, fundShares: { ...section, exitQueue: { onIceFromPercent: 30, frozenFromPercent: 30 } } },
      ['fault: fundShares.exitQueue.frozenFromPercent'],
    ],
    [
      'a cool-down as long as a call',
      { margin, fundShares: { ...section, coolDownDays: 900 / 86_400 } },
      ['warning: fundShares.coolDownDays'],
    ],
    ['a cool-down a second longer', { margin, fundShares: { ...section, coolDownDays: 901 / 86_400 } }, []],
  ])('table: %s', (_name, root, expected) => {
    expect(fundSharesChecks(root).map(({ level, path }) => `${level}: ${path.join('.')}`)).toEqual(expected)
  })
})

describe('the section in core units', () => {
  test('table: percents are basis points, days and seconds durations', () => {
    expect(toFundShares(fundSharesSchema.parse({ ...section, revenue }))).toEqual({
      coolDownFor: seconds(13 * 86_400),
      leastStake: 100,
      revenue: { largestPartBps: 1_000, yearlyCapBps: 100_000, settleEvery: seconds(3_600), housePartBps: 1_250 },
      exitQueue: { onIceFromBps: 3_000, frozenFromBps: 6_000, leastFund: 1_000_000 },
    })
    expect('revenue' in toFundShares(fundSharesSchema.parse(section))).toBe(false)
  })

  test.each([
    [{ ...section, coolDownDays: -1 }],
    [{ ...section, leastStake: -1 }],
    [{ ...section, exitQueue: { ...section.exitQueue, onIceFromPercent: 0 } }],
    [{ ...section, exitQueue: { ...section.exitQueue, frozenFromPercent: 100.01 } }],
    [{ ...section, revenue: { ...revenue, settleEverySeconds: 0 } }],
    [{ ...section, more: 1 }],
  ])('error: %j', (file) => {
    expect(fundSharesSchema.safeParse(file).success).toBe(false)
  })
})
