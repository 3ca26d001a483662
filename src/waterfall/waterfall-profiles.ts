import { fractionOf } from './layers/fraction.ts'
import type { AssessmentCap, LayerTerms, WaterfallTerms } from './layers/waterfall-terms.ts'

/** A tranche's published size, in millions of a currency. */
export type PublishedTranche = Readonly<{ tranche: string; millions: number; currency: string }>

/** A waterfall as a venue publishes it, simplified where its rules leave room for judgement. */
export type WaterfallProfile = Readonly<{
  name: string
  terms: WaterfallTerms
  tranches: readonly PublishedTranche[]
  sources: readonly string[]
}>

const whole = fractionOf(1)
const defaulterLayers: readonly LayerTerms[] = [{ kind: 'defaulterMargin' }, { kind: 'defaulterContribution' }]

function capOf(perDefault: number, perPeriod: number, period: AssessmentCap['period']): AssessmentCap {
  return { perDefault: fractionOf(perDefault), perPeriod: fractionOf(perPeriod), period }
}

/** An exchange of perpetual futures: an insurance fund filled by liquidations, then deleveraging. */
export const exchangeWaterfall: WaterfallProfile = {
  name: 'exchange',
  terms: {
    layers: [{ kind: 'defaulterMargin' }, { kind: 'insuranceFund' }, { kind: 'deleveraging', atMost: whole }],
  },
  tranches: [],
  sources: ['https://www.binance.com/en/support/faq/detail/360033525471'],
}

/** Base products of CME: its own 100 million, the guaranty fund, assessments of 275 % for one default and 550 % for several. */
export const cmeWaterfall: WaterfallProfile = {
  name: 'cme-like',
  terms: {
    layers: [
      ...defaulterLayers,
      { kind: 'ownMoney', tranche: 'cmeContribution' },
      { kind: 'mutualFund', order: 'nonBiddersFirst' },
      // A cooling-off period of five business days, extended by each further default; the page states no longest.
      { kind: 'assessments', order: 'together', cap: capOf(2.75, 5.5, { businessDays: 5, atMostMonths: 12 }) },
      { kind: 'gainsHaircut', atMost: whole },
      { kind: 'tearUp', atMost: whole },
    ],
  },
  tranches: [{ tranche: 'cmeContribution', millions: 100, currency: 'USD' }],
  sources: [
    'https://www.cmegroup.com/education/articles-and-reports/cme-clearing-financial-safeguards-waterfalls.html',
    'CME Rulebook, rule 802.G',
  ],
}

/** Eurex Clearing: dedicated amount, members with a second dedicated amount beside them, assessments with a further one, equity, letter of comfort. */
export const eurexWaterfall: WaterfallProfile = {
  name: 'eurex-like',
  terms: {
    layers: [
      ...defaulterLayers,
      { kind: 'ownMoney', tranche: 'dedicatedAmount' },
      { kind: 'mutualFund', order: 'nonBiddersFirst', beside: 'secondDedicatedAmount' },
      {
        kind: 'assessments',
        order: 'nonBiddersFirst',
        cap: capOf(2, 2, { businessDays: 20, atMostMonths: 3 }),
        beside: 'furtherDedicatedAmount',
      },
      { kind: 'ownMoney', tranche: 'equity' },
      { kind: 'ownMoney', tranche: 'letterOfComfort' },
    ],
  },
  tranches: [
    { tranche: 'dedicatedAmount', millions: 143, currency: 'EUR' },
    { tranche: 'secondDedicatedAmount', millions: 57, currency: 'EUR' },
    { tranche: 'furtherDedicatedAmount', millions: 300, currency: 'EUR' },
    { tranche: 'equity', millions: 600, currency: 'EUR' },
    { tranche: 'letterOfComfort', millions: 600, currency: 'EUR' },
  ],
  sources: [
    'https://www.eurexchange.com/ec-en/services/risk-management/default-waterfall/contribution-of-eurex_clearing',
    'https://www.eurexchange.com/ec-en/services/risk-management/default-waterfall/assessments-and-replenishment',
  ],
}

/** The Options Clearing Corporation: its own capital before members, the clearing fund, assessments of twice the contribution, tear-up. */
export const occWaterfall: WaterfallProfile = {
  name: 'occ-like',
  terms: {
    layers: [
      ...defaulterLayers,
      { kind: 'ownMoney', tranche: 'corporateContribution' },
      { kind: 'mutualFund', order: 'together', beside: 'deferredCompensation' },
      // Fifteen calendar days, which hold ten or eleven business days.
      { kind: 'assessments', order: 'together', cap: capOf(2, 2, { businessDays: 11, atMostMonths: 3 }) },
      { kind: 'tearUp', atMost: whole },
    ],
  },
  tranches: [],
  sources: ['SR-OCC-2017-020 and SR-OCC-2018-008, 83 Federal Register 28018 (2018)', 'SR-OCC-2021-003'],
}

/** A protocol: a staked module as its fund, then a cut of withdrawals. */
export const protocolWaterfall: WaterfallProfile = {
  name: 'protocol',
  terms: {
    layers: [{ kind: 'defaulterMargin' }, { kind: 'insuranceFund' }, { kind: 'socialisation', atMost: whole }],
  },
  tranches: [],
  sources: ['https://docs.paradex.trade/risk/socialized-losses', 'https://github.com/aave-dao/aave-umbrella'],
}

/** Every profile. */
export const waterfallProfiles: readonly WaterfallProfile[] = [
  exchangeWaterfall,
  cmeWaterfall,
  eurexWaterfall,
  occWaterfall,
  protocolWaterfall,
]
