import { z } from 'zod'

/** A bigint as decimal text. */
export const minorSchema = z.string().regex(/^-?\d+$/)

/** Money in minor units; the asset's decimals are in the view's reserves. */
export const amountSchema = z.object({ asset: z.string(), minor: minorSchema })

/** Microseconds since the Unix epoch, UTC. */
export const microsecondsSchema = z.number().meta({ description: 'Microseconds since the Unix epoch, UTC.' })

/** The state of a trigger. */
export const phaseSchema = z.enum(['calm', 'watch', 'stressed', 'active', 'recovering'])

/** The two facilities. */
export const facilitySchema = z.enum(['depthDeployment', 'assetPurchase'])

/** Buy or sell. */
export const sideSchema = z.enum(['buy', 'sell'])

/** Why a signal has no value. */
export const unknownReasonSchema = z.enum([
  'awaitingSnapshot',
  'gap',
  'crossed',
  'stale',
  'oneSided',
  'insufficientDepth',
  'warmingUp',
  'noTrades',
  'notMeanReverting',
  'constantSeries',
  'fasterThanSampled',
])

/** What is known of a signal; "no data" is its own case. */
export const readingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('known'), value: z.number() }),
  z.object({ kind: z.literal('unknown'), reason: unknownReasonSchema }),
])

export type AmountText = z.output<typeof amountSchema>
export type Phase = z.output<typeof phaseSchema>
export type SignalReading = z.output<typeof readingSchema>

/** A live model's name, as in `risk/live`. */
export const modelNameSchema = z.enum(['historical', 'filteredHistorical', 'ewmaNormal'])
