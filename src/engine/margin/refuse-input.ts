import { recordDecision, type Turn } from '../turn.ts'
import type { InputRefusalReason } from './margin-decision.ts'
import type { MemberInput } from './member-input.ts'

/** What is wrong with an input of a member. */
export type InputRefusal = Readonly<{ reason: InputRefusalReason; account?: string; subject?: string; found?: string }>

/**
 * Concludes that an input is not taken, and why. Nothing else changes.
 *
 * @example
 * refuseInput(turn, input.kind, { reason: 'accountUnknown', account: 'nobody' })
 */
export function refuseInput(turn: Turn, input: MemberInput['kind'], refusal: InputRefusal): void {
  recordDecision(turn, { body: { kind: 'inputRefused', input, ...refusal } })
}

/** What the name of an account looks like. */
export const accountName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

/**
 * Whether a text may name an account: letters, digits, points, underscores and hyphens, up to 64 of them.
 *
 * @example
 * isAccountName('fund-7') // true
 */
export function isAccountName(name: string): boolean {
  return accountName.test(name)
}

const positiveWhole = /^[1-9][0-9]{0,23}$/

/**
 * Reads minor units from a text.
 *
 * @returns `undefined` unless it is a whole number above 0 of at most 24 digits.
 *
 * @example
 * positiveMinor('25000000') // 25_000_000n
 */
export function positiveMinor(text: string): bigint | undefined {
  return positiveWhole.test(text) ? BigInt(text) : undefined
}

/**
 * Whether a number is whole, exact as a float, and not 0.
 *
 * @example
 * isLots(-250) // true
 */
export function isLots(lots: number): boolean {
  return Number.isSafeInteger(lots) && lots !== 0
}

/**
 * Whether a number is a price in whole ticks above 0.
 *
 * @example
 * isTicks(617_400) // true
 */
export function isTicks(ticks: number): boolean {
  return Number.isSafeInteger(ticks) && ticks > 0
}
