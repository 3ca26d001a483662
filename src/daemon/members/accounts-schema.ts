import { z } from 'zod'

const decimal = z.union([z.number(), z.string()])
const money = z.record(z.string(), decimal)
const position = z.strictObject({ contract: z.string(), size: decimal, price: decimal })
const order = position.extend({ side: z.enum(['buy', 'sell']) })

const account = z.strictObject({
  id: z.string(),
  owner: z.string().optional(),
  // Without a time the account is there from the first input of the market on.
  at: z.string().optional(),
  money: money.optional(),
  positions: z.array(position).optional(),
})

const action = z.strictObject({
  at: z.string(),
  account: z.string().optional(),
  deposit: money.optional(),
  withdraw: money.optional(),
  trade: position.optional(),
  orders: z.array(order).optional(),
  funding: z.strictObject({ contract: z.string(), rate: z.number() }).optional(),
})

/**
 * What an accounts file may say: accounts with what they bring, and what they do at which time. Sizes in base, prices in quote, money in whole
 * units.
 *
 * @example
 * accountsFileSchema.safeParse(parse(text)).success
 */
export const accountsFileSchema = z.strictObject({ accounts: z.array(account).min(1), actions: z.array(action).optional() })

/** An accounts file that passed the schema. */
export type AccountsFile = z.infer<typeof accountsFileSchema>
