import { z } from 'zod'
import { auctionsSchema } from './schema-auctions.ts'
import { deleveragingSchema } from './schema-deleveraging.ts'
import { facilitiesViewSchema } from './schema-facilities.ts'
import { fundSchema } from './schema-fund.ts'
import { waterfallSchema } from './schema-waterfall.ts'
import { decisionBodySchema, evidenceSchema, budgetSchema, modelEvidenceSchema, detectorSchema } from './schema-decision.ts'
import {
  amountSchema,
  facilitySchema,
  modelNameSchema,
  microsecondsSchema,
  phaseSchema,
  readingSchema,
  sideSchema,
} from './schema-units.ts'

/** Simulated seconds per real second, or as fast as the machine allows. */
export const speedSchema = z.union([z.number().positive().max(1_000_000), z.literal('max')])

/** What moves while a run plays. `at` is the simulated clock; absent before the first input. */
export const progressSchema = z.object({
  status: z.enum(['running', 'paused', 'finished', 'failed']),
  fraction: z.number().min(0).max(1).meta({ description: 'Share of the data read.' }),
  at: microsecondsSchema.optional(),
  speed: speedSchema,
  inputs: z.int().min(0),
  inputsPerSecond: z.number().min(0),
  failure: z.string().optional().meta({ description: 'Why the run failed, in one sentence.' }),
})

/** One signal a rule may name. */
export const signalEntrySchema = z.object({
  name: z.string(),
  unit: z.enum(['bps', 'quote', 'ratio', 'fraction', 'count', 'seconds']),
  origin: z.enum(['book', 'trades', 'price', 'fund']),
  label: z.string(),
})

/** What governs a run and what can be known of it. */
export const runSchema = z.object({
  id: z.string(),
  label: z.string(),
  policy: z.object({ name: z.string(), hash: z.string(), text: z.string() }),
  data: z.object({ label: z.string(), from: microsecondsSchema.optional(), to: microsecondsSchema.optional() }),
  modelled: z.boolean().meta({ description: 'True when any book of the run is made by the book model.' }),
  reconstruction: z.boolean().meta({ description: 'True when the price path is rebuilt from published anchors.' }),
  sources: z.array(z.object({ title: z.string(), url: z.string().optional() })),
  cannotKnow: z.array(z.string()).meta({ description: 'What a replay like this one cannot tell.' }),
  markets: z.array(z.string()),
  marginModel: z.string().optional().meta({ description: 'The model members are margined with; absent without margin.' }),
  reportReady: z.boolean(),
  signals: z.array(signalEntrySchema),
  progress: progressSchema,
})

const conditionSchema = z.object({
  signal: z.string(),
  reading: readingSchema,
  direction: z.enum(['above', 'below']),
  fire: z.number(),
  release: z.number(),
  met: z.boolean(),
  detector: detectorSchema.optional(),
})

/** One trigger of one market, as in `engine/view`. */
export const triggerSchema = z.object({
  name: z.string(),
  phase: phaseSchema,
  since: microsecondsSchema,
  heldForUs: z.number(),
  holdForUs: z.number(),
  releaseHoldForUs: z.number(),
  coolingUntil: microsecondsSchema.optional(),
  conditions: z.array(conditionSchema),
})

/** One facility in one market, as in `engine/view`. */
export const facilityViewSchema = z.object({
  facility: facilitySchema,
  suspended: z.boolean(),
  positionLots: z.number(),
  averageCostTicks: z.number(),
  committed: amountSchema,
  deployed: amountSchema,
  budget: amountSchema,
  realised: amountSchema,
  unrealised: amountSchema,
  fees: amountSchema,
  openOrders: z.array(z.object({ orderId: z.string(), side: sideSchema, ticks: z.number(), lots: z.number() })),
})

/** One live model of a market's returns, as in `engine/view`. */
export const modelSchema = z.object({
  name: modelNameSchema,
  standing: z.enum(['champion', 'distrusted', 'challenger']),
  valueAtRisk: z.number().optional(),
  expectedShortfall: z.number().optional(),
  record: modelEvidenceSchema,
})

