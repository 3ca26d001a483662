import { describe, expect, test } from 'vitest'
import { madeModel } from '../../test/margin-model.ts'
import { madeAccount, madeSnapshot } from '../../test/margin.ts'
import { marginsOf } from '../lab/margin/report-accounts.ts'
import { renderMargin } from './margin-page.ts'

const question = { snapshot: madeSnapshot(), models: [madeModel], whatIfs: [], depth: 'everything', curve: {} } as const
const about = { market: 'made', asset: 'USD', notes: ['made <up>.'], unknown: [] }
const account = (cash: number) => madeAccount({ id: `a<${cash}`, cash, positions: [{ contract: 'BTC-PERP', size: 1, entryPrice: 60_000 }] })

describe('renderMargin', () => {
  test('default: a section for each account with tables and figures, escaped', () => {
    const page = renderMargin([marginsOf(account(20_000), question)], about)
    expect(page).toContain('<title>Margin of 1 account</title>')
    expect(page).toContain('No account that is known is below its maintenance margin.')
    expect(page).toContain('a&lt;20000, tiered')
    expect(page).toContain('made &lt;up&gt;.')
    expect(page).toContain('liquidation at -29.8 %')
    expect(page).toContain('aria-label="Profit in 3 scenarios; the worst is spot -20 % with -12,000"')
    expect(page).toMatch(/<td class="number" data-title="liquidation below">42,105\.26<\/td>/)
    expect(page).toMatch(/<td class="number" data-title="frees maintenance">3,000<\/td>/)
    expect(page).not.toContain('<script')
  })

  test('behavior: accounts below the line and unknown ones are counted and listed', () => {
    const bad = madeAccount({ id: 'odd', positions: [{ contract: 'DOGE-PERP', size: 1 }] })
    const unknown = [{ account: 'odd', model: 'tiered', text: 'no such contract' }]
    const page = renderMargin(
      [account(2_000), bad].map((one) => marginsOf(one, question)),
      { ...about, unknown },
    )
    expect(page).toContain('1 requirement not met by the account’s equity.')
    expect(page).toMatch(/<td class="text" data-title="account">odd<\/td>/)
    expect(page).toContain('>back at 61,052.63<')
    expect(page).toContain('callable; maintenance margin over equity is 150.0 %')
  })
})
