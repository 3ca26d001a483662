import { z } from 'zod'
import { timeUs, type TimeUs } from '../../base/time.ts'
import { parseTime } from '../../feed/parse-time.ts'
import { decimal } from './decimal.ts'

const time = (description: string) =>
  z
    .custom<string>((value) => timeFrom(value) !== undefined, { message: 'a time in UTC that exists, such as 2026-02-27T08:00' })
    .transform((value): TimeUs => timeFrom(value) ?? timeUs(0))
    .meta({ description })

function timeFrom(value: unknown): TimeUs | undefined {
  if (typeof value !== 'string') return undefined
  try {
    return parseTime(value, '')
  } catch {
    return undefined
  }
}

const text = (description: string) => z.string().min(1).max(200).meta({ description })

const confidence = () => decimal('The oracle’s confidence, from 0 to 1. Left out: 1.').optional()

const share = (description: string) => decimal(description).refine((value) => value >= 0 && value <= 1, { message: 'a share from 0 to 1' })

const levelSchema = z.strictObject({
  price: decimal('Price of the level, in the settlement asset.'),
  size: decimal('Size there, in base.'),
  persistence: share('Chance that it still stands when it is needed. Left out: 1.').optional(),
})

const expirySchema = z.strictObject({
  at: time('When its contracts settle.'),
  forward: decimal('The forward price for it.'),
  fixedForward: decimal('The part of the forward that averaging has fixed already. Left out: none.').optional(),
  rate: decimal('Continuously compounded rate per year. Left out: 0.').optional(),
  confidence: confidence(),
})

const underlyingSchema = z.strictObject({
  index: decimal('Index price.'),
  confidence: confidence(),
  expiries: z.array(expirySchema).optional().meta({ description: 'What is known of each expiry.' }),
  dailyReturns: z.array(decimal('A log return.')).optional().meta({ description: 'Log returns of the index, one a day, oldest first.' }),
  returnsFile: text('A file of daily closes or returns beside this one, in place of dailyReturns.').optional(),
  dailyVolume: decimal('Traded a day, in base.').optional(),
  depth: z
    .strictObject({ bids: z.array(levelSchema), asks: z.array(levelSchema) })
    .optional()
    .meta({ description: 'The book positions would be closed against, best price first.' }),
})

const common = {
  underlying: text('The underlying it follows.'),
  multiplier: decimal('What one contract stands for. Left out: 1.').optional(),
  lotSize: decimal('Smallest step of a size, in contracts. Left out: any size.').optional(),
}
const payoff = () => z.enum(['linear', 'inverse']).meta({ description: 'Settled in the quote asset, or in the coin.' })

const contractSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('spot'), ...common }),
  z.strictObject({ kind: z.literal('perpetual'), payoff: payoff(), ...common }),
  z.strictObject({ kind: z.literal('future'), payoff: payoff(), expiresAt: time('When it settles.'), ...common }),
  z.strictObject({
    kind: z.literal('option'),
    payoff: payoff(),
    option: z.enum(['call', 'put']).meta({ description: 'Call or put.' }),
    strike: decimal('Its strike.'),
    expiresAt: time('When it settles.'),
    ...common,
  }),
])

const markSchema = z.strictObject({
  price: decimal('Mark price; of inverse options in the coin, where it is shown and not used.').optional(),
  volatility: decimal('Implied volatility of an option, a year: 0.6 for 60 %.').optional(),
  confidence: confidence(),
})

const collateralSchema = z.strictObject({
  price: decimal('Its price.'),
  confidence: confidence(),
  initialHaircut: share('Share of its value that does not count toward initial margin. Left out: none.').optional(),
  maintenanceHaircut: share('... toward maintenance margin; at most initialHaircut. Left out: none.').optional(),
  underlying: text('The underlying whose moves it shares.').optional(),
})

/** What a market snapshot may say. What is wrong in one price is left to the valuation, which refuses the accounts that need it. */
export const snapshotFileSchema = z.strictObject({
  at: time('The moment of the snapshot.'),
  settlement: z
    .strictObject({
      asset: text('The asset margin is counted in.'),
      price: decimal('What one of it is worth; 1 while its peg holds. Left out: 1.').optional(),
      confidence: confidence(),
    })
    .optional()
    .meta({ description: 'Left out: USD at 1.' }),
  underlyings: z.record(z.string(), underlyingSchema).meta({ description: 'Markets by underlying.' }),
  contracts: z
    .record(z.string(), contractSchema)
    .optional()
    .meta({ description: 'Contracts by name. Those with a Deribit name need not be here.' }),
  marks: z.record(z.string(), markSchema).optional().meta({ description: 'Marks by contract.' }),
  collateral: z.record(z.string(), collateralSchema).optional().meta({ description: 'What counts as collateral, by asset.' }),
})

/** A snapshot as a file states it. */
export type SnapshotFile = z.infer<typeof snapshotFileSchema>
