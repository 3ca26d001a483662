import { z } from 'zod'
import {
  askedMarginsSchema,
  liquidationWaitSchema,
  marginFiguresSchema,
  marginRefusalSchema,
  markedPositionSchema,
} from './schema-margin-decision.ts'
import { amountSchema, microsecondsSchema } from './schema-units.ts'

const money = 'In whole units of the settlement asset.'

/** Where an account stands; of several that hold, the first. */
export const standingSchema = z.enum(['unknown', 'liquidating', 'called', 'restricted', 'healthy'])

const sentenceSchema = z.string().optional().meta({ description: 'Why the account is unknown, in words.' })

/** One account in a list. */
export const accountLineSchema = z.object({
  account: z.string(),
  standing: standingSchema,
  marginRatio: z
    .number()
    .optional()
    .meta({ description: 'Maintenance margin over equity: 1 is the liquidation line. Absent while unknown and without equity.' }),
  figures: marginFiguresSchema.optional(),
  refusal: marginRefusalSchema.optional(),
  sentence: sentenceSchema,
})

/** A margin call that is open. */
export const openCallSchema = z.object({
  call: z.string().meta({ description: 'The decision that issued it.' }),
  account: z.string(),
  issuedAt: microsecondsSchema,
  dueAt: microsecondsSchema,
  shortBy: amountSchema,
  paid: amountSchema,
})

/** A liquidation at work. */
export const liquidationSchema = z.object({
  liquidation: z.string().meta({ description: 'The decision that started it.' }),
  account: z.string(),
  startedAt: microsecondsSchema,
  waiting: liquidationWaitSchema.optional(),
})

/** Open interest at risk by price level of one underlying. */
export const liquidationMapSchema = z.object({
  underlying: z.string(),
  indexPrice: z.number(),
  levels: z.array(
    z.object({
      move: z.number().meta({ description: 'Of the index, as a fraction: -0.1 is 10 % down.' }),
      price: z.number(),
      accounts: z.number().meta({ description: 'Accounts that would be below maintenance margin.' }),
      longNotional: z.number().meta({ description: money }),
      shortNotional: z.number().meta({ description: money }),
    }),
  ),
})

/** Margin of all accounts, as in `engine/margin/margin-view`. */
export const marginViewSchema = z.object({
  seq: z.number(),
  at: microsecondsSchema,
  model: z.string(),
  settlement: z.object({ asset: z.string(), decimals: z.number() }),
  accounts: z.number(),
  standings: z.record(standingSchema, z.number()),
  ratios: z
    .array(z.object({ from: z.number(), to: z.number().optional(), accounts: z.number(), standings: z.record(standingSchema, z.number()) }))
    .meta({ description: 'Accounts by margin ratio; the last bucket also holds those without equity.' }),
  nearest: z.array(accountLineSchema).meta({ description: 'Nearest to liquidation first.' }),
  unknown: z.array(accountLineSchema),
  calls: z.array(openCallSchema),
  liquidations: z.array(liquidationSchema),
  counts: z.object({ calls: z.number(), callsMet: z.number(), liquidations: z.number() }),
  shortfall: amountSchema,
  carried: amountSchema.optional().meta({ description: 'What the fund carries of margins under a speed limit.' }),
  maps: z.array(liquidationMapSchema),
  accountsInMaps: z.number(),
})

const scanSchema = z.object({
  underlying: z.string(),
  scenarios: z.array(
    z.object({
      name: z.string(),
      spotMove: z.number(),
      volatilityMove: z.string(),
      weight: z.number(),
      profit: z.number().meta({ description: `${money} A loss is below 0.` }),
    }),
  ),
  worst: z.number().meta({ description: 'Place of the scenario that loses most.' }),
  contributions: z.array(z.object({ contract: z.string(), amount: z.number() })),
})

/** One account in full, as in `engine/margin/margin-view`. */
export const accountPageSchema = z.object({
  seq: z.number(),
  at: microsecondsSchema,
  account: z.string(),
  owner: z.string().optional(),
  standing: standingSchema,
  marginRatio: z.number().optional(),
  cash: amountSchema,
  owed: amountSchema,
  locked: amountSchema,
  collateral: z.array(amountSchema.extend({ decimals: z.number() })),
  positions: z.array(markedPositionSchema.extend({ size: z.number(), entryPrice: z.number() })),
  orders: z.number(),
  requirement: z
    .object({
      equity: z.number(),
      initialMargin: z.number(),
      maintenanceMargin: z.number(),
      parts: z.array(z.object({ name: z.string(), initial: z.number(), maintenance: z.number() })),
      scans: z.array(scanSchema),
      asked: askedMarginsSchema.optional(),
    })
    .optional()
    .meta({ description: `${money} Absent while the account is unknown.` }),
  refusal: marginRefusalSchema.optional(),
  sentence: sentenceSchema,
  call: openCallSchema.optional(),
  liquidation: liquidationSchema.optional(),
  curves: z.array(
    z.object({
      underlying: z.string(),
      levels: z.array(
        z.object({
          move: z.number(),
          price: z.number(),
          equity: z.number(),
          initialMargin: z.number(),
          maintenanceMargin: z.number(),
        }),
      ),
    }),
  ),
})

/** Margin of all accounts. */
export type MarginOverview = z.output<typeof marginViewSchema>
/** One account in a list. */
export type MarginAccountLine = z.output<typeof accountLineSchema>
/** One account in full. */
export type MarginAccountPage = z.output<typeof accountPageSchema>
