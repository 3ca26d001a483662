import { z } from 'zod'

const whole = (description: string) => z.number().min(0).max(1e12).meta({ description })
const multiple = (description: string) => z.number().gt(0).max(100).meta({ description })
const share = (description: string) => z.number().gt(0).max(1).meta({ description })

const trancheName = () =>
  z
    .string()
    .regex(/^[a-zA-Z][a-zA-Z0-9-]*$/)
    .max(64)
    .meta({ description: 'What reports and the ledger call it.' })
const opening = () => whole("What it holds when a run starts, out of the owners' equity, in whole units of the settlement asset.")
const atMostPerLoss = () =>
  z
    .number()
    .gt(0)
    .max(1e12)
    .meta({ description: 'Most it pays for one loss, in whole units of the settlement asset. Left out: all it holds.' })
    .optional()

const shared = {
  order: z.enum(['together', 'nonBiddersFirst']).meta({
    description: "Whether all members pay together, or first those who made no bid in the defaulter's auction, with all they have there.",
  }),
  beside: z
    .strictObject({ tranche: trancheName(), opening: opening() })
    .meta({ description: 'Own money that pays beside the members, in proportion to what each side can still pay.' })
    .optional(),
  atMostPerLoss: atMostPerLoss(),
}

const gains = (kind: 'deleveraging' | 'gainsHaircut' | 'tearUp', description: string) =>
  z
    .strictObject({
      kind: z.literal(kind),
      atMostShare: share('Most of a gain that it takes, of what layers before it left.'),
      atMostPerLoss: atMostPerLoss(),
    })
    .meta({ description })

const plain = (kind: 'defaulterMargin' | 'defaulterContribution' | 'providerTakeover', description: string) =>
  z.strictObject({ kind: z.literal(kind), atMostPerLoss: atMostPerLoss() }).meta({ description })

const layerSchema = z.discriminatedUnion('kind', [
  plain('defaulterMargin', "The defaulter's cash and collateral. A liquidation has taken them before anything is called a loss."),
  plain('defaulterContribution', "The defaulter's own part of the mutual fund."),
  z
    .strictObject({ kind: z.literal('ownMoney'), tranche: trancheName(), opening: opening(), atMostPerLoss: atMostPerLoss() })
    .meta({ description: "A tranche of the operator's own money. There may be several." }),
  z
    .strictObject({ kind: z.literal('insuranceFund'), opening: opening(), atMostPerLoss: atMostPerLoss() })
    .meta({ description: 'A fund that liquidations fill.' }),
  z.strictObject({ kind: z.literal('mutualFund'), ...shared }).meta({ description: 'What the other members have contributed.' }),
  z
    .strictObject({
      kind: z.literal('assessments'),
      ...shared,
      perDefault: multiple('Most a member is asked for one default, as a multiple of its contribution.'),
      perPeriod: multiple('... and for all defaults of one capped period.'),
      periodBusinessDays: z
        .int()
        .min(1)
        .max(366)
        .meta({ description: 'Business days a capped period runs from each default that reaches the members.' }),
      periodAtMostMonths: z.int().min(1).max(24).meta({ description: 'Months from its first default after which it ends in any case.' }),
    })
    .meta({ description: 'Further money of the other members, out of their cash; what cash cannot pay they owe.' }),
  plain('providerTakeover', 'What backstop providers pledged. They take positions over before there is a loss.'),
  gains('deleveraging', 'Gains that are cut in cash where closing positions against each other was not enough.'),
  gains('gainsHaircut', 'A cut of gains in proportion to them.'),
  gains('tearUp', 'What is taken when contracts are ended.'),
  z
    .strictObject({
      kind: z.literal('socialisation'),
      rule: z.enum(['shortfallOverBalances', 'shortfallOverBalancesAndShortfall']).meta({
        description: 'What a withdrawal loses: the shortfall over all balances, or over all balances and the shortfall.',
      }),
      steps: z
        .array(
          z.strictObject({
            afterSeconds: z
              .number()
              .min(0)
              .max(31_622_400)
              .meta({ description: 'How long something has been uncovered when this step begins.' }),
            part: share('Part of the loss that a withdrawal bears from then on.'),
          }),
        )
        .min(1)
        .max(32)
        .meta({ description: 'The schedule of the last resort: before its first step withdrawals lose nothing.' }),
      atMostPerLoss: atMostPerLoss(),
    })
    .meta({ description: 'What is uncovered is kept from withdrawals, after a time everybody can see coming.' }),
])

/** The waterfall section of a policy file. */
export const waterfallSchema = z
  .strictObject({
    layers: z.array(layerSchema).min(1).max(16).meta({ description: 'Who pays, the first to pay first.' }),
  })
  .meta({ description: 'Who bears what a member could not pay. Without this section it stays uncovered.' })

/** A waterfall section that passed the schema. */
export type WaterfallFile = z.infer<typeof waterfallSchema>
