import type { FacilityName } from '../backstop/facility.ts'
import { flat, type Position } from '../backstop/position.ts'
import { timeUs, type TimeUs } from '../base/time.ts'

/** What one facility has going in one market. */
export type FacilityState = {
  readonly facility: FacilityName
  position: Position
  /** When the activation at work began, and the facility's result then: the loss limit counts from there. */
  activatedAt: TimeUs
  resultAtActivationMinor: bigint
  suspended: boolean
  /** The last reason for standing aside, so that it is said once; empty when acting. */
  withheld: string
  /** No action before this time. */
  nextActionAt: TimeUs
  /** The market's traded lots at the last slice. */
  tradedLotsAtSlice: number
  nextMarkAt: TimeUs
}

/**
 * A facility before it acted.
 *
 * @example
 * createFacilityState('assetPurchase', startedAt)
 */
export function createFacilityState(facility: FacilityName, at: TimeUs): FacilityState {
  return {
    facility,
    position: flat,
    activatedAt: timeUs(0),
    resultAtActivationMinor: 0n,
    suspended: false,
    withheld: '',
    nextActionAt: at,
    tradedLotsAtSlice: 0,
    nextMarkAt: at,
  }
}
