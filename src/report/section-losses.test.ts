import { describe, expect, test } from 'vitest'
import { exampleReport } from '../../test/report-example.ts'
import { amount } from '../base/amount.ts'
import { timeUs } from '../base/time.ts'
import type { Decision, DecisionBody } from '../engine/decision.ts'
import { createState } from '../engine/state.ts'
import { lossesOf } from './losses-of.ts'
import { renderReport } from './render-report.ts'
import type { ReportLosses } from './report-losses.ts'
import { lossesSection } from './section-losses.ts'

const losses: ReportLosses = {
  asset: 'USDT',
  decimals: 6,
  layers: [
    { layer: 'insuranceFund', holds: 50_000_000n, paid: 300_000_000n },
    { layer: 'ownMoney:equity', holds: 9_000_000n, paid: 0n },
    { layer: 'gainsHaircut', paid: 100_000_000n },
  ],
  losses: [
    {
      event: '7:1',
      decisionId: '9:2',
      account: 'fund-7',
      at: timeUs(1_584_008_971_000_000),
      deficit: 450_000_000n,
      parts: [
        { layer: 'insuranceFund', paid: 300_000_000n, members: 0 },
        { layer: 'gainsHaircut', paid: 100_000_000n, members: 2 },
      ],
      uncovered: 50_000_000n,
    },
  ],
  uncovered: 50_000_000n,
}

function textOf(changes: Partial<ReportLosses>): string {
  const { markup = '' } = lossesSection(exampleReport({ losses: { ...losses, ...changes } })) ?? {}
  return markup.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
}

describe('lossesSection', () => {
  test('default: a run without a waterfall has neither the section nor a link to it', () => {
    expect(lossesSection(exampleReport())).toBeUndefined()
    expect(renderReport(exampleReport())).not.toMatch(/(id|href)="#?losses"/)
    const page = renderReport(exampleReport({ losses }))
    expect(page).toContain('<a href="#losses">')
    expect(page).toContain('<section id="losses">')
  })

  test('default: layers and losses in rows, in words', () => {
    const text = textOf({})
    expect(text).toContain('insurance fund 50.00 300.00 own money equity 9.00 0.00 gains haircut 100.00')
    expect(text).toContain('fund-7 2020-03-12 10:29:31 450.00 insurance fund 300.00, gains haircut 100.00 (2 members) 50.00 7:1 9:2')
  })

  test('behavior: without a loss it says so, and a loss nobody bore says that', () => {
    expect(textOf({ losses: [] })).toContain('Every account could pay what it owed.')
    expect(textOf({ losses: losses.losses.map((loss) => ({ ...loss, parts: [] })) })).toContain('450.00 nobody 50.00')
  })
})

describe('lossesOf', () => {
  test('default: nothing without a waterfall', () => {
    expect(lossesOf({ state: createState(), decisions: [] })).toBeUndefined()
  })

  test('behavior: what came in later is added to the loss it paid for', async () => {
    const { drivenWaterfall } = await import('../../test/driven-waterfall.ts')
    const decisions: Decision[] = [allocated, recovered].map((body, place) => ({
      id: `9:${place}`,
      seq: 9,
      at: timeUs(1),
      evidence: [],
      transfers: [],
      body,
    }))
    const found = lossesOf({ state: drivenWaterfall().state, decisions })
    expect(found?.layers).toEqual([{ layer: 'insuranceFund', holds: 25_000_000n, paid: 0n }])
    expect(found?.losses).toMatchObject([
      {
        parts: [
          { layer: 'insuranceFund', paid: 7n },
          { layer: 'insuranceFund, later', paid: 2n },
        ],
        uncovered: 1n,
      },
    ])
  })
})

const usdt = (minor: bigint) => amount('USDT', minor)
const allocated: DecisionBody = {
  kind: 'lossAllocated',
  account: 'a',
  event: '7:1',
  loss: usdt(10n),
  layers: [{ layer: 'insuranceFund', kind: 'insuranceFund', held: usdt(7n), used: usdt(7n), shares: [] }],
  uncovered: usdt(3n),
}
const recovered: DecisionBody = {
  kind: 'lossRecovered',
  account: 'a',
  event: '7:1',
  layer: 'insuranceFund',
  paid: usdt(2n),
  uncovered: usdt(1n),
}
