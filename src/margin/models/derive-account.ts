import { accept, refuse, type Result } from '../../base/result.ts'
import type { TimeUs } from '../../base/time.ts'
import type { MarginRefusal, MarginRefusalReason } from '../account/margin-refusal.ts'
import type { Contract } from '../contract.ts'
import type { CollateralMarket, MarketSnapshot } from '../market-snapshot.ts'
import type { ValuedAccount, ValuedPosition } from '../account/valued-account.ts'
import { secondsAYear, type DeriveCollateral, type DeriveExpiry, type DeriveOption, type DerivePortfolio } from './derive-portfolio.ts'

/** Portfolios by underlying, in order of name. Collateral that follows none stands under the empty name. Cash is in none of them. */
export type DerivePortfolios = ReadonlyMap<string, DerivePortfolio>

/**
 * An account as Derive would margin it: one risk manager for every underlying, sharing the cash. Collateral that follows an underlying of the
 * snapshot is in that underlying's portfolio, also where no position is; spot positions are collateral.
 *
 * @returns A refusal for what the venue does not list: dated futures, inverse contracts, and spot without haircuts.
 *
 * @example
 * const portfolios = derivePortfoliosOf(account, snapshot)
 */
export function derivePortfoliosOf(account: ValuedAccount, snapshot: MarketSnapshot): Result<DerivePortfolios, MarginRefusal> {
  const drafts = new Map<string, Draft>()
  // In order of name, so that the order in which an account lists what it holds changes no bit of any sum over it.
  for (const valued of account.positions.toSorted((a, b) => (a.contract.id < b.contract.id ? -1 : 1))) {
    const fault = addPosition(valued, { drafts, snapshot })
    if (fault !== undefined) return refuse(refusalOf(account.account.id, valued.contract, fault))
  }
  for (const { holding, market, value } of account.holdings.toSorted((a, b) => (a.holding.asset < b.holding.asset ? -1 : 1))) {
    const underlying = market.underlying !== undefined && snapshot.underlyings.has(market.underlying) ? market.underlying : ''
    draftOf(drafts, underlying).collateral.push(collateralOf(`collateral ${holding.asset}`, value, { market, follows: underlying !== '' }))
  }
  const names = [...drafts.keys()].toSorted()
  return accept(new Map(names.map((name) => [name, portfolioOf(name, draftOf(drafts, name), snapshot)])))
}

/** Of a contract that is not covered it says of which kind it is: these venues list neither futures nor what settles in the coin. */
function refusalOf(account: string, contract: Contract, reason: MarginRefusalReason): MarginRefusal {
  const refusal = { account, reason, subject: contract.id }
  if (reason !== 'contractNotCovered' || contract.kind === 'spot') return refusal
  return { ...refusal, found: `${contract.payoff === 'inverse' ? 'an inverse' : 'a linear'} ${contract.kind}` }
}

type Draft = {
  perpetuals: DerivePortfolio['perpetuals'][number][]
  options: Map<TimeUs, { first: ValuedPosition; options: DeriveOption[] }>
  collateral: DeriveCollateral[]
}

function draftOf(drafts: Map<string, Draft>, underlying: string): Draft {
  const found = drafts.get(underlying) ?? { perpetuals: [], options: new Map(), collateral: [] }
  drafts.set(underlying, found)
  return found
}

type Into = Readonly<{ drafts: Map<string, Draft>; snapshot: MarketSnapshot }>

function addPosition(valued: ValuedPosition, { drafts, snapshot }: Into): MarginRefusalReason | undefined {
  const { contract, mark, exposure, value } = valued
  const draft = draftOf(drafts, contract.underlying)
  if (contract.kind === 'spot') {
    const market = snapshot.collateral.get(contract.underlying)
    if (market === undefined) return 'collateralUnpriced'
    draft.collateral.push(collateralOf(contract.id, value, { market, follows: true }))
    return undefined
  }
  if (contract.payoff === 'inverse' || contract.kind === 'future') return 'contractNotCovered'
  const { confidence } = mark
  if (contract.kind === 'perpetual') {
    if (mark.markPrice === undefined) return 'markMissing'
    draft.perpetuals.push({ id: contract.id, size: exposure, price: mark.markPrice, confidence, value })
    return undefined
  }
  if (mark.volatility === undefined) return 'volatilityMissing'
  const { id, option: kind, strike } = contract
  const expiry = draft.options.get(contract.expiresAt) ?? { first: valued, options: [] }
  expiry.options.push({ id, kind, strike, size: exposure, volatility: mark.volatility, confidence })
  draft.options.set(contract.expiresAt, expiry)
  return undefined
}

function collateralOf(id: string, value: number, at: Readonly<{ market: CollateralMarket; follows: boolean }>): DeriveCollateral {
  const { confidence, initialHaircut, maintenanceHaircut } = at.market
  return { id, value, confidence, follows: at.follows, initialHaircut, maintenanceHaircut }
}

function portfolioOf(underlying: string, draft: Draft, snapshot: MarketSnapshot): DerivePortfolio {
  const market = snapshot.underlyings.get(underlying)
  return {
    spotPrice: market?.indexPrice ?? 0,
    // Collateral that follows nothing is doubted for itself alone.
    spotConfidence: market?.confidence ?? 1,
    stablePrice: snapshot.settlement.price,
    cash: 0,
    perpetuals: draft.perpetuals,
    expiries: [...draft.options].toSorted(([a], [b]) => a - b).map(([, held]) => expiryOf(held)),
    collateral: draft.collateral,
  }
}

function expiryOf({ first, options }: Readonly<{ first: ValuedPosition; options: readonly DeriveOption[] }>): DeriveExpiry {
  const { timeYears, expiry } = first
  return {
    secondsToExpiry: timeYears * secondsAYear,
    variableForward: expiry?.variableForward ?? 0,
    fixedForward: expiry?.fixedForward ?? 0,
    rate: expiry?.rate ?? 0,
    confidence: expiry?.confidence ?? 0,
    options,
  }
}
