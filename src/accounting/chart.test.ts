import { describe, expect, test } from 'vitest'
import { facilityAccounts, facilityOpenings, reserveAccounts, reserveOpenings } from './chart.ts'

describe('chart of accounts', () => {
  test('table: names', () => {
    expect(reserveAccounts('USDT')).toEqual({ equity: 'equity:USDT', reserve: 'reserve:USDT', shortfall: 'shortfall:USDT' })
    expect(facilityAccounts('assetPurchase', 'A/B').revaluation).toBe('revaluation:assetPurchase:A/B')
  })

  test('behavior: only what may be spent must stay in credit', () => {
    const openings = [...reserveOpenings('USDT'), ...facilityOpenings(facilityAccounts('f', 'm'), 'USDT')]
    expect(openings.filter((opening) => opening.mustStayInCredit).map((opening) => opening.id)).toEqual(['reserve:USDT', 'deployed:f:m'])
    expect(new Set(openings.map((opening) => opening.id)).size).toBe(openings.length)
  })
})
