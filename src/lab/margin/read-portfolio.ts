import type { FaultDetails } from '../../base/fault.ts'
import type { CollateralHolding, MarginAccount } from '../../margin/account/margin-account.ts'
import { portfolioSchemaFor, type AccountFile } from './portfolio-schema.ts'
import { readCheckedDocument, throwIfAny } from './read-document.ts'

/**
 * Reads the accounts of a portfolio file in YAML or JSON. What an account may hold is not judged here: the valuation does, account by account.
 *
 * @throws InputFaults for a file that is no portfolio, or has two accounts of one name.
 *
 * @example
 * readPortfolio('examples/margin/portfolio.yaml').map(({ id }) => id)
 */
export function readPortfolio(file: string): readonly MarginAccount[] {
  const document = readCheckedDocument(file, { expected: 'a portfolio in YAML or JSON', schemaFor: portfolioSchemaFor })
  const { accounts } = document.value
  const seen = new Set<string>()
  const faults: FaultDetails[] = []
  for (const [i, { id }] of accounts.entries()) {
    if (seen.has(id)) faults.push(document.faultAt(['accounts', i, 'id'], 'a name that no account before has', id))
    seen.add(id)
  }
  throwIfAny(faults)
  return accounts.map(accountOf)
}

function accountOf({ id, owner, cash, collateral, positions, orders }: AccountFile): MarginAccount {
  return {
    id,
    ...(owner !== undefined && { owner }),
    cash: cash ?? 0,
    collateral: holdingsOf(collateral),
    positions: (positions ?? []).map(({ contract, size, entry, funding }) => ({
      contract,
      size,
      ...(entry !== undefined && { entryPrice: entry }),
      ...(funding !== undefined && { unsettledFunding: funding }),
    })),
    orders: orders ?? [],
  }
}

function holdingsOf(collateral: AccountFile['collateral']): readonly CollateralHolding[] {
  if (collateral === undefined) return []
  if (Array.isArray(collateral)) return collateral
  return Object.entries(collateral).map(([asset, amount]) => ({ asset, amount }))
}
