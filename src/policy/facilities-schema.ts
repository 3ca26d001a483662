import { z } from 'zod'

const seconds = (description: string, least = 0) => z.number().min(least).max(31_536_000).meta({ description })
const bps = (description: string, most = 10_000) => z.int().min(0).max(most).meta({ description })
const money = (description: string) =>
  z
    .number()
    .gt(0)
    .max(1e12)
    .meta({ description: `${description}, in whole units of the settlement asset.` })
const hash = () => z.string().regex(/^[0-9a-f]{64}$/)

/** The policy's section on guarantees. */
export const lossGuaranteeSchema = z
  .strictObject({
    windowSeconds: seconds('Length of a window of cover. A cover is of one window, and the first begins with the run.', 1),
    leadSeconds: seconds('A cover is bought at least this long before its window, so that nobody insures a loss under way.'),
    claimSeconds: seconds('How long after its window claims may be filed.'),
    premiumBps: bps('Premium of a cover, of its cap.'),
    scarcityBps: bps('Added for the last unit of the window that is sold, and in proportion before.'),
    deductible: z.number().min(0).max(1e12).meta({
      description: "What a linked group bears itself of a window's loss, in whole units of the settlement asset.",
    }),
    coveredBps: bps('Share of the rest that is made good.'),
    farBps: bps('A trade further than this from the mark of its time is not covered.'),
    perWindow: money('Most that is promised for one window, all of which is set aside'),
    perAccount: money('... to one account'),
    perGroup: money('... and to one linked group'),
    coolDownSeconds: seconds('How long after a payment its group may not buy cover.'),
  })
  .meta({
    description: 'A guarantee for those who take positions from accounts in liquidation: a premium, a deductible, a cap, claims by rule.',
  })

/** The policy's section on loans. */
export const collateralSupportSchema = z
  .strictObject({
    collateral: z
      .array(
        z.strictObject({
          asset: z
            .string()
            .regex(/^[a-zA-Z][a-zA-Z0-9-]*$/)
            .max(64)
            .meta({ description: 'An asset of the margin section that is lent on.' }),
          haircut: z.number().min(0).lt(1).meta({ description: 'Fraction of its value that is not lent on.' }),
        }),
      )
      .min(1)
      .max(64)
      .meta({ description: 'What is lent on.' }),
    epochSeconds: seconds('Length of an epoch of perEpoch.', 1),
    marketBps: bps('What the market asks for a year in calm times.'),
    markupBps: bps('Added to it.'),
    scarcityBps: bps('Added for the last unit of the budget, and in proportion before.'),
    termSeconds: seconds('How long a loan runs.', 1),
    callDueSeconds: seconds('How long a borrower has to meet a call on its loan.'),
    lendAtBps: bps('Most that is lent, of the collateral after haircut.'),
    callAtBps: bps('A loan is called when more is owed than this, of the collateral after haircut; above lendAtBps.'),
    equityAtLeastBps: bps('Equity that makes a borrower solvent, of what it wants.', 100_000),
    seniority: z.int().min(0).max(1_000).meta({ description: "Place among a borrower's loans: the lowest is paid first." }),
    budget: money('Most that is lent at once'),
    perAccount: money('... to one account'),
    perGroup: money('... to one linked group'),
    perEpoch: money('... and granted within an epoch'),
    coolDownSeconds: seconds('How long after a loan ended its group may not borrow.'),
  })
  .meta({ description: 'Loans against good collateral, at a penal rate, to accounts that are solvent and cannot pay just now.' })

/** The policy's section on draws. */
export const fundDrawSchema = z
  .strictObject({
    epochSeconds: seconds('Length of an epoch of the limits below.', 1),
    perEvent: money('Most that is drawn for one loss event, however long it lasts'),
    perAccount: money('... within an epoch for one account'),
    perGroup: money('... for one linked group'),
    perEpoch: money('... and in all'),
    coolDownSeconds: seconds('How long after a draw for one loss event its group gets none for another.'),
    farBps: bps('Gains made with the loser further than this from the mark are held for review.'),
    reviewSeconds: seconds('How long gains are held; then those of the loser’s own group are kept and others released.', 1),
  })
  .meta({ description: 'Draws on the reserve for losses that nobody paid, and the review of who won them.' })

/** The policy's section on committed thresholds. */
export const randomisedSchema = z
  .strictObject({
    epochSeconds: seconds('Length of an epoch. Each has its own thresholds.', 1),
    epochs: z.int().min(1).max(100_000).meta({ description: 'How many epochs were committed to.' }),
    commitment: hash().meta({ description: 'The seed of the last epoch, hashed once for every epoch.' }),
    distribution: z
      .array(
        z.strictObject({
          level: z.number().meta({ description: 'A score: 1 where a rule just fires, 2 at twice the distance from release to fire.' }),
          probability: z.number().min(0).max(1).meta({ description: 'Probability that a threshold is at most this.' }),
        }),
      )
      .min(2)
      .max(64)
      .meta({ description: 'What thresholds are drawn from; rising in both, from probability 0 to 1, linear in between.' }),
    root: hash()
      .optional()
      .meta({ description: 'The secret itself, for simulations only: whoever reads the policy knows every threshold.' }),
  })
  .meta({
    description:
      'Facilities act at thresholds that nobody can foresee and everybody can check afterwards. Without it they act when triggers fire.',
  })

/** The sections as a file states them. */
export type FacilitiesFile = Readonly<{
  lossGuarantee?: z.infer<typeof lossGuaranteeSchema> | undefined
  collateralSupport?: z.infer<typeof collateralSupportSchema> | undefined
  fundDraw?: z.infer<typeof fundDrawSchema> | undefined
  randomised?: z.infer<typeof randomisedSchema> | undefined
}>
