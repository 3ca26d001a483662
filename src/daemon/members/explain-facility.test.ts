import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { explanationJson } from '../../cli/explanation-json.ts'
import { explanationText } from '../../cli/explanation-text.ts'
import { openSource } from '../../cli/open-source.ts'
import type { DecisionLine } from '../../api/schema.ts'
import { loadPolicy } from '../../policy/load.ts'
import { explainDecision, listDecisions, replayRun } from '../audit-run.ts'
import { startRun } from '../start-run.ts'
import { readAccounts } from './read-accounts.ts'
import { withAccounts } from './with-accounts.ts'

const folder = mkdtempSync(join(tmpdir(), 'seawall-facility-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the example of guarantee, loan and draw', () => {
  let run = ''
  let lines: readonly DecisionLine[] = []
  beforeAll(async () => {
    const { policy, text } = loadPolicy('supported-perpetual')
    const { feed } = await openSource({ data: [], scenario: '2020-03-12', to: '2020-03-12T16:30', seed: 1 })
    const terms = { instruments: feed.instruments, policy: policy.margin }
    const accounts = readAccounts('examples/margin/supported-crash.yaml', terms)
    const common = { policy, policyText: text, seed: 1, runsFolder: folder, command: ['test'] }
    const handle = await startRun({ name: 'Supported', feed: withAccounts(feed, accounts), ...common })
    run = handle.folder
    await handle.done
    lines = listDecisions(run).lines
  }, 120_000)

  const ofKind = (...kinds: readonly string[]): readonly DecisionLine[] => lines.filter(({ kind }) => kinds.includes(kind))
  const reasonsOf = (kind: string): readonly string[] => ofKind(kind).map(({ text }) => text.split(': ').at(-1)?.split(' (')[0] ?? '')

  test('behavior: its claims, loans and draws are decided as it says', () => {
    expect(reasonsOf('claimRefused')).toEqual([
      'the window has not ended',
      'the other side was not being liquidated',
      'the engine has not seen the trade',
    ])
    expect(ofKind('claimPaid').length).toBe(1)
    expect(reasonsOf('loanRefused')).toEqual(['the collateral carries less'])
    expect(ofKind('loanReduced').map(({ text }) => text.split('; ').at(-1))).toEqual(['the loan is over'])
    expect(reasonsOf('drawRefused')).toEqual(["the loss event's limit leaves less"])
    expect(ofKind('fundDrawn')[0]?.text).toMatch(/^whale: 500,000\.00 USD /)
    expect(ofKind('gainDecided')[0]?.text).toMatch(/^twin: [\d,.]+ USD kept, by operations: /)
    expect(ofKind('requestRefused', 'repaymentRefused', 'coverRefused', 'reviewRefused', 'tradeRefused', 'inputRefused')).toEqual([])
  })

  test('behavior: its report says what each facility has left, promised, paid and earned, and each verdict', () => {
    const text = readFileSync(join(run, 'report.html'), 'utf8')
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')
    const claimed = /maker: ([\d,.]+) USD of/.exec(ofKind('claimPaid')[0]?.text ?? '')?.[1]
    expect(claimed).toBeDefined()
    const promised = 200_000 - Number(claimed?.replaceAll(',', ''))
    const words = `Loss guarantee 800,000.00 ${promised.toLocaleString('en-US')}.00 ${claimed} 0.00 `
    expect(text).toContain(words)
    expect(text).toMatch(/Collateral support 2,000,000\.00 0\.00 199,000\.00 [1-9][\d.]* 0\.00 /)
    expect(text).toMatch(/Fund draw 500,000\.00 500,000\.00 [\d,.]+ /)
    expect(text).toMatch(/Claims and their verdicts .*Claim refused .*Claim granted /)
  })

  test('behavior: a replay finds the same, the ids that were found included', () => {
    expect(replayRun(run).identical).toBe(true)
  })

  test('behavior: a claim tells its cover from its sale on, with the trades it was about and every transfer', () => {
    const [claim] = ofKind('claimPaid')
    const explanation = explainDecision(run, claim?.id ?? '')
    const [sold] = ofKind('coverSold')
    expect(explanation.facility?.title).toBe(`Cover ${sold?.id}`)
    expect(explanation.facility?.life.map(({ kind }) => kind)).toEqual([
      ...['coverSold', 'tradeAccepted', 'tradeAccepted', 'claimRefused', 'claimRefused', 'claimRefused', 'claimPaid'],
    ])
    expect(explanation.facility?.life.at(-1)?.transfers.map(({ debit, credit }) => `${debit} to ${credit}`)).toEqual([
      'reserve:USD to guaranteed:USD',
      'guaranteed:USD to memberCash:maker',
    ])
    expect(explanationText(explanation)).toMatch(/\nCover \d+:\d+\n {2}\d+:\d+ .*Cover sold +maker: up to 200,000\.00 USD/)
    expect(explanationJson(explanation)).toMatchObject({ facility: { title: `Cover ${sold?.id}` } })
  })

  test('behavior: a loan tells its end, a refused draw what was drawn, held and kept, and the loss what is left', () => {
    const explained = (kind: string) => explainDecision(run, ofKind(kind)[0]?.id ?? '')
    const kindsOf = ({ facility }: ReturnType<typeof explained>): readonly string[] => facility?.life.map(({ kind }) => kind) ?? []
    expect(kindsOf(explained('loanReduced'))).toEqual(['loanGranted', 'loanReduced'])
    const draws = ['liquidationStarted', 'shortfallRealised', 'drawRefused', 'fundDrawn', 'gainHeld', 'gainDecided']
    expect(kindsOf(explained('gainDecided'))).toEqual(draws)
    const refused = explained('drawRefused')
    expect(kindsOf(refused)).toEqual(draws)
    const { loss } = refused
    expect(loss?.recovered).toEqual([{ layer: 'fundDraw', paid: { asset: 'USD', minor: 500_000_000_000n } }])
    expect(loss?.uncovered.minor).toBe((loss?.deficit.minor ?? 0n) - 500_000_000_000n)
  }, 120_000)
})
