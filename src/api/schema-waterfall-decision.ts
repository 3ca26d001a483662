import { z } from 'zod'
import { amountSchema, microsecondsSchema } from './schema-units.ts'

const about = { account: z.string(), event: z.string() }

/** What one layer did about a loss. */
export const layerOutcomeSchema = z.object({
  layer: z.string(),
  kind: z.enum([
    'defaulterMargin',
    'defaulterContribution',
    'ownMoney',
    'insuranceFund',
    'mutualFund',
    'assessments',
    'providerTakeover',
    'deleveraging',
    'gainsHaircut',
    'tearUp',
    'socialisation',
  ]),
  held: amountSchema.optional(),
  used: amountSchema,
  shares: z.array(z.object({ account: z.string(), paid: amountSchema })),
  beside: amountSchema.optional(),
})

/** Decisions about losses and the money against them, by kind, as in `engine/loss/waterfall-decision`. */
export const waterfallDecisionSchemas = [
  z.object({
    kind: z.literal('lossAllocated'),
    ...about,
    loss: amountSchema,
    layers: z.array(layerOutcomeSchema),
    uncovered: amountSchema,
    period: z.object({ startedAt: microsecondsSchema, endsAt: microsecondsSchema, defaults: z.number() }).optional(),
  }),
  z.object({
    kind: z.literal('lossNotAllocated'),
    ...about,
    loss: amountSchema,
    why: z.enum(['termsUnsound', 'lossNotAboveZero', 'alreadyAllocated', 'defaulterAmongMembers', 'trancheUnknown']),
  }),
  z.object({ kind: z.literal('lossRecovered'), ...about, layer: z.string(), paid: amountSchema, uncovered: amountSchema }),
  z.object({ kind: z.literal('withdrawalCut'), account: z.string(), kept: amountSchema, factor: z.number() }),
  z.object({
    kind: z.literal('lossMoneyBooked'),
    layer: z.string(),
    account: z.string().optional(),
    paid: amountSchema,
    held: amountSchema,
  }),
  z.object({ kind: z.literal('contributionReturned'), account: z.string(), returned: amountSchema, held: amountSchema }),
  z.object({ kind: z.literal('membershipEnded'), account: z.string(), held: amountSchema }),
  z.object({
    kind: z.literal('lossMoneyRefused'),
    input: z.enum(['contributionPaid', 'contributionRequested', 'lossMoneyPaid', 'membershipEnded']),
    subject: z.string(),
    minor: z.string().optional(),
    why: z.enum([
      'waterfallOff',
      'layerUnknown',
      'accountUnknown',
      'amountNotPositive',
      'memberHasLeft',
      'notAMember',
      'moreThanContributed',
      'cappedPeriodRunning',
    ]),
  }),
] as const
