import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { runFile, vectorFileOf, type FileOutcome } from '../run-conform.ts'
import { isWholeDollars } from './margin-derive-check.ts'
import { deriveProcedures } from './margin-derive.ts'

type Json = Record<string, unknown>

const read = (path: string): Json => JSON.parse(readFileSync(sharedFile(`vectors/${path}`), 'utf8')) as Json
const outcomeOf = (document: unknown, name: string): FileOutcome => runFile(vectorFileOf(document, name), deriveProcedures)
const at = (document: unknown, ...path: (string | number)[]): Json =>
  path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], document) as Json

test.skipIf(!hasShared).each([
  ['methods/margin-derive-pmrm-mixed.json', 1],
  ['venues/derive_pmrm2_portfolios.json', 97],
  ['venues/derive_pmrm1_scenarios.json', 43],
  ['venues/derive_srm_cases.json', 42],
])('vectors: %s', (path, count) => {
  const outcome = outcomeOf(read(path), path.split('/').at(-1) ?? path)
  expect(outcome).toMatchObject({ status: 'passed', worst: undefined })
  expect(outcome.cases.passed).toBeGreaterThanOrEqual(count)
})

/** Each figure that a file gives is wrong by a little once, and its case must fail for it. */
describe.skipIf(!hasShared)('a wrong figure fails its case', () => {
  const failing = (path: string, spoil: (document: Json) => void): FileOutcome => {
    const document = read(path)
    spoil(document)
    return outcomeOf(document, path.split('/').at(-1) ?? path)
  }
  const portfolio = 'venues/derive_pmrm2_portfolios.json'
  const covered = (document: Json): Json => at(document, 'cases', 0, 'expected')
  /** The file with two of its cases, the first a covered call of many parts. */
  const spoilt = (spoil: (document: Json) => void): FileOutcome =>
    failing(portfolio, (document) => {
      const cases = document['cases'] as Json[]
      const first = cases.filter((one) => one['id'] === 'test_16_risk_cancelling_general_covered_call')
      document['cases'] = [...first, ...cases.slice(0, 1)]
      spoil(document)
    })

  test.each([
    ...['IM', 'MM', 'IMHand', 'PortfolioMTM', 'OptionMTM', 'CollateralMTM', 'IMLossFactor', 'MMLossFactor', 'MMBaseCont', 'IMBaseCont'],
    ...['IMOptionContNormal', 'ForwardContingency', 'worst_reg_loss', 'worst_tail_loss', 'worst_skew_loss'],
  ])('table: second generation, %s', (name) => {
    const outcome = spoilt((document) => {
      covered(document)[name] = (covered(document)[name] as number) * (1 + 1e-7)
    })
    expect(outcome.cases.failed).toBe(1)
  })

  test.each([
    ['reg_losses', 7, 2],
    ['tail_losses', 2, 2],
    ['skew_losses', 1, 1],
    ['discount_factors', 1, 0],
    ['discount_factors', 2, 1],
  ])('table: second generation, %s %s', (name, row, column) => {
    const outcome = spoilt((document) => {
      const list = covered(document)[name] as number[][]
      const found = list[row] as number[]
      found[column] = (found[column] as number) * (1 + 1e-7)
    })
    expect(outcome.cases.failed).toBe(1)
  })

  test.each([
    ['worst_reg_scenario', [0.18, 1]],
    ['worst_tail_scenario', [3, 1, 0.012]],
    ['worst_all_scenarios', 'tail'],
    ['reg_losses', []],
  ])('table: second generation, %s', (name, wrong) => {
    const outcome = spoilt((document) => {
      covered(document)[name] = wrong
    })
    expect(outcome.cases.failed).toBe(1)
  })

  test('behavior: a case that cannot be read fails alone', () => {
    const outcome = spoilt((document) => {
      delete at(document, 'cases', 1, 'scenario')['SpotPrice']
    })
    expect(outcome.cases.failed).toBe(1)
    expect(outcome.worst).toMatchObject({ actual: expect.stringContaining('SpotPrice') as string })
  })

  test.each([
    'InitialMarginCalc',
    'MaintenanceMarginCalc',
    'MinSpan',
    'PortfolioMTM',
    'ForwardContingency',
    'OptionContingency',
    'LossFactor',
  ])('table: first generation, %s', (name) => {
    const outcome = failing('venues/derive_pmrm1_scenarios.json', (document) => {
      const result = at(document, 'verified', 'cases', 'Test19', 'Result')
      result[name] = (result[name] as number) * (1 + 1e-8)
    })
    expect(outcome.cases.failed).toBe(1)
  })

  test.each([
    ['venues/derive_pmrm1_scenarios.json', 'portfolio_pm', 'test_covered_atm_call_pm', 'im'],
    ['venues/derive_pmrm1_scenarios.json', 'portfolio_pm', 'test_covered_atm_call_pm', 'mm'],
    ['venues/derive_srm_cases.json', 'portfolio_cases', 'test_general_portfolio', 'im'],
    ['venues/derive_srm_cases.json', 'portfolio_cases', 'test_general_portfolio', 'mm'],
  ])('table: %s %s by a dollar', (path, section, name, figure) => {
    const outcome = failing(path, (document) => {
      const expected = at(document, section, 'cases', name, 'expected')
      expected[figure] = (expected[figure] as number) + 1
    })
    expect(outcome.cases.failed).toBe(1)
  })

  test.each([
    ['realIM', 1e-8],
    ['realMM', 1e-8],
    ['PortfolioMtM', 1e-8],
    ['OracleConts', 1e-2],
    ['PerpMargin', 1e-2],
    ['ETHOptionIM', 1e-2],
    ['BTCOptionIsolatedMM', 1e-2],
  ])('table: standard margin, %s', (name, error) => {
    const outcome = failing('venues/derive_srm_cases.json', (document) => {
      const result = at(document, 'unit_cases', 'cases', 'Test28', 'Result')
      result[name] = (result[name] as number) * (1 + error)
    })
    expect(outcome.cases.failed).toBe(1)
  })
})

test.each([
  [880, 880, true],
  [880, 879.9999999999999, true],
  [880, 879.99, false],
  [879, 879.9999999999999, true],
  [-104, -104.05, true],
  [-105, -104.05, false],
  [0, -0.4, true],
  [1509, 1509.999, true],
])('table: %s is %s cut to whole dollars: %s', (expected, actual, same) => {
  expect(isWholeDollars(expected, actual)).toBe(same)
})
