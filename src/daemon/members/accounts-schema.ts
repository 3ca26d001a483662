import { z } from 'zod'
import { accountName } from '../../engine/margin/refuse-input.ts'
import { facilityActs } from './facility-schema.ts'

// What is said where a part is wrong; zod's own words are those of a program.
const text = z.string('a text')
const decimal = z.union([z.number(), z.string()], 'a number')
const mapping = 'a mapping of keys to values'
const money = z.record(z.string(), decimal, 'amounts by asset, such as { USD: 1000 }')
const position = z.strictObject({ contract: text, size: decimal, price: decimal }, mapping)
const order = position.extend({ side: z.enum(['buy', 'sell'], 'buy or sell') })

const standing = z
  .array(
    z.strictObject(
      {
        discountBps: z.int('a whole number of bps').min(0, 'a discount of 0 or more').max(10_000, 'a discount of at most 10000'),
        capacity: decimal,
      },
      mapping,
    ),
    'a list',
  )
  .max(100, 'at most 100 steps')

const account = z.strictObject(
  {
    id: text.regex(accountName, 'letters, digits, points, underscores and hyphens, at most 64, the first a letter or digit'),
    owner: text.optional(),
    // Without a time the account is there from the first input of the market on.
    at: text.optional(),
    money: money.optional(),
    positions: z.array(position, 'a list').optional(),
    standing: standing.optional(),
  },
  mapping,
)

const rate = z.number('a number').gt(-1, 'a rate above -1').lt(1, 'a rate below 1')
const action = z.strictObject(
  {
    at: text,
    account: text.optional(),
    deposit: money.optional(),
    withdraw: money.optional(),
    trade: position.extend({ counterparty: text.optional() }).optional(),
    orders: z.array(order, 'a list').optional(),
    funding: z.strictObject({ contract: text, rate }, mapping).optional(),
    standing: standing.optional(),
    ...facilityActs,
  },
  mapping,
)

const fundEntry = z.strictObject(
  {
    // Without a time a stake or income is there from the first input of the market on.
    at: text.optional(),
    staker: text.regex(accountName, 'letters, digits, points, underscores and hyphens, at most 64, the first a letter or digit').optional(),
    stake: decimal.optional(),
    unstake: text.regex(/^(all|[1-9][0-9]{0,23})$/, 'all, or whole shares as a text').optional(),
    takeBack: z.literal(true, 'true').optional(),
    claim: z.literal(true, 'true').optional(),
    income: decimal.optional(),
  },
  mapping,
)

/**
 * What an accounts file may say: accounts with what they bring, what they do at which time, and what stakers of the insurance fund do. Sizes in base, prices in quote, money and
 * commitments in whole units.
 *
 * @example
 * accountsFileSchema.safeParse(parse(text)).success
 */
export const accountsFileSchema = z.strictObject(
  {
    accounts: z.array(account, 'a list').min(1, 'at least one account'),
    actions: z.array(action, 'a list').optional(),
    fund: z.array(fundEntry, 'a list').optional(),
  },
  'a mapping with accounts',
)

/** An accounts file that passed the schema. */
export type AccountsFile = z.infer<typeof accountsFileSchema>
