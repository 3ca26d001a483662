/**
 * The kinds of layer of a default waterfall, from the one that caused the loss to those who did nothing to cause it.
 *
 * - `defaulterMargin`, `defaulterContribution`: what the defaulter itself brought.
 * - `ownMoney`: a tranche of the operator's money; there may be several, each with a name.
 * - `insuranceFund`: filled by surpluses of liquidations; nobody's contribution.
 * - `mutualFund`: contributions of the other members.
 * - `assessments`: further money those members have promised, with a cap.
 * - `providerTakeover`: what backstop providers pledged to pay for the portfolio.
 * - `deleveraging`: gains given up by positions that are closed against the defaulter's at its bankruptcy price.
 * - `gainsHaircut`: a cut of the gains that would be paid out.
 * - `tearUp`: contracts ended at a price that leaves the loss with their holders.
 * - `socialisation`: a cut of everything that is withdrawn.
 */
export const layerKinds = [
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
] as const

/** One of `layerKinds`. */
export type LayerKind = (typeof layerKinds)[number]
