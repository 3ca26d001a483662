import { z } from 'zod'
import { decimal } from './decimal.ts'

const name = (description: string) => z.string().min(1).max(200).meta({ description })

const positionSchema = z
  .strictObject({
    contract: name('The contract, as the market names it.'),
    size: decimal('Contracts held; negative is short.'),
    entry: decimal('Mean price of entry, as the mark is quoted. Left out: nothing unrealised.').optional(),
    funding: decimal('Funding earned since it was last settled, in the settlement asset; negative is owed.').optional(),
  })
  .meta({ description: 'A position.' })

const orderSchema = z
  .strictObject({
    contract: name('The contract, as the market names it.'),
    side: z.enum(['buy', 'sell']).meta({ description: 'What the order does.' }),
    size: decimal('Contracts still to be filled.'),
    price: decimal('Its limit.'),
  })
  .meta({ description: 'An order that may still fill.' })

const holdingSchema = z
  .strictObject({ asset: name('The asset.'), amount: decimal('How much of it.') })
  .meta({ description: 'Collateral of one asset.' })

const accountSchema = z
  .strictObject({
    id: name('What output calls the account.'),
    owner: name('Whoever stands behind it; accounts of one owner are added up for concentration.').optional(),
    cash: decimal('In the settlement asset; negative is owed. Left out: none.').optional(),
    collateral: z
      .union([z.array(holdingSchema), z.record(z.string(), decimal('How much of the asset.'))])
      .optional()
      .meta({ description: 'Amounts by asset, or a list of asset and amount.' }),
    positions: z.array(positionSchema).optional().meta({ description: 'What is held.' }),
    orders: z.array(orderSchema).optional().meta({ description: 'What may still be.' }),
  })
  .meta({ description: 'One account.' })

const listSchema = z.strictObject({ accounts: z.array(accountSchema).min(1).meta({ description: 'The accounts.' }) })

/** One account as a file states it. */
export type AccountFile = z.infer<typeof accountSchema>

/** The accounts that a portfolio file states. */
export type PortfolioFile = Readonly<{ accounts: readonly AccountFile[] }>

/**
 * The schema of a portfolio file: that of one account where the file has a key of one, else that of a list, so that faults are told of what was meant.
 *
 * @example
 * portfolioSchemaFor({ id: 'a', cash: 5 }).parse({ id: 'a', cash: 5 }).accounts.length // 1
 */
export function portfolioSchemaFor(root: unknown): z.ZodType<PortfolioFile> {
  const isOne = typeof root === 'object' && root !== null && Object.keys(accountSchema.shape).some((key) => key in root)
  if (isOne) return accountSchema.transform((account) => ({ accounts: [account] }))
  return listSchema.transform(({ accounts }) => ({ accounts }))
}
