import type { TermsByUnderlying } from '../scan/terms-by-underlying.ts'

/** What perpetuals are asked, as fractions of their notional. */
export type SrmPerpetualTerms = Readonly<{ initial: number; maintenance: number }>

/** What short options are asked, as fractions of spot where nothing else is said. */
export type SrmOptionTerms = Readonly<{
  /** Initial: the most, less how far it is out of the money, and not below the least. */
  mostInitial: number
  leastInitial: number
  callMaintenance: number
  putMaintenance: number
  /** Of what a put is worth, where that is more than its share of spot. */
  putMaintenanceOfValue: number
  /** What the forward counts for each call that is short of none, when the most an expiry can lose is asked. */
  unpairedInitial: number
  unpairedMaintenance: number
  /** A put's initial margin is at least this times its maintenance margin. */
  putInitialOverMaintenance: number
}>

/** The numbers of the standard margin. */
export type SrmTerms = Readonly<{
  perpetual: SrmPerpetualTerms
  option: SrmOptionTerms
  /** Below this price of the settlement asset, initial margin asks for the shortfall times the factor of the notional of shorts and perpetuals. */
  pegThreshold: number
  pegFactor: number
  confidenceThreshold: number
  confidenceFactor: number
}>

/** The venue's numbers for bitcoin and ether. */
export const srmTerms: SrmTerms = {
  perpetual: { initial: 0.1, maintenance: 0.065 },
  option: {
    mostInitial: 0.15,
    leastInitial: 0.13,
    callMaintenance: 0.09,
    putMaintenance: 0.09,
    putMaintenanceOfValue: 0.09,
    unpairedInitial: 1.2,
    unpairedMaintenance: 1.1,
    putInitialOverMaintenance: 1.05,
  },
  pegThreshold: 0.99,
  pegFactor: 2,
  confidenceThreshold: 0.55,
  confidenceFactor: 1,
}

/** All numbers of the model. */
export type SrmTermSheet = TermsByUnderlying<SrmTerms> & Readonly<{ effectiveFrom: string; source: string }>

/** The venue's numbers: bitcoin and ether, and a larger share for perpetuals on all others. */
export const srmTermSheet: SrmTermSheet = {
  effectiveFrom: '2026-01-21',
  source: 'derivexyz/v2-core, scripts/config-mainnet.sol at f469730',
  underlyings: new Map([
    ['BTC', srmTerms],
    ['ETH', srmTerms],
  ]),
  otherwise: { ...srmTerms, perpetual: { initial: 0.2, maintenance: 0.1 } },
}
