import { describe, expect, test, vi } from 'vitest'
import { ofKind } from '../../../test/engine-drive.ts'
import { facilitySections, liquidate, startFacilityDrive, type FacilityDrive } from '../../../test/facility-drive.ts'
import { tenthModel } from '../../../test/margin-drive.ts'
import { borrowedAccount, loansAccount, pledgeAccount } from '../../accounting/facility-chart.ts'
import { memberAccounts } from '../../accounting/member-chart.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { balanceOf } from '../../ledger/balance.ts'
import type { Decision } from '../decision.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

const dollars = (whole: number): bigint => BigInt(Math.round(whole * 1e6))

/** An account of a tenth of a bitcoin and 200 lots that borrows 10 dollars on 0.03 of it, and is closed after a fall. */
function fallen(ticks: number): Readonly<{ drive: FacilityDrive; loan: string; decisions: readonly Decision[] }> {
  const drive = startFacilityDrive(facilitySections, {
    collateral: [{ asset: 'BTC', decimals: 8, initialHaircut: 0.7, maintenanceHaircut: 0.7, underlying: 'BTC' }],
  })
  drive.open('fund-7', { btc: 0.1, lots: 200 })
  drive.wait(1)
  drive.book({ mid: 90_000 })
  const pledges = [{ asset: 'BTC', minor: '3000000' }]
  const granted = drive.send({ kind: 'loanRequested', at: drive.now(), account: 'fund-7', wantedMinor: String(dollars(10)), pledges })
  const [loan] = granted.decisions
  expect(loan?.body.kind).toBe('loanGranted')
  drive.wait(1)
  const { decisions } = drive.book({ mid: ticks, lots: 20_000 })
  return { drive, loan: loan?.id ?? '', decisions: [...decisions, ...liquidate(drive, 'fund-7', ticks)] }
}

describe('the loans of an account that cannot pay', () => {
  test('regression: what collateral of a loan brings beyond it pays what the account owes before anything is a shortfall', () => {
    const { drive, loan, decisions } = fallen(55_000)
    const { ledger } = drive.state
    expect(ofKind(decisions, 'loanDefaulted')).toMatchObject([{ account: 'fund-7', loan, why: 'borrowerFailed' }])
    // 0.03 BTC at 5,500 less a fifth are 132: 10 for the loan, and a millionth of interest.
    expect(ofKind(decisions, 'loanRecovered')).toMatchObject([
      { brought: { minor: dollars(132) }, principal: { minor: dollars(10) }, interest: { minor: 1n }, lost: { minor: 0n } },
    ])
    // 200 lots lose 900 of 10; 0.07 BTC bring 115.50 and the loan's collateral 121.999999.
    expect(ofKind(decisions, 'shortfallRealised')).toMatchObject([
      { account: 'fund-7', amount: { minor: dollars(890 - 115.5 - 122) + 1n } },
    ])
    expect(balanceOf(ledger, memberAccounts('fund-7').cash)).toBe(0n)
    expect([loansAccount('USDT'), borrowedAccount('fund-7'), pledgeAccount('BTC')].map((id) => balanceOf(ledger, id))).toEqual([0n, 0n, 0n])
    expect(auditLedger(ledger).findings).toEqual([])
  })

  test('behavior: a loan of an account that can pay goes on', () => {
    const { drive, decisions } = fallen(89_000)
    expect(ofKind(decisions, 'loanDefaulted')).toEqual([])
    expect(drive.state.facilities?.support?.book.loans.size).toBe(1)
  })
})
