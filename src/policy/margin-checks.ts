import type { Finding } from './finding.ts'
import { listIn, numberIn, recordIn, textIn } from './plain.ts'

/**
 * Rules within the margin section: haircuts in their order, each asset once, what is new in a book worth no more than what stood, limits of pace
 * that limit something, a market's no smaller than an account's.
 *
 * @example
 * marginChecks({ margin: { collateral: [{ asset: 'BTC', initialHaircut: 0.1, maintenanceHaircut: 0.2 }] } })[0]?.level // 'fault'
 */
export function marginChecks(root: unknown): readonly Finding[] {
  const margin = recordIn(root, 'margin')
  if (margin === undefined) return []
  const collateral = listIn(margin, 'collateral')
  const names = collateral.map((each) => textIn(each, 'asset'))
  return [
    ...collateral.flatMap((each, i) => haircutFindings(each, i)),
    ...persistenceFindings(margin),
    ...paceFindings(margin),
    ...names.flatMap((name, i): readonly Finding[] =>
      name === undefined || names.indexOf(name) === i
        ? []
        : [{ path: ['margin', 'collateral', i, 'asset'], level: 'fault', expected: 'each asset once', found: name }],
    ),
  ]
}

function persistenceFindings(margin: unknown): readonly Finding[] {
  const coverage = recordIn(margin, 'liquidityCoverage')
  const [stood, fresh] = [numberIn(coverage, 'stoodPersistence'), numberIn(coverage, 'newPersistence')]
  if (stood === undefined || fresh === undefined || fresh <= stood) return []
  const expected = `at most stoodPersistence, ${stood}`
  return [{ path: ['margin', 'liquidityCoverage', 'newPersistence'], level: 'fault', expected, found: String(fresh) }]
}

function paceFindings(margin: unknown): readonly Finding[] {
  const pace = recordIn(recordIn(margin, 'liquidation'), 'pace')
  if (pace === undefined) return []
  const [account, market, loss] = ['accountNotional', 'marketNotional', 'marketLoss'].map((name) => numberIn(pace, name))
  const path = ['margin', 'liquidation', 'pace']
  if (account === undefined && market === undefined && loss === undefined) {
    return [{ path, level: 'fault', expected: 'at least one limit: accountNotional, marketNotional or marketLoss', found: 'none' }]
  }
  if (account === undefined || market === undefined || account <= market) return []
  const expected = `at most marketNotional, ${market}: an account cannot close more than its market`
  return [{ path: [...path, 'accountNotional'], level: 'warning', expected, found: String(account) }]
}

function haircutFindings(terms: unknown, place: number): readonly Finding[] {
  const [initial, maintenance] = [numberIn(terms, 'initialHaircut'), numberIn(terms, 'maintenanceHaircut')]
  if (initial === undefined || maintenance === undefined || initial >= maintenance) return []
  const expected = `at least maintenanceHaircut, ${maintenance}`
  return [{ path: ['margin', 'collateral', place, 'initialHaircut'], level: 'fault', expected, found: String(initial) }]
}
