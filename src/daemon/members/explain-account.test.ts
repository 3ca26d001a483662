import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { opening, quickMargin } from '../../../test/margin-drive.ts'
import { feedOf } from '../../../test/run-feed.ts'
import { quickPolicy, smallMarket } from '../../../test/small-run.ts'
import { seconds, timeUs } from '../../base/time.ts'
import { explanationJson } from '../../cli/explanation-json.ts'
import { explanationText } from '../../cli/explanation-text.ts'
import { summaryText } from '../../cli/run-text.ts'
import { explainDecision, listDecisions, replayRun } from '../audit-run.ts'
import { RunStopped } from '../pacer.ts'
import type { RunHandle, RunSummary } from '../run-types.ts'
import { startRun } from '../start-run.ts'
import { withAccounts } from './with-accounts.ts'

const market = smallMarket({ seed: 7, seconds: 180 })
const folder = mkdtempSync(join(tmpdir(), 'seawall-margin-'))
afterAll(() => rmSync(folder, { recursive: true }))

const brought = { at: timeUs(0), lots: 1_000, btc: 0 }
const atStart = [
  // Forty times the equity in one BTC at 10,000, and twice; the market falls by some per cent.
  { ...opening('deep', { ...brought, cash: 250 }), at: timeUs(0) },
  { ...opening('shallow', { ...brought, cash: 5_000 }), at: timeUs(0) },
]
const policy = { ...quickPolicy, margin: { ...quickMargin, callDueFor: seconds(5), bankruptAtOnce: false } }

function start(runsFolder: string, onRead?: (place: number) => void): Promise<RunHandle> {
  return startRun({
    name: 'Margined',
    feed: withAccounts(feedOf(market, onRead), { atStart, timed: [], text: 'two accounts' }),
    policy,
    policyText: 'name: quick',
    seed: 1,
    runsFolder: join(folder, runsFolder),
    command: ['test'],
  })
}

describe('a run with accounts', () => {
  let run = ''
  let summary: RunSummary
  beforeAll(async () => {
    const handle = await start('whole')
    run = handle.folder
    summary = await handle.done
  })

  test('default: it counts calls and liquidations, in its summary and its report', () => {
    expect(summary.margin).toMatchObject({ asset: 'USDT', accounts: 2, liquidations: 1 })
    expect(summaryText(summary, 'market')).toMatch(/Accounts +Margin calls +Met +Liquidations +Shortfall, USDT\n2 +\d+ +\d+ +1 /)
    expect(readFileSync(summary.report, 'utf8')).toContain('Liquidation started')
  })

  test('behavior: a replay is identical, and so is a run that was stopped on its way', async () => {
    expect(replayRun(run)).toMatchObject({ identical: true, inputs: summary.inputs })
    const stopped: RunHandle = await start('stopped', (place) => place === 300 && void stopped.stop())
    await expect(stopped.done).rejects.toThrow(RunStopped)
    const again = await (await start('stopped')).done
    expect(again).toMatchObject({ resumed: true, stateHash: summary.stateHash, journalHash: summary.journalHash })
  })

  test('behavior: why it was liquidated is told from the first restriction to the end, with marks, numbers, inputs and transfers', () => {
    const line = listDecisions(run).lines.find(({ kind }) => kind === 'liquidationStarted')
    expect(line?.account).toBe('deep')
    const explanation = explainDecision(run, line?.id ?? '')
    const kinds = explanation.account?.life.map(({ kind }) => kind) ?? []
    const [first, second, third] = kinds
    expect([first, second, third]).toEqual(['accountRestricted', 'marginCallIssued', 'liquidationStarted'])
    expect(kinds).toContain('positionReduced')
    expect(kinds.at(-1)).toBe('restrictionLifted')
    expect(kinds.at(-2)).toBe('liquidationEnded')
    expect(explanation.account?.life.every(({ text }) => text.includes('deep'))).toBe(true)
    const text = explanationText(explanation)
    expect(text).toMatch(/^Liquidation started at .*\n {2}deep: its margin call was not met in time; equity [-\d.,]+, initial margin/)
    expect(text).toMatch(/Model Tiered margin of perpetuals and futures/)
    expect(text).toMatch(
      /Position +Size +Mark +Volatility +Mark from input +Adds to equity\n +BTC\/USDT:USDT +1 BTC +9,[\d.,]+ +\d+ +-[\d.,]+\n +Cash and collateral +[\d.,]+\n/,
    )
    expect(text).toMatch(/pending +[\d.,]+ USDT, memberCash:deep to clearing:USDT \(\d+:\d+\)/)
    expect(text).toMatch(/posted +[\d.,]+ USDT, memberCash:deep to clearing:USDT/)
    expect(explanationJson(explanation)).toMatchObject({ kind: 'liquidationStarted', account: { account: 'deep', callDueSeconds: 5 } })
  })

  test('behavior: decisions of no account have no life', () => {
    const line = listDecisions(run).lines.find(({ kind }) => kind === 'triggerMoved')
    expect(explainDecision(run, line?.id ?? '')).not.toHaveProperty('account')
  })
})
