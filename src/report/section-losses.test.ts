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
  closings: {
    auctions: 3,
    sales: 20,
    salesGave: 7_500_000n,
    takeovers: 1,
    takeoversGave: 1_250_000n,
    winners: 1_400,
    winnersGave: 9_000_000n,
    tornUp: 2,
  },
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

  test('behavior: layers, what is uncovered and what was lost stand to the last unit', () => {
    const text = textOf({ losses: losses.losses.map((loss) => ({ ...loss, deficit: 450_000_001n })), uncovered: 50_000_001n })
    expect(text).toContain('uncovered 50.000001 lost in all 450.000001')
  })

  test('behavior: how positions were closed is told where any was closed beyond the book', () => {
    const text = textOf({})
    expect(text).toContain('sold to bidders, in 3 auctions 20 7.50 taken over by providers 1 1.25')
    expect(text).toContain('winners closed, who gave it 1,400 9.00 ended at the mark with holders who had won nothing 2')
    const none = { ...losses.closings, auctions: 0, takeovers: 0, winners: 0, tornUp: 0 }
    expect(textOf({ closings: none })).not.toContain('sold to bidders')
  })

  test('behavior: of many losses the largest are told, the rest in a row of its own, and all are drawn', () => {
    const [one] = losses.losses
    if (one === undefined) throw new Error('there is a loss')
    const many = Array.from({ length: 45 }, (_, index) => ({
      ...one,
      account: `m-${index}`,
      at: timeUs(one.at + index * 1_000_000),
      deficit: BigInt(index + 1) * 1_000_000n,
      parts: [{ layer: 'insuranceFund', paid: BigInt(index) * 1_000_000n, members: 0 }],
      uncovered: 1_000_000n,
    }))
    const text = textOf({ losses: many })
    expect(text).toContain('The 40 largest losses and who bore them')
    expect(text).toMatch(/uncovered loss event decision m-44 .* m-5 .* 5 more 15.00 5.00/)
    expect(text).not.toContain(' m-4 ')
    const { markup = '' } = lossesSection(exampleReport({ losses: { ...losses, losses: many } })) ?? {}
    // The insurance fund's area and that of what is uncovered, for the wide page and the narrow.
    expect(markup.match(/fill="var\(--(available|committed)\)"/g)).toHaveLength(4)
    expect(text).toContain('insurance fund uncovered')
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

test('lossesOf behavior: handovers and closings are counted with what was given', async () => {
  const { drivenWaterfall } = await import('../../test/driven-waterfall.ts')
  const { everyAuctionBody } = await import('../../test/auction-bodies.ts')
  const { everyDeleveragingBody } = await import('../../test/deleveraging-bodies.ts')
  const bodies = [...everyAuctionBody, ...everyDeleveragingBody]
  const decisions = bodies.map((body, place): Decision => ({ id: `9:${place}`, seq: 9, at: timeUs(1), evidence: [], transfers: [], body }))
  const { closings } = lossesOf({ state: drivenWaterfall().state, decisions }) ?? {}
  const of = <Kind extends DecisionBody['kind']>(kind: Kind) =>
    bodies.filter((body): body is Extract<(typeof bodies)[number], { kind: Kind }> => body.kind === kind)
  const gave = (amounts: readonly { minor: bigint }[]) => amounts.reduce((sum, { minor }) => sum + minor, 0n)
  expect(closings).toEqual({
    auctions: of('auctionEnded').length,
    sales: 2,
    salesGave: gave(of('portfolioTransferred').map(({ discount }) => discount)),
    takeovers: 1,
    takeoversGave: gave(of('providerTookOver').map(({ discount }) => discount)),
    winners: of('positionsDeleveraged').flatMap(({ closed }) => closed).length,
    winnersGave: gave(of('positionsDeleveraged').map(({ covered }) => covered)),
    tornUp: of('positionsDeleveraged').flatMap(({ tornUp }) => tornUp).length,
  })
  expect(closings?.salesGave).toBeGreaterThan(0n)
  expect(closings?.winnersGave).toBeGreaterThan(0n)
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
