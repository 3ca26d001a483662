import { accept, refuse, type Result } from '../../base/result.ts'
import type { TimeUs } from '../../base/time.ts'
import type { Contract, OptionContract } from '../../margin/contract.ts'
import type { MarginAccount, Position } from '../../margin/account/margin-account.ts'
import { forwardOf, type MarketSnapshot } from '../../margin/market-snapshot.ts'
import type { StandardLeg, StandardPortfolio } from './standard-portfolios.ts'

/** The market a portfolio is struck in. `near` and `far` are expiries of the underlying. */
export type StrikeTerms = Readonly<{ snapshot: MarketSnapshot; underlying: string; near: TimeUs; far: TimeUs }>

/** Why a portfolio cannot be struck: there is no such contract with a volatility. */
export type StrikeRefusal = Readonly<{ reason: 'noPerpetual' | 'noOption'; portfolio: string }>

/**
 * Strikes a standard portfolio: each option at the listed strike nearest to the one wanted, in logarithm, and futures entered at their marks.
 * Two legs that meet on one contract are one position. Cash is 0: what is asked, not what is left, is the question.
 *
 * @returns A refusal when the market lacks a contract of a kind.
 *
 * @example
 * strikePortfolio(standardPortfolios[4], { snapshot, underlying: 'BTC', near, far })
 */
export function strikePortfolio(portfolio: StandardPortfolio, terms: StrikeTerms): Result<MarginAccount, StrikeRefusal> {
  const sizes = new Map<string, Position>()
  const collateral: { asset: string; amount: number }[] = []
  for (const leg of portfolio.legs) {
    if (leg.kind === 'collateral') {
      collateral.push({ asset: terms.underlying, amount: leg.size })
      continue
    }
    const contract = contractFor(leg, terms)
    if (contract === undefined) return refuse({ reason: leg.kind === 'option' ? 'noOption' : 'noPerpetual', portfolio: portfolio.name })
    const size = (sizes.get(contract.id)?.size ?? 0) + contractsOf(leg.size, contract, terms)
    const entryPrice = leg.kind === 'perpetual' ? terms.snapshot.marks.get(contract.id)?.markPrice : undefined
    sizes.set(contract.id, { contract: contract.id, size, ...(entryPrice !== undefined && { entryPrice }) })
  }
  const positions = [...sizes.values()].filter(({ size }) => size !== 0)
  return accept({ id: portfolio.name, cash: 0, collateral, positions, orders: [] })
}

function contractFor(leg: Exclude<StandardLeg, { kind: 'collateral' }>, terms: StrikeTerms): Contract | undefined {
  const listed = [...terms.snapshot.contracts.values()].filter(({ underlying }) => underlying === terms.underlying)
  if (leg.kind === 'perpetual') return listed.find(({ kind }) => kind === 'perpetual')
  const expiresAt = leg.expiry === 'near' ? terms.near : terms.far
  const expiry = terms.snapshot.underlyings.get(terms.underlying)?.expiries.get(expiresAt)
  if (expiry === undefined) return undefined
  const wanted = forwardOf(expiry) * leg.moneyness
  return listed
    .filter((contract): contract is OptionContract => contract.kind === 'option')
    .filter((contract) => contract.expiresAt === expiresAt && contract.option === leg.option)
    .filter(({ id }) => terms.snapshot.marks.get(id)?.volatility !== undefined)
    .toSorted((a, b) => Math.abs(Math.log(a.strike / wanted)) - Math.abs(Math.log(b.strike / wanted)) || a.strike - b.strike)[0]
}

/** Contracts that stand for `size` of the underlying, in whole lots. */
function contractsOf(size: number, contract: Contract, terms: StrikeTerms): number {
  const isInverseFuture = contract.kind !== 'option' && contract.kind !== 'spot' && contract.payoff === 'inverse'
  const mark = isInverseFuture ? (terms.snapshot.marks.get(contract.id)?.markPrice ?? 0) : 1
  const contracts = (size * mark) / contract.multiplier
  return contract.lotSize === undefined ? contracts : Math.round(contracts / contract.lotSize) * contract.lotSize
}
