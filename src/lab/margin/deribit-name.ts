import { timeUs, type TimeUs } from '../../base/time.ts'
import type { Contract } from '../../margin/contract.ts'
import type { OptionKind } from '../../pricing/option-terms.ts'

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const

/** Deribit settles at 08:00 UTC. */
const settlementHour = 8

/** What one contract stands for and the smallest step, by coin. Source: Deribit's contract specifications for inverse futures and options. */
const inverseTerms: Readonly<Record<string, Readonly<{ dollarsAContract: number; optionLot: number }>>> = {
  BTC: { dollarsAContract: 10, optionLot: 0.1 },
  ETH: { dollarsAContract: 1, optionLot: 1 },
}

/** What tells one option of a chain from the others. */
export type OptionTerms = Readonly<{ underlying: string; expiresAt: TimeUs; strike: number; kind: OptionKind }>

/**
 * The venue's name of an option.
 *
 * @param terms - An expiry at the venue's hour; another hour is not part of the name.
 *
 * @example
 * deribitOptionName({ underlying: 'BTC', expiresAt, strike: 60_000, kind: 'put' }) // 'BTC-27FEB26-60000-P'
 */
export function deribitOptionName(terms: OptionTerms): string {
  const strike = String(terms.strike).replace('.', 'd')
  return `${terms.underlying}-${deribitDay(terms.expiresAt)}-${strike}-${terms.kind === 'call' ? 'C' : 'P'}`
}

/**
 * The day of an expiry as the venue writes it.
 *
 * @example
 * deribitDay(expiresAt) // '6FEB26'
 */
export function deribitDay(at: TimeUs): string {
  const date = new Date(at / 1_000)
  return `${date.getUTCDate()}${months[date.getUTCMonth()] ?? ''}${String(date.getUTCFullYear() % 100).padStart(2, '0')}`
}

/**
 * The contract a Deribit name stands for: an inverse option, an inverse future, or an inverse perpetual.
 *
 * @returns `undefined` for any other text, days that do not exist, and futures of coins that have no inverse ones.
 *
 * @example
 * parseDeribitName('BTC-27FEB26-60000-P')?.kind // 'option'
 */
export function parseDeribitName(name: string): Contract | undefined {
  const [underlying = '', day = '', strikeText, kindText, ...rest] = name.split('-')
  const terms = inverseTerms[underlying]
  if (!/^[A-Z]+$/.test(underlying) || rest.length > 0) return undefined
  if (strikeText === undefined)
    return terms === undefined ? undefined : futureOf(name, { underlying, day, multiplier: terms.dollarsAContract })
  const expiresAt = dayFrom(day)
  const strike = /^\d+(d\d+)?$/.test(strikeText) ? Number(strikeText.replace('d', '.')) : 0
  if (expiresAt === undefined || !(strike > 0) || (kindText !== 'C' && kindText !== 'P')) return undefined
  const option = kindText === 'C' ? 'call' : 'put'
  const lot = terms === undefined ? {} : { lotSize: terms.optionLot }
  return { id: name, kind: 'option', underlying, multiplier: 1, ...lot, payoff: 'inverse', option, strike, expiresAt }
}

function futureOf(name: string, about: Readonly<{ underlying: string; day: string; multiplier: number }>): Contract | undefined {
  const { underlying, day, multiplier } = about
  const common = { id: name, underlying, multiplier, lotSize: 1, payoff: 'inverse' } as const
  if (day === 'PERPETUAL') return { ...common, kind: 'perpetual' }
  const expiresAt = dayFrom(day)
  return expiresAt === undefined ? undefined : { ...common, kind: 'future', expiresAt }
}

function dayFrom(text: string): TimeUs | undefined {
  const parts = /^(\d{1,2})([A-Z]{3})(\d{2})$/.exec(text)
  const month = months.findIndex((one) => one === parts?.[2])
  if (parts === null || month < 0) return undefined
  const day = Number(parts[1])
  const at = Date.UTC(2000 + Number(parts[3]), month, day, settlementHour)
  return new Date(at).getUTCDate() === day && day > 0 ? timeUs(at * 1_000) : undefined
}