/** One market as it stands, as in `engine/view`. */
export const marketSchema = z.object({
  market: z.string(),
  quote: z.string(),
  base: z.string(),
  tickSize: z.number(),
  lotSize: z.number(),
  modelled: z.boolean(),
  integrity: z.enum(['ok', 'gap', 'crossed', 'stale', 'awaitingSnapshot']),
  bidTicks: z.number().optional(),
  askTicks: z.number().optional(),
  midTicks: z.number().optional(),
  lastTicks: z.number().optional(),
  referenceTicks: z.number().optional(),
  signals: z.record(z.string(), readingSchema),
  triggers: z.array(triggerSchema),
  facilities: z.array(facilityViewSchema),
  models: z.array(modelSchema),
})

/** The reserve of one quote asset, as in `engine/view`. */
export const reserveSchema = z.object({
  asset: z.string(),
  decimals: z.int(),
  opening: amountSchema,
  available: amountSchema,
  committed: amountSchema,
  deployed: amountSchema,
  realised: amountSchema,
  unrealised: amountSchema,
  fees: amountSchema,
})

/** The engine as a reader sees it, as in `engine/view`, with money as decimal strings. */
export const viewSchema = z.object({
  seq: z.number(),
  at: microsecondsSchema,
  halted: z.boolean(),
  policyName: z.string(),
  policyHash: z.string(),
  counts: z.object({ decisions: z.number(), transfers: z.number(), effects: z.number() }),
  markets: z.array(marketSchema),
  reserves: z.array(reserveSchema),
  losses: z
    .object({
      auctions: auctionsSchema.optional(),
      deleveraging: deleveragingSchema.optional(),
      facilities: facilitiesViewSchema.optional(),
      fund: fundSchema.optional(),
      waterfall: waterfallSchema.optional(),
    })
    .optional()
    .meta({ description: 'Loss events; absent without a policy for them.' }),
})

/** One event of the stream: progress, and the engine's view once there is one. */
export const tickSchema = z.object({ progress: progressSchema, view: viewSchema.optional() })

const columnSchema = z.array(z.number().nullable())

/** Every series of a market's history, in the order charts show them. `null` is unknown, never zero. */
export const seriesSchema = z.object({
  price: columnSchema,
  bid: columnSchema,
  ask: columnSchema,
  spreadBps: columnSchema,
  depth10Bps: columnSchema,
  depth25Bps: columnSchema,
  depth50Bps: columnSchema,
  depth100Bps: columnSchema,
  costToTradeBps: columnSchema,
  volumeRatio: columnSchema,
  ewmaVolatility: columnSchema,
  realisedVolatility: columnSchema,
  valueAtRisk: columnSchema,
  expectedShortfall: columnSchema,
  priceGap: columnSchema,
})

/** A market over time, one array a series. Reserves are in whole quote units, as floats: for charts, the books are in the view. */
export const historySchema = z.object({
  market: z.string(),
  quote: z.string(),
  modelled: z.boolean(),
  bucketUs: z.number().meta({ description: 'Width of one point; 0 when every recorded point is there.' }),
  whole: z.boolean().meta({ description: 'False when only points after `afterUs` are given, to be appended.' }),
  atUs: z.array(microsecondsSchema),
  series: seriesSchema,
  phaseNames: z.array(phaseSchema),
  phases: z.array(z.object({ trigger: z.string(), values: columnSchema })),
  reserves: z.array(
    z.object({
      asset: z.string(),
      available: columnSchema,
      committed: columnSchema,
      deployed: columnSchema,
      unrealised: columnSchema,
      realised: columnSchema,
    }),
  ),
})

