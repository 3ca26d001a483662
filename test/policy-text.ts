/** A small policy that is well formed and has nothing to warn of; tests put one mistake at a time into it. */
export const policyText = `name: small
openingReserve: 1000000
feeAllowanceBps: 5
markEverySeconds: 60
measure:
  returnEverySeconds: 60
  costToTradeNotional: 100000
  normTimeConstantHours: 4
  normMinimumHistorySeconds: 600
  volumeWindowSeconds: 300
  ewmaLambda: 0.94
  realisedVolatilityReturns: 60
  tailWindowReturns: 1440
  tailMinimumReturns: 250
  valueAtRiskConfidence: 0.99
  expectedShortfallConfidence: 0.975
  bookStaleAfterSeconds: 30
  referenceMaxMovePerHour: 0.06
triggers:
  - name: depthLoss
    conditions:
      - { signal: depth25Ratio, fireBelow: 0.35, releaseAbove: 0.6, watchBelow: 0.5 }
      - { signal: spreadBps, fireAbove: 8, releaseBelow: 3 }
    require: { atLeast: 2 }
    holdSeconds: 10
    releaseHoldSeconds: 60
    coolDownSeconds: 300
depthDeployment:
  trigger: depthLoss
  limits: { budget: 400000, inventoryLimit: 200000, lossLimit: 30000, mayBeShort: true }
  floors:
    - { withinBps: 25, shareOfNorm: 0.2 }
    - { withinBps: 50, shareOfNorm: 0.25 }
  penalSpreadBps: 8
  requoteEverySeconds: 5
  requoteBps: 2
  withdrawSteps: 4
  disposal: { shareOfVolume: 0.05, sliceEverySeconds: 60, maxLossBps: 20, patientForHours: 24 }
assetPurchase:
  trigger: depthLoss
  limits: { budget: 500000, inventoryLimit: 500000, lossLimit: 60000, mayBeShort: false }
  discountBps: 200
  shareOfVolume: 0.1
  sliceEverySeconds: 30
  disposal: { shareOfVolume: 0.05, sliceEverySeconds: 60, maxLossBps: 50, patientForHours: 72 }
`

/**
 * The small policy with some of its text replaced; each must be found exactly once.
 *
 * @example
 * editedPolicy(['holdSeconds: 10', 'holdMs: 10'])
 */
export function editedPolicy(...edits: readonly (readonly [from: string, to: string])[]): string {
  let text = policyText
  for (const [from, to] of edits) {
    if (text.split(from).length !== 2) throw new Error(`the small policy should hold this text once: ${from}`)
    text = text.replace(from, to)
  }
  return text
}
