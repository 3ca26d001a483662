import type { ColourName } from './colour-name.ts'
import type { MarginAccountLine, MarginOverview } from './types.ts'

/** Where an account stands. */
export type Standing = MarginAccountLine['standing']

/** Standings from harmless to grave; what is unknown comes last, as it is none of them. */
export const standings: readonly Standing[] = ['healthy', 'restricted', 'called', 'liquidating', 'unknown']

/** The colour of each standing; a mark and the word say the same. */
export const standingColour: Readonly<Record<Standing, ColourName>> = {
  healthy: 'calm',
  restricted: 'watch',
  called: 'stressed',
  liquidating: 'active',
  unknown: 'muted',
}

/** What each standing means, in a line. */
export const standingMeaning: Readonly<Record<Standing, string>> = {
  healthy: 'Equity is at least initial margin.',
  restricted: 'Equity is below initial margin, or was: no new risk.',
  called: 'A margin call is open.',
  liquidating: 'Its positions are being closed.',
  unknown: 'It cannot be valued: no new risk, and no liquidation.',
}

/** Why a liquidation waits, as in `engine/margin`. */
export const waitWords: Readonly<Record<NonNullable<MarginOverview['liquidations'][number]['waiting']>, string>> = {
  halted: 'waits: the engine is halted',
  noMarket: 'waits: what is left trades in no market of the run',
  bookUnknown: 'waits: the book is unknown',
  markNotBelieved: 'waits: the mark is not believed',
  noBids: 'waits: no bids within the bound',
  noOffers: 'waits: no offers within the bound',
  accountPace: 'waits: enough of it was closed for now',
  marketPace: 'waits: enough was closed in its market for now',
  lossLimit: 'waits: closing more would lose too much for now',
}

/** Names of margin models for people. */
const modelNames: Readonly<Record<string, string>> = {
  'derive-pmrm2': 'Derive portfolio margin, second generation',
  'derive-pmrm1': 'Derive portfolio margin, first generation',
  'derive-srm': 'Derive standard margin',
  span: 'SPAN',
  deribit: 'Deribit portfolio margin',
  paradex: 'Paradex portfolio margin',
  tims: 'TIMS',
  'fhs-es': 'Filtered historical simulation, expected shortfall',
  tiered: 'Maintenance by notional tiers',
}

/**
 * A margin model for people; its own name where there is no better.
 *
 * @example
 * modelText('span') // 'SPAN'
 */
export function modelText(model: string): string {
  return modelNames[model] ?? model
}

/**
 * What an account lacks to its initial margin, which is what a margin call asks for; `undefined` when it lacks nothing or is unknown.
 *
 * @example
 * shortBy({ equity: 900, initialMargin: 2_000, maintenanceMargin: 1_000 }) // 1_100
 */
export function shortBy(figures: MarginAccountLine['figures']): number | undefined {
  if (figures === undefined || figures.equity >= figures.initialMargin) return undefined
  return figures.initialMargin - figures.equity
}

/** What is known of an account's ratio. */
export type RatioLine = Readonly<{
  standing: Standing
  marginRatio?: number | undefined
  figures?: Readonly<{ equity: number; maintenanceMargin: number }> | undefined
}>

/**
 * A margin ratio for people; without one, why there is none.
 *
 * @example
 * ratioText({ standing: 'healthy', marginRatio: 0.93 }) // '0.930'
 */
export function ratioText(line: RatioLine): string {
  if (line.marginRatio !== undefined) return line.marginRatio.toFixed(3)
  if (line.figures !== undefined && line.figures.equity <= 0 && line.figures.maintenanceMargin > 0) return 'no equity'
  return line.standing === 'unknown' ? 'unknown' : 'no risk'
}
