import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { garchReturns } from '../../../test/garch-returns.ts'
import { hasProgram } from '../../../test/has-program.ts'
import { fitGarch, type GarchFitOptions } from './fit.ts'

/** Whether R is here with the package to compare with. */
const hasFGarch = hasProgram('Rscript') && runs('library(fGarch)')

function runs(script: string): boolean {
  try {
    execFileSync('Rscript', ['-e', script], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** What fGarch finds: mean, omega, alpha, beta, degrees of freedom if any; then their standard errors; then the log-likelihood. */
function fitInR(returns: ArrayLike<number>, distribution: 'norm' | 'std'): readonly number[] {
  const folder = mkdtempSync(join(tmpdir(), 'seawall-fgarch-'))
  try {
    const file = join(folder, 'returns.txt')
    writeFileSync(file, Array.from(returns, String).join('\n'))
    const script = `
      suppressMessages(library(fGarch))
      y <- scan("${file}", quiet = TRUE)
      fit <- garchFit(~ garch(1, 1), data = y, cond.dist = "${distribution}", trace = FALSE)
      cat(format(c(coef(fit), fit@fit$se.coef, -fit@fit$value), digits = 15))`
    const output = execFileSync('Rscript', ['-e', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return output.trim().split(/\s+/).map(Number)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const model = { mean: 0.05, omega: 0.05, alpha: 0.1, gamma: 0, beta: 0.85, degreesOfFreedom: Infinity }

describe("R's fGarch", () => {
  test.skipIf(!hasFGarch).each([
    ['norm', { distribution: 'normal' }, model],
    ['std', { distribution: 'studentT' }, { ...model, degreesOfFreedom: 6 }],
  ] as const)(
    'behavior: %s: the fit is at least as likely, with the same parameters and standard errors',
    (name, options: GarchFitOptions, truth) => {
      const returns = garchReturns(1500, truth, 21)
      const theirs = fitInR(returns, name)
      const fit = fitGarch(returns, options)
      if (!fit.ok || !fit.value.standardErrors.hessian.ok) throw new Error('expected a fit with standard errors')
      const names = ['mean', 'omega', 'alpha', 'beta', ...(name === 'std' ? (['degreesOfFreedom'] as const) : [])] as const
      const errors = fit.value.standardErrors.hessian.value
      // fGarch stops at some six digits, and takes its Hessian from differences.
      expect(fit.value.logLikelihood).toBeGreaterThan((theirs.at(-1) as number) - 1e-6)
      names.forEach((parameter, i) => {
        const error = errors[parameter] as number
        expect(Math.abs(fit.value.parameters[parameter] - (theirs[i] as number)), parameter).toBeLessThan(0.02 * error)
        expect((theirs[names.length + i] as number) / error, parameter).toBeCloseTo(1, 1)
      })
    },
  )

  test.skipIf(hasFGarch)('behavior: it is not installed here, so nothing was compared with it', () => {
    expect(hasFGarch).toBe(false)
  })
})
