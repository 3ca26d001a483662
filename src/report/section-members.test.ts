import { describe, expect, test } from 'vitest'
import { exampleReport } from '../../test/report-example.ts'
import { timeUs } from '../base/time.ts'
import { renderReport } from './render-report.ts'
import type { ReportCall, ReportLiquidation, ReportMembers } from './report-members.ts'
import { membersSection } from './section-members.ts'

const start = 1_584_008_971_000_000
const at = (seconds: number) => timeUs(start + seconds * 1e6)

const call: ReportCall = { decisionId: '5:1', account: 'fund-7', issuedAt: at(0), asked: 540_000_000n, dueAt: at(60) }
const liquidation: ReportLiquidation = {
  decisionId: '9:0',
  account: 'fund-7',
  startedAt: at(61),
  cause: 'callNotMet',
  reductions: [
    {
      contract: 'BTC/USDT:USDT',
      side: 'sell',
      orders: 3,
      filled: { size: 0.5, base: 'BTC', meanPrice: 9_399.6, meanBankruptcyPrice: 8_964.8 },
    },
  ],
  realised: -300_200_000n,
  fees: 9_399_000n,
  ended: { at: at(181), how: 'restored' },
  shortfall: 0n,
}
const members: ReportMembers = {
  asset: 'USDT',
  decimals: 6,
  accounts: 2,
  standings: [
    { standing: 'called', accounts: ['fund-7'] },
    { standing: 'healthy', accounts: ['quiet'] },
  ],
  calls: [call],
  liquidations: [liquidation],
  callsMet: 0,
  shortfall: 0n,
}

function textOf(changes: Partial<ReportMembers>): string {
  const { markup = '' } = membersSection(exampleReport({ members: { ...members, ...changes } })) ?? {}
  return markup.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')
}

describe('membersSection', () => {
  test('default: a run without margin has neither the section nor a link to it', () => {
    expect(membersSection(exampleReport())).toBeUndefined()
    expect(renderReport(exampleReport())).not.toMatch(/(id|href)="#?members"/)
    const page = renderReport(exampleReport({ members }))
    expect(page).toContain('<a href="#members">')
    expect(page).toContain('<section id="members">')
  })

  test('default: standings, calls and liquidations in rows, money in whole units', () => {
    const text = textOf({})
    expect(text).toContain('called 1 fund-7')
    expect(text).toContain('fund-7 2020-03-12 10:29:31 540.00 2020-03-12 10:30:31 open at the end of the data 5:1')
    expect(text).toContain('sold 0.5 BTC of BTC/USDT:USDT in 3 orders at 9,399.6 , bankruptcy price 8,964.8')
    expect(text).toContain('-300.20 9.39 after 2 min 0 s: equity is enough again none 9:0')
    expect(text).not.toContain('fund carried')
  })

  test.each<readonly [NonNullable<ReportCall['ended']>, string]>([
    [{ kind: 'met', at: at(30), how: 'paid' }, 'met after 30 s: paid'],
    [{ kind: 'met', at: at(62), how: 'recovered' }, 'met after 1 min 2 s: equity recovered'],
    [{ kind: 'lapsed', at: at(61) }, 'lapsed after 1 min 1 s: liquidated'],
    [{ kind: 'liquidated', at: at(5) }, 'liquidated after 5 s: equity fell below 0'],
  ])('table: a call that ended as %o', (ended, words) => {
    expect(textOf({ calls: [{ ...call, ended }] })).toContain(words)
  })

  test('behavior: a liquidation at work, with a shortfall, of several contracts, one of them not filled', () => {
    const { ended: _ended, ...open } = liquidation
    const reductions = [...liquidation.reductions, { contract: 'ETH/USDT:USDT', side: 'buy', orders: 1 } as const]
    const text = textOf({
      liquidations: [{ ...open, reductions, cause: 'bankrupt', shortfall: 1_050_000_000n }],
      shortfall: 1_050_000_000n,
    })
    expect(text).toContain('nothing of ETH/USDT:USDT bought in 1 order')
    expect(text).toContain('at work at the end of the data 1,050.00')
    expect(text).toContain('Shortfall, USDT 1,050.00')
    expect(text).toContain('1 at work at the end')
  })

  test('behavior: nothing happened is said, and what the fund carried is told where a speed limit holds margins', () => {
    const text = textOf({ calls: [], liquidations: [], mostCarried: 1_300_000_000n })
    expect(text).toContain('No margin call was issued. No account was liquidated.')
    expect(text).toContain('Most the fund carried, USDT 1,300.00')
  })

  test('behavior: long lists are cut in the middle, and say so', () => {
    const many = Array.from({ length: 1_000 }, (_, place) => ({ ...call, decisionId: `${place}:1` }))
    const accounts = Array.from({ length: 30 }, (_, place) => `a${place}`)
    const text = textOf({ calls: many, standings: [{ standing: 'healthy', accounts }] })
    expect(text).toContain('940 calls between them are in the journal')
    expect(text).toContain(' 29:1 ')
    expect(text).not.toContain(' 30:1 ')
    expect(text).not.toContain(' 969:1 ')
    expect(text).toContain(' 970:1 ')
    expect(text).toContain('a23 and 6 more')
  })

  test('behavior: names of accounts are escaped', () => {
    const evil = '<script>alert(1)</script>'
    const standings = [{ standing: 'healthy', accounts: [evil] }] as const
    const page = renderReport(
      exampleReport({
        members: { ...members, standings, calls: [{ ...call, account: evil }], liquidations: [{ ...liquidation, account: evil }] },
      }),
    )
    expect(page).not.toContain('<script')
  })
})
