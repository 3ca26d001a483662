import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createCommandLine } from '../../test/command-line.ts'
import { ofKind } from '../../test/engine-drive.ts'
import { startMarginDrive } from '../../test/margin-drive.ts'
import { seconds } from '../base/time.ts'
import type { DeleveragingPolicy } from '../engine/loss/deleveraging-policy.ts'
import { openSqliteJournal } from '../journal/sqlite.ts'

const { folder, at, put, seawall } = createCommandLine()

const policy: DeleveragingPolicy = {
  rule: { kind: 'proRata' },
  levels: { startAt: -0.3, stopAbove: -0.25, windowFor: seconds(28_800) },
  priceBoundBps: 10_000,
  waveApart: seconds(5),
}

/** A long of 1 BTC falls 100 short of paying; shorts of .6 and .7 have won 660 and 770, one of them with 30 times the leverage. */
async function writeRun(name: string, deleveraging: DeleveragingPolicy | undefined): Promise<string | undefined> {
  const drive = startMarginDrive({}, { ...(deleveraging && { deleveraging }) })
  drive.open('long', { cash: 1_000, lots: 1_000 })
  drive.open('calm', { cash: 90_000, lots: -600 })
  drive.open('bold', { cash: 1_000, lots: -700 })
  drive.wait(1)
  const outcome = drive.book({ mid: 89_000 })
  mkdirSync(join(folder, 'runs', name), { recursive: true })
  const journal = openSqliteJournal(join(folder, 'runs', name, 'journal.sqlite'))
  await journal.append(drive.sent)
  journal.close()
  return ofKind(outcome.decisions, 'positionsDeleveraged')[0]?.commitment
}

let commitment: string | undefined

beforeAll(async () => {
  commitment = await writeRun('one', policy)
  await writeRun('none', undefined)
})

type Printed = Readonly<{
  waves: readonly Readonly<{
    wave: number
    closed: readonly Readonly<{ account: string; commitment: string; lots: number }>[]
    rules: Readonly<
      Record<string, Readonly<{ given: number; needed: number; accounts: readonly Readonly<{ account: string; lots: number }>[] }>>
    >
  }>[]
}>

describe('seawall adl', () => {
  test('behavior: every rule gives what was needed, from whom it says', () => {
    const { code, out } = seawall('adl', 'one', '--json')
    expect(code).toBe(0)
    const { waves } = JSON.parse(out) as Printed
    expect(waves).toHaveLength(1)
    expect(waves[0]?.closed).toMatchObject([{ account: 'long', lots: 1_000, commitment }])
    const rules = waves[0]?.rules ?? {}
    expect(Object.keys(rules)).toEqual(['queue', 'pro-rata', 'equal-loss', 'risk-aware', 'hedge-aware'])
    for (const { given, needed } of Object.values(rules)) expect([given, needed]).toEqual([100, 100])
    const lots = (rule: string): unknown => rules[rule]?.accounts.map((each) => [each.account, each.lots])
    expect(lots('queue')).toEqual([
      ['bold', 700],
      ['calm', 300],
    ])
    expect(lots('pro-rata')).toEqual([
      ['bold', 538],
      ['calm', 462],
    ])
    expect(lots('equal-loss')).toEqual([
      ['bold', 500],
      ['calm', 500],
    ])
  })

  test('behavior: as a table, of the rules asked for', () => {
    const { out } = seawall('adl', 'one', '--compare', 'queue-hyperliquid,talmud', '--wave', '1')
    expect(out).toMatch(/^Wave 1 at .*: 1 bankrupt account, 100 USDT needed/)
    expect(out).toMatch(/^queue-hyperliquid +2 +100 +0 +0 /m)
    expect(out).toMatch(/^talmud +2 +100 +0 +0 /m)
    expect(out).toMatch(/^queue-hyperliquid {2}bold 70, calm 30$/m)
  })

  test('behavior: a run without deleveraging, and a wave there was not', () => {
    expect(seawall('adl', 'none').out).toBe('The policy of this run has no deleveraging.\n')
    expect(seawall('adl', 'one', '--wave', '2').out).toBe('Nobody was deleveraged.\n')
  })

  test('behavior: a certificate is checked without the run, and does not hold once it is changed', () => {
    const { out } = seawall('adl', 'one', '--certificate', 'calm')
    const file = put('certificate.json', out)
    const checked = seawall('adl', 'check', file)
    expect([checked.code, checked.out]).toEqual([0, expect.stringMatching(/^calm, decision \d+:\d+: holds: 462 lots closed\n$/)])
    const spared = seawall('adl', 'check', put('spared.json', out.replace('"share": 462', '"share": 400')))
    expect([spared.code, spared.out]).toEqual([1, expect.stringContaining('does not hold: notInTheTree')])
    const json = seawall('adl', 'check', file, '--json')
    expect(JSON.parse(json.out)).toMatchObject({ certificates: [{ account: 'calm', holds: true, lots: 462, commitment }] })
  })

  test('error: what cannot be asked ends with 2 and says what can', () => {
    const rule = seawall('adl', 'one', '--compare', 'queue,fifo')
    expect([rule.code, rule.err]).toEqual([2, expect.stringContaining('--compare: value: expected rules of queue')])
    expect(seawall('adl', 'one', '--certificate', 'nobody')).toMatchObject({
      code: 2,
      err: expect.stringContaining('found "nobody"') as string,
    })
    expect(seawall('adl', 'one', '--wave', '0').code).toBe(2)
    expect(seawall('adl', 'absent').code).toBe(2)
    expect(seawall('adl', 'check', put('other.json', '{"certificates":[{}]}'))).toMatchObject({
      code: 2,
      err: expect.stringContaining('what --certificate printed') as string,
    })
    expect(seawall('adl', 'check', at('absent.json')).code).toBe(2)
  })
})