/** One decision in a list: where it stands, and a sentence. */
export const decisionLineSchema = z.object({
  index: z.int().min(0),
  id: z.string(),
  at: microsecondsSchema,
  kind: z.string(),
  market: z.string().optional(),
  trigger: z.string().optional(),
  facility: facilitySchema.optional(),
  side: sideSchema.optional().meta({ description: 'Of the fill or order, seen from the backstop.' }),
  account: z.string().optional().meta({ description: "The member's account it is about." }),
  title: z.string(),
  text: z.string(),
})

/** A page of decisions in the order they were taken. `total` counts all of the run; `earlier` says whether older ones match. */
export const decisionPageSchema = z.object({ total: z.int(), earlier: z.boolean(), decisions: z.array(decisionLineSchema) })

/** A decision as in `engine/decision`, with money as decimal strings. */
export const decisionSchema = z.object({
  id: z.string(),
  seq: z.number(),
  at: microsecondsSchema,
  market: z.string().optional(),
  trigger: z.string().optional(),
  evidence: z.array(evidenceSchema),
  budgetBefore: budgetSchema.optional(),
  budgetAfter: budgetSchema.optional(),
  transfers: z.array(z.string()),
  body: decisionBodySchema,
})

/** The answer to "why": the decision, the input behind it, the rule, the money and the work it caused. */
export const explanationSchema = z.object({
  line: decisionLineSchema,
  decision: decisionSchema,
  input: z.object({ seq: z.number(), at: microsecondsSchema, kind: z.string(), text: z.string() }),
  rule: z.object({ name: z.string(), text: z.string() }).optional(),
  transfers: z.array(
    z.object({
      id: z.string(),
      debit: z.string(),
      credit: z.string(),
      amount: amountSchema,
      state: z.enum(['pending', 'posted', 'voided']),
    }),
  ),
  effects: z.array(z.object({ effectId: z.string(), text: z.string(), outcome: z.string() })),
})

/** What an operator may order through the API. `speed` needs a speed, `halt` and `unhalt` a reason. */
export const controlSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('pause') }),
  z.strictObject({ action: z.literal('resume') }),
  z.strictObject({ action: z.literal('speed'), speed: speedSchema }),
  z.strictObject({ action: z.literal('halt'), reason: z.string().trim().min(1).max(500) }),
  z.strictObject({ action: z.literal('unhalt'), reason: z.string().trim().min(1).max(500) }),
])

/** What went wrong with a request, for programs and for people. */
export const problemSchema = z.object({ error: z.string(), message: z.string() })

/** What governs a run. */
export type Run = z.output<typeof runSchema>
/** How far a run is. */
export type Progress = z.output<typeof progressSchema>
/** Simulated seconds per real second, or `max`. */
export type Speed = z.output<typeof speedSchema>
/** One signal of the catalogue. */
export type SignalInfo = z.output<typeof signalEntrySchema>
/** The engine's view. */
export type View = z.output<typeof viewSchema>
/** One market of the view. */
export type Market = z.output<typeof marketSchema>
/** One trigger of a market. */
export type Trigger = z.output<typeof triggerSchema>
/** One condition of a trigger. */
export type TriggerCondition = z.output<typeof conditionSchema>
/** One facility in a market. */
export type Facility = z.output<typeof facilityViewSchema>
export type Model = z.output<typeof modelSchema>
/** The reserve of one asset. */
export type Reserve = z.output<typeof reserveSchema>
/** One event of the stream. */
export type Tick = z.output<typeof tickSchema>
/** A series of a market's history. */
export type SeriesName = keyof z.output<typeof seriesSchema>
/** A market's history. */
export type History = z.output<typeof historySchema>
/** A decision in a list. */
export type DecisionLine = z.output<typeof decisionLineSchema>
/** A page of decisions. */
export type DecisionPage = z.output<typeof decisionPageSchema>
/** Why a decision was taken. */
export type Explanation = z.output<typeof explanationSchema>
/** An operator's command. */
export type Control = z.output<typeof controlSchema>
/** What went wrong with a request. */
export type Problem = z.output<typeof problemSchema>
