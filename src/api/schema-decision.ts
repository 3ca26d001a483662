import { z } from 'zod'
import { deleveragingDecisionSchemas } from './schema-deleveraging-decision.ts'
import { auctionDecisionSchemas } from './schema-auction-decision.ts'
import { facilityDecisionSchemas } from './schema-facility-decision.ts'
import { fundDecisionSchemas } from './schema-fund-decision.ts'
import { marginDecisionSchemas } from './schema-margin-decision.ts'
import { amountSchema, facilitySchema, modelNameSchema, phaseSchema, readingSchema, sideSchema } from './schema-units.ts'
import { waterfallDecisionSchemas } from './schema-waterfall-decision.ts'

/** What the detector of a condition saw. */
export const detectorSchema = z
  .object({
    kind: z.enum(['cusum', 'eDetector', 'changePoint']),
    statistic: z.number(),
    threshold: z.number(),
    oneFalseAlarmPerObservations: z.number(),
    observeEverySeconds: z.number(),
    observations: z.number(),
    learning: z.boolean(),
  })
  .meta({ description: 'Of a condition with a detector in place of levels; its fire level equals the release level.' })

/** A signal as it stood when a decision was taken. */
export const evidenceSchema = z.object({
  signal: z.string(),
  reading: readingSchema,
  direction: z.enum(['above', 'below']),
  fire: z.number(),
  release: z.number(),
  condition: z.enum(['met', 'cleared', 'unknown']),
  modelled: z.boolean(),
  detector: detectorSchema.optional(),
})

/** What a facility had and has left, in the quote asset. */
export const budgetSchema = z.object({ limit: amountSchema, committed: amountSchema, deployed: amountSchema, available: amountSchema })

const orderSchema = z.object({ effectId: z.string(), side: sideSchema, ticks: z.number(), lots: z.number() })
const facility = facilitySchema
const model = modelNameSchema

/** How a live model has fared over the window of scores. */
export const modelEvidenceSchema = z.object({
  confidence: z.number(),
  observations: z.number(),
  exceedances: z.number(),
  expected: z.number(),
  pValue: z.number().optional(),
  meanScore: z.number().optional(),
})

/** What was concluded, by kind, as in `engine/decision`. */
export const decisionBodySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('triggerMoved'), from: phaseSchema, to: phaseSchema }),
  z.object({ kind: z.literal('backstopActivated'), facilities: z.array(facility) }),
  z.object({ kind: z.literal('backstopReleased'), activeForUs: z.number() }),
  z.object({ kind: z.literal('quotesPlaced'), facility, midTicks: z.number(), orders: z.array(orderSchema) }),
  z.object({
    kind: z.literal('quotesWithdrawn'),
    facility,
    why: z.enum(['marketReturned', 'released', 'bookUnknown', 'requote', 'suspended', 'halted']),
    orders: z.array(z.string()),
  }),
  z.object({ kind: z.literal('purchaseOrdered'), facility, referenceTicks: z.number(), boundTicks: z.number(), order: orderSchema }),
  z.object({ kind: z.literal('disposalOrdered'), facility, averageCostTicks: z.number(), boundTicks: z.number(), order: orderSchema }),
  z.object({
    kind: z.literal('orderFilled'),
    facility,
    orderId: z.string(),
    side: sideSchema,
    ticks: z.number(),
    lots: z.number(),
    realised: amountSchema,
    fee: amountSchema,
  }),
  z.object({
    kind: z.literal('orderEnded'),
    facility,
    orderId: z.string(),
    why: z.enum(['cancelled', 'rejected']),
    detail: z.string().optional(),
    lotsLeft: z.number(),
  }),
  z.object({ kind: z.literal('inventoryMarked'), facility, markTicks: z.number(), unrealised: amountSchema, change: amountSchema }),
  z.object({ kind: z.literal('facilitySuspended'), facility, why: z.enum(['lossLimit']) }),
  z.object({
    kind: z.literal('facilityWithheld'),
    facility,
    why: z.enum(['payoffNotSupported', 'budgetSpent', 'inventoryLimit', 'halted']),
  }),
  z.object({ kind: z.literal('modelDemoted'), model, successor: model, record: modelEvidenceSchema, successorRecord: modelEvidenceSchema }),
  z.object({ kind: z.literal('modelDistrusted'), model, record: modelEvidenceSchema }),
  z.object({ kind: z.literal('modelTrusted'), model, record: modelEvidenceSchema }),
  z.object({ kind: z.literal('engineHalted'), by: z.string(), reason: z.string() }),
  z.object({ kind: z.literal('engineResumed'), by: z.string(), reason: z.string() }),
  ...marginDecisionSchemas,
  ...fundDecisionSchemas,
  ...auctionDecisionSchemas,
  ...deleveragingDecisionSchemas,
  ...waterfallDecisionSchemas,
  ...facilityDecisionSchemas,
])

export type DecisionBodyText = z.output<typeof decisionBodySchema>
export type Evidence = z.output<typeof evidenceSchema>
export type BudgetText = z.output<typeof budgetSchema>
