import { z } from 'zod'
import { amountSchema, sideSchema } from './schema-units.ts'

/** The scenario that costs an account most; `profit` in whole units of the settlement asset, a loss below 0. */
export const worstSchema = z.object({ underlying: z.string(), scenario: z.string(), profit: z.number() })

/** What a model asks where the fund carries part of it, in whole units of the settlement asset. */
export const askedMarginsSchema = z
  .object({ initialMargin: z.number(), maintenanceMargin: z.number(), carried: z.number() })
  .meta({ description: 'What the model asks, and the larger difference to what is charged, which the fund carries.' })

const figures = {
  equity: z.number(),
  initialMargin: z.number(),
  maintenanceMargin: z.number(),
  worst: worstSchema.optional(),
  asked: askedMarginsSchema.optional(),
}

/** What an account stood at, in whole units of the settlement asset. */
export const marginFiguresSchema = z.object(figures).meta({ description: 'In whole units of the settlement asset.' })

/** A position with its mark and the input that brought it. */
export const markedPositionSchema = z.object({
  contract: z.string(),
  lots: z.number(),
  mark: z.number().optional(),
  volatility: z.number().optional(),
  markSeq: z.number(),
  value: z.number(),
})

/** Figures with the largest positions behind them. */
export const marginEvidenceSchema = z.object({ ...figures, positions: z.array(markedPositionSchema), positionsHeld: z.number() })

/** Why an account cannot be valued. */
export const marginRefusalSchema = z.object({
  account: z.string(),
  reason: z.string(),
  subject: z.string().optional(),
  found: z.string().optional(),
})

/** Why a liquidation does not go on for now. */
export const liquidationWaitSchema = z.enum([
  'halted',
  'noMarket',
  'bookUnknown',
  'noBids',
  'noOffers',
  'markNotBelieved',
  'accountPace',
  'marketPace',
  'lossLimit',
])

const reductionSize = z
  .object({
    by: z.enum(['restored', 'leastMissing', 'shares', 'accountPace', 'marketPace', 'lossLimit']),
    averageTicks: z.number(),
    middleMoveTicks: z.number(),
    surplus: z.number().optional(),
  })
  .meta({ description: 'How the size came about; surplus is equity above the target after it, in whole units of the settlement asset.' })

const account = z.string()
const contract = z.string()
const tradeRefusal = z.enum(['initialMargin', 'restricted', 'called', 'liquidating', 'unknown', 'markNotBelieved'])
const trade = { account, contract, lots: z.number(), ticks: z.number() }

/** What was concluded of members' accounts, by kind, as in `engine/margin/margin-decision`. */
export const marginDecisionSchemas = [
  z.object({
    kind: z.literal('inputRefused'),
    input: z.string(),
    reason: z.string(),
    account: account.optional(),
    subject: z.string().optional(),
    found: z.string().optional(),
  }),
  z.object({ kind: z.literal('contractOpened'), contract }),
  z.object({ kind: z.literal('accountOpened'), account, owner: z.string().optional() }),
  z.object({ kind: z.literal('depositBooked'), account, deposited: amountSchema }),
  z.object({ kind: z.literal('withdrawalPaid'), account, withdrawn: amountSchema }),
  z.object({
    kind: z.literal('withdrawalRefused'),
    account,
    wanted: amountSchema,
    why: z.enum([...tradeRefusal.options, 'notThere', 'insolventAuctions']),
    figures: marginFiguresSchema.optional(),
  }),
  z.object({ kind: z.literal('tradeAccepted'), ...trade, held: z.number(), realised: amountSchema }),
  z.object({ kind: z.literal('tradeRefused'), ...trade, why: tradeRefusal, figures: marginFiguresSchema.optional() }),
  z.object({ kind: z.literal('ordersNoted'), account, orders: z.number() }),
  z.object({ kind: z.literal('ordersRefused'), account, why: tradeRefusal, figures: marginFiguresSchema.optional() }),
  z.object({ kind: z.literal('fundingBooked'), contract, rate: z.number(), paid: amountSchema, accounts: z.number() }),
  z.object({ kind: z.literal('contractClosed'), contract, ticks: z.number(), accounts: z.number() }),
  z.object({ kind: z.literal('positionSettled'), ...trade, realised: amountSchema }),
  z.object({ kind: z.literal('accountRestricted'), account, evidence: marginEvidenceSchema }),
  z.object({ kind: z.literal('restrictionLifted'), account, evidence: marginFiguresSchema }),
  z.object({
    kind: z.literal('marginCallIssued'),
    account,
    shortBy: amountSchema,
    dueAt: z.number(),
    locked: amountSchema,
    evidence: marginEvidenceSchema,
  }),
  z.object({
    kind: z.literal('marginCallMet'),
    account,
    call: z.string(),
    how: z.enum(['paid', 'recovered']),
    paid: amountSchema,
    evidence: marginFiguresSchema,
  }),
  z.object({
    kind: z.literal('liquidationStarted'),
    account,
    cause: z.enum(['callNotMet', 'bankrupt']),
    call: z.string().optional(),
    locked: amountSchema,
    evidence: marginEvidenceSchema,
  }),
  z.object({
    kind: z.literal('ordersCancelled'),
    account,
    event: z.string(),
    orders: z.array(z.object({ contract, side: sideSchema, lots: z.number(), ticks: z.number() })),
    left: z.number(),
    why: z.enum(['restores', 'positionsClose']),
    shortBy: amountSchema.optional(),
  }),
  z.object({
    kind: z.literal('liquidationWaited'),
    account,
    contract: contract.optional(),
    why: liquidationWaitSchema,
  }),
  z.object({
    kind: z.literal('reductionOrdered'),
    account,
    contract,
    effectId: z.string(),
    side: sideSchema,
    lots: z.number(),
    markTicks: z.number(),
    boundTicks: z.number(),
    bookLots: z.number(),
    size: reductionSize.optional(),
  }),
  z.object({
    kind: z.literal('positionReduced'),
    ...trade,
    effectId: z.string(),
    side: sideSchema,
    bankruptcyPrice: z.number(),
    realised: amountSchema,
    fee: amountSchema,
    penalty: z.object({ fund: amountSchema, venue: amountSchema }).optional(),
    held: z.number(),
  }),
  z.object({ kind: z.literal('reductionEnded'), account, contract, effectId: z.string(), lotsLeft: z.number(), why: z.string() }),
  z.object({ kind: z.literal('collateralTaken'), account, taken: amountSchema, price: z.number(), paid: amountSchema }),
  z.object({
    kind: z.literal('liquidationEnded'),
    account,
    liquidation: z.string(),
    how: z.enum(['restored', 'closed']),
    lasted: z.number(),
    evidence: marginFiguresSchema,
  }),
  z.object({ kind: z.literal('shortfallRealised'), account, event: z.string(), amount: amountSchema }),
  z.object({
    kind: z.literal('fundCarried'),
    carried: amountSchema,
    accounts: z.number(),
    reserved: amountSchema,
    reservedBefore: amountSchema,
  }),
  z.object({ kind: z.literal('carryingRefused'), account, wanted: amountSchema, available: amountSchema, asked: askedMarginsSchema }),
  z.object({ kind: z.literal('accountUnknown'), account, refusal: marginRefusalSchema }),
  z.object({
    kind: z.literal('accountKnown'),
    account,
    unknownFor: z.number(),
    dueAt: z.number().optional(),
    evidence: marginFiguresSchema,
  }),
] as const
