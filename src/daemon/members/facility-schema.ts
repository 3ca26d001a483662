import { z } from 'zod'

const text = z.string('a text')
const decimal = z.union([z.number(), z.string()], 'a number')
const mapping = 'a mapping of keys to values'
const decision = text.regex(/^\d{1,15}:\d{1,9}$/, 'the id of a decision, such as 812:0')

const named = z.strictObject({ contract: text, size: decimal, price: decimal, trade: decision.optional() }, mapping)

/**
 * What an account, an operator or nobody in particular may ask of the facilities, by the key it stands under in an accounts file. Amounts in whole units of
 * the settlement asset. Where the id of a decision may be left out, the run finds it: see `nameSubjects`.
 *
 * @example
 * z.strictObject({ at: z.string(), ...facilityActs })
 */
export const facilityActs = {
  buyCover: decimal.optional(),
  claim: z
    .strictObject({ cover: decision.optional(), trades: z.array(named, 'a list').max(1_000, 'at most 1000 trades') }, mapping)
    .optional(),
  requestLoan: z
    .strictObject({ wanted: decimal, pledge: z.record(z.string(), decimal, 'amounts by asset, such as { BTC: 2 }') }, mapping)
    .optional(),
  repayLoan: decimal.optional(),
  requestDraw: z.strictObject({ by: text, wanted: decimal, event: decision.optional() }, mapping).optional(),
  decideReview: z
    .strictObject({ by: text, verdict: z.enum(['released', 'kept'], 'released or kept'), reason: text, hold: decision.optional() }, mapping)
    .optional(),
  thresholdSeed: z
    .strictObject(
      {
        epoch: z.int('a whole number').min(0, 'an epoch of 0 or more'),
        seed: text.regex(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits'),
      },
      mapping,
    )
    .optional(),
} as const

const entry = z.object(facilityActs)

/** What of an entry of an accounts file is asked of the facilities. */
export type FacilityActs = z.infer<typeof entry>

/**
 * The keys of `facilityActs`.
 *
 * @example
 * facilityActNames.join(', ')
 */
export const facilityActNames = Object.keys(facilityActs) as readonly (keyof FacilityActs)[]
