import { z } from 'zod'
import { marginModelNames } from '../margin/margin-model.ts'

const bps = (description: string, least = 0) => z.number().min(least).max(10_000).meta({ description })
const share = (description: string) => z.number().gt(0).max(1).meta({ description })
const haircut = (description: string) => z.number().min(0).lt(1).meta({ description })
const seconds = (description: string, least = 0) => z.number().min(least).max(604_800).meta({ description })
const assetName = () =>
  z
    .string()
    .regex(/^[a-zA-Z][a-zA-Z0-9-]*$/)
    .max(64)

const quote = (description: string) => z.number().gt(0).max(1e15).meta({ description })

const paceSchema = z
  .strictObject({
    everySeconds: z
      .number()
      .min(0.001)
      .max(86_400)
      .meta({ description: 'Length of a stretch of time; stretches begin at multiples of it.' }),
    accountNotional: quote('Most notional of one account that is closed in a stretch, in whole units of the settlement asset.').optional(),
    marketNotional: quote('... and of all accounts in one market.').optional(),
    marketLoss: quote("Most that closings in one market may lose in a stretch beyond what is left of the accounts' own.").optional(),
  })
  .meta({ description: 'How fast liquidations may close. One that would pass a limit waits, and says which.' })

const penaltySchema = z
  .strictObject({
    feeBps: bps('Of the notional closed; never more than is left of the closed part of the account.'),
    fundShare: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: "Share of it that goes to the insurance fund where there is one; the rest is the venue's." }),
  })
  .meta({ description: "What being liquidated costs beside the venue's fee, booked as income in the step of the fill." })

const liquidationSchema = z
  .strictObject({
    until: z.enum(['liquidationEnd', 'initial']).meta({
      description: 'Equity at which a liquidation ends: initial margin, or liquidationEnd, half-way from maintenance to initial margin.',
    }),
    shareOfPosition: share('Most of a position, as it was at the start, that is closed in one step.'),
    shareOfBook: share('Most of the lots on the other side of the book within the bound that one step takes.'),
    spacingSeconds: seconds('Time between two steps.'),
    boundBps: bps('Sells no lower than the mark less this, buys no higher than the mark plus this.'),
    sizing: z.enum(['shares', 'justEnough']).optional().meta({
      description:
        'How much a step closes: all that the shares allow, or no more of it than brings equity to `until` at the price after the impact.',
    }),
    leastNotional: quote('A step may take this much notional of a position even where shareOfPosition is less.').optional(),
    cancelOrders: z.enum(['all', 'asNeeded']).optional().meta({
      description:
        'Resting orders that go before anything is closed: all, or as few as are needed and all only where positions must close.',
    }),
    pace: paceSchema.optional(),
    penalty: penaltySchema.optional(),
  })
  .meta({ description: 'How positions are closed when a call is not met.' })

const marksSchema = z
  .strictObject({
    leastStepBps: bps('A mark follows the mid of its book only once it is off by this much of itself.'),
    everySeconds: seconds('... or after this long.'),
    mostStepBps: bps('A mark moves at most this far at once, so that one wrong book cannot liquidate.', 1),
    staleAfterSeconds: seconds(
      'A mark without news for longer makes whoever holds the contract unknown: restricted, not liquidated.',
      0.001,
    ),
  })
  .meta({ description: 'When marks of the markets of the run move, and when any mark is too old to act on.' })

const collateralSchema = z.strictObject({
  asset: assetName().meta({ description: 'What members may pledge beside the settlement asset.' }),
  decimals: z.int().min(0).max(18).meta({ description: 'Decimals of its minor unit: 8 for BTC.' }),
  initialHaircut: haircut('Fraction of its value that does not count toward initial margin; at least maintenanceHaircut.'),
  maintenanceHaircut: haircut('Fraction of its value that does not count toward maintenance margin, and at which it is taken.'),
  underlying: assetName().optional().meta({ description: 'The underlying whose index is its price; without it a feed prices it.' }),
})

const speedLimitSchema = z
  .strictObject({
    mostRisePerDay: z.number().min(0).max(100).meta({
      description: 'How much a charged margin may rise in a day, as a fraction: 0.5 is 50 %. Compounded for more or less than a day.',
    }),
    followEverySeconds: seconds(
      'How often what later rises start from is set to what is charged; in between a short fall does not lower it.',
      1,
    ),
    bookStep: z.number().gt(0).max(1e12).meta({
      description: 'The reservation for what is carried moves in multiples of this, in whole units of the settlement asset, rounded up.',
    }),
  })
  .meta({
    description:
      'A published limit to how fast charged margins rise. The reserve stands for the rest; what it cannot carry is charged in full.',
  })

const coverageSchema = z
  .strictObject({
    everySeconds: seconds('How often the book is sampled, and what is charged for closing made anew.', 0.001),
    withinBps: bps('How far from the best price levels of the book count.', 1),
    stoodPersistence: share('Share of a level that counts of what stood at its price in the sample before.'),
    newPersistence: share('... and of what is new since; at most stoodPersistence.'),
    leastDailyVolatility: z.number().gt(0).max(10).meta({
      description: "A day's volatility of any underlying, as a fraction, at the least; what the run measures counts where it is more.",
    }),
  })
  .meta({
    description: "Adds what closing an account costs and how long it takes against the run's own book, with all accounts of its owner.",
  })

/**
 * The policy's section on members' accounts.
 *
 * @example
 * policyFileSchema.shape.margin
 */
export const marginSchema = z
  .strictObject({
    model: z.enum(marginModelNames).meta({ description: 'The margin model that every account is assessed with.' }),
    callDueSeconds: seconds('How long a member has to meet a margin call. While its account cannot be valued the time does not run.'),
    bankruptAtOnce: z.boolean().meta({ description: 'Whether an account whose equity is below 0 is liquidated without waiting.' }),
    liquidation: liquidationSchema,
    marks: marksSchema,
    collateral: z.array(collateralSchema).max(64).meta({ description: 'Assets that members may pledge.' }),
    speedLimit: speedLimitSchema.optional(),
    liquidityCoverage: coverageSchema.optional(),
  })
  .meta({ description: "Margin of members' accounts: calls, restrictions, liquidations. Without it the run has no accounts." })

/** The section as the file states it. */
export type MarginFile = z.infer<typeof marginSchema>
