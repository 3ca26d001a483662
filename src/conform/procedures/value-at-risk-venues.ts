import { createPrng } from '../../base/prng.ts'
import { compensatedSum } from '../../num/compensated-sum.ts'
import { choleskyOf, entryOf, matrixOf, zeroMatrix, type Matrix } from '../../num/matrix.ts'
import { quantileRank } from '../../num/quantile.ts'
import { nextNormal } from '../../num/random.ts'
import { deltaGammaExpansion, deltaGammaTail, type DeltaGammaPortfolio } from '../../risk/portfolio/delta-gamma.ts'
import type { Fields } from '../fields.ts'
import type { CaseOutcome, ProcedureTable } from '../procedure.ts'
import type { Mismatch } from '../vector-file.ts'

/** Files of numbers that other systems report. */
export const venueValueAtRiskProcedures: ProcedureTable = {
  ore_histsim_var: { cases: (document) => document.rows('series').flatMap(historicalCases) },
  ore_deltagamma_var: { cases: (document) => document.rows('cases').map(deltaGammaCase) },
}

/** Where the actual number is not within `allowed` of the expected one. */
function differing(path: string, expected: number, found: Readonly<{ actual: number | null; allowed: number }>): readonly Mismatch[] {
  const { actual, allowed } = found
  return actual !== null && Math.abs(actual - expected) <= allowed ? [] : [{ path, expected, actual }]
}

/** That system's figures at `q`: the profit of rank `ceil(n q)` from the worst, and the mean of all up to it. Printed to six places. */
function historicalCases(series: Fields): readonly CaseOutcome[] {
  const profits = series.numbers('pnl').sort()
  return series.rows('expected').map((row) => {
    const q = row.number('q')
    const rank = quantileRank(profits.length, q)
    const mean = compensatedSum(profits.subarray(0, rank)) / rank
    const mismatches = [
      ...differing('var', row.number('var'), { actual: profits[rank - 1] as number, allowed: 1e-6 }),
      ...differing('es', row.number('es'), { actual: mean, allowed: 1e-6 }),
    ]
    return { name: `${series.text('series')} q=${q}`, mismatches }
  })
}

/** A file's figure is the quantile of the profit at `p`: the value at risk of the opposite portfolio. */
function deltaGammaCase(one: Fields): CaseOutcome {
  const omega = squareOf(one, 'omega')
  const size = omega.rows
  const delta = one.has('delta') ? one.numbers('delta') : new Float64Array(size)
  // A case that speaks of one kind of sensitivity has none of the other.
  const gamma = one.has('gamma') || one.has('gamma_rowmajor') ? squareOf(one, 'gamma') : zeroMatrix(size, size)
  const portfolio = { delta, gamma, covariance: omega }
  const opposite = {
    delta: delta.map((value) => -value),
    gamma: { ...portfolio.gamma, values: portfolio.gamma.values.map((value) => -value) },
    covariance: portfolio.covariance,
  }
  const p = one.number('p')
  const tail = deltaGammaTail(opposite, p)
  const expansion = deltaGammaExpansion(opposite, p)
  const quantile = tail.ok ? tail.value.valueAtRisk : null
  const mismatches: Mismatch[] = []
  if (one.has('exact')) {
    const exact = one.number('exact')
    // The file's tolerance is in per cent.
    const allowed = (Math.abs(exact) * one.numberOr('tol', 1e-6)) / 100
    mismatches.push(...differing('exact', exact, { actual: quantile, allowed }))
  }
  if (one.has('cornish_fisher_expected')) {
    const actual = expansion.ok ? expansion.value.valueAtRisk : null
    const allowed = one.numberOr('cornish_fisher_tol', 1e-6)
    mismatches.push(...differing('cornish_fisher_expected', one.number('cornish_fisher_expected'), { actual, allowed }))
  }
  if (one.has('check') && quantile !== null) mismatches.push(...simulated(portfolio, { p, quantile }))
  return { name: one.text('name'), mismatches }
}

/** A square matrix by rows, or as one list row after row. */
function squareOf(one: Fields, name: string): Matrix {
  if (!one.has(`${name}_rowmajor`)) return matrixOf(one.matrix(name))
  const values = one.numbers(`${name}_rowmajor`)
  const size = Math.round(Math.sqrt(values.length))
  return { rows: size, columns: size, values }
}

const paths = 100_000

/** A seeded simulation: the share of profits up to the quantile must be `p` within four standard errors. */
function simulated(portfolio: DeltaGammaPortfolio, at: Readonly<{ p: number; quantile: number }>): readonly Mismatch[] {
  const factor = choleskyOf(portfolio.covariance)
  if (!factor.ok) return [{ path: 'omega', expected: 'a positive definite matrix', actual: factor.refusal }]
  const generator = createPrng(1)
  let below = 0
  for (let path = 0; path < paths; path++) {
    const normals = Float64Array.from({ length: portfolio.delta.length }, () => nextNormal(generator))
    if (profitOf(portfolio, factorTimes(factor.value, normals)) <= at.quantile) below += 1
  }
  return differing('check', at.p, { actual: below / paths, allowed: 4 * Math.sqrt((at.p * (1 - at.p)) / paths) })
}

function factorTimes(factor: Matrix, normals: Float64Array): Float64Array {
  return normals.map((_normal, i) => {
    let sum = 0
    for (let j = 0; j <= i; j++) sum += entryOf(factor, i, j) * (normals[j] as number)
    return sum
  })
}

function profitOf({ delta, gamma }: DeltaGammaPortfolio, moves: Float64Array): number {
  let profit = 0
  for (let i = 0; i < moves.length; i++) {
    let curve = 0
    for (let j = 0; j < moves.length; j++) curve += entryOf(gamma, i, j) * (moves[j] as number)
    profit += (moves[i] as number) * ((delta[i] as number) + 0.5 * curve)
  }
  return profit
}
