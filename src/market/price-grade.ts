/**
 * How far a price may be believed, from best to worst. Where several apply the worst one is the grade: what is not known comes before what
 * is known to be odd.
 *
 * `ok`: enough venues, and they agree. `wide`: they agree, but not closely. `tooVolatile`: they agree on a price far from where it was
 * lately. `stale`: too few were heard lately, though enough were before. `tooFew`: never were there enough.
 */
export const priceGrades = ['ok', 'wide', 'tooVolatile', 'stale', 'tooFew'] as const

/** A grade's name. */
export type PriceGrade = (typeof priceGrades)[number]

/** What is done with a price, from what does no harm to what cannot be undone. */
export const pricedActions = ['show', 'value', 'issueCall', 'fireTrigger', 'startLiquidation', 'openRisk', 'withdraw', 'settle'] as const

/** An action's name. */
export type PricedAction = (typeof pricedActions)[number]

/**
 * Which action tolerates which grade. A stale price still values an account, since its last worth is the best known, but nobody loses by it:
 * no call, no liquidation. A price far from where it was lately is a crash or a fault; a call can be undone and the backstop is made for
 * crashes, a liquidation cannot be undone. What takes value out waits for a price without blemish.
 */
export const toleratedGrades: Readonly<Record<PricedAction, readonly PriceGrade[]>> = {
  show: ['ok', 'wide', 'tooVolatile', 'stale', 'tooFew'],
  value: ['ok', 'wide', 'tooVolatile', 'stale'],
  issueCall: ['ok', 'wide', 'tooVolatile'],
  fireTrigger: ['ok', 'wide', 'tooVolatile'],
  startLiquidation: ['ok', 'wide'],
  openRisk: ['ok'],
  withdraw: ['ok'],
  settle: ['ok'],
}

/**
 * Whether an action may rest on a price of this grade.
 *
 * @example
 * gradeTolerated('startLiquidation', 'stale') // false
 */
export function gradeTolerated(action: PricedAction, grade: PriceGrade): boolean {
  return toleratedGrades[action].includes(grade)
}

/**
 * The worst of several grades; `ok` of none.
 *
 * @example
 * worstGrade(['wide', 'stale', 'ok']) // 'stale'
 */
export function worstGrade(grades: readonly PriceGrade[]): PriceGrade {
  return priceGrades[Math.max(0, ...grades.map((grade) => priceGrades.indexOf(grade)))] ?? 'ok'
}
