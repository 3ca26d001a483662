import type { AmountText, Reserve, SignalInfo, SignalReading, Speed } from './types.ts'

const numberCache = new Map<string, Intl.NumberFormat>()

/**
 * Writes a number with thousands separators and a fixed number of decimals.
 *
 * @example
 * fixed(1234.5, 2) // '1,234.50'
 */
export function fixed(value: number, decimals: number): string {
  const key = String(decimals)
  const format =
    numberCache.get(key) ?? new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
  numberCache.set(key, format)
  return format.format(value).replace('-', '−')
}

/**
 * Writes a number in three significant digits or so, large ones with K, M, B.
 *
 * @example
 * compact(4_309_724.9) // '4.31 M'
 */
export function compact(value: number): string {
  const size = Math.abs(value)
  for (const [unit, name] of [
    [1e9, 'B'],
    [1e6, 'M'],
    [1e4, 'K'],
  ] as const) {
    const scale = unit === 1e4 ? 1e3 : unit
    if (size >= unit) return `${fixed(value / scale, size / scale >= 100 ? 0 : size / scale >= 10 ? 1 : 2)} ${name}`
  }
  return fixed(value, digitsFor(size))
}

/**
 * Writes a count: whole below ten thousand, then with K, M, B.
 *
 * @example
 * countText(5_755) // '5,755'
 */
export function countText(count: number): string {
  return count < 10_000 ? fixed(count, 0) : compact(count)
}

function digitsFor(size: number): number {
  if (size >= 1000) return 0
  if (size >= 100) return 1
  if (size >= 1 || size === 0) return 2
  return size >= 0.01 ? 3 : 5
}

/**
 * Writes a signal's value in its unit.
 *
 * @example
 * signalText({ kind: 'known', value: 0.21 }, { unit: 'ratio', ... }, 'USD') // '0.21 ×'
 */
export function signalText(reading: SignalReading, unit: SignalInfo['unit'] | undefined, quote: string): string {
  return reading.kind === 'unknown' ? 'unknown' : valueText(reading.value, unit, quote)
}

/**
 * Writes a number in a signal's unit.
 *
 * @example
 * valueText(0.0183, 'fraction', 'USD') // '1.83 %'
 */
export function valueText(value: number, unit: SignalInfo['unit'] | undefined, quote: string): string {
  switch (unit) {
    case 'bps':
      return `${compact(value)} bps`
    case 'quote':
      return `${compact(value)} ${quote}`
    case 'ratio':
      return `${compact(value)} ×`
    case 'fraction':
      return `${fixed(value * 100, Math.abs(value) >= 1 ? 0 : Math.abs(value) >= 0.1 ? 1 : 2)} %`
    case 'seconds':
      return `${compact(value)} s`
    case 'count':
      return fixed(value, 0)
    default:
      return compact(value)
  }
}

/**
 * Writes a threshold in a signal's unit: as a value, without trailing zeros.
 *
 * @example
 * levelText(0.35, 'ratio', 'USD') // '0.35 ×'
 */
export function levelText(value: number, unit: SignalInfo['unit'] | undefined, quote: string): string {
  return valueText(value, unit, quote).replace(/(\.\d*?)0+(?=\D|$)/, (_all, kept: string) => (kept === '.' ? '' : kept))
}

/**
 * Writes a price at its tick's precision.
 *
 * @example
 * priceText(10690, 0.5) // '5,345.0'
 */
export function priceText(ticks: number, tickSize: number): string {
  return fixed(ticks * tickSize, tickDecimals(tickSize))
}

/**
 * The decimals a tick needs.
 *
 * @example
 * tickDecimals(0.5) // 1
 */
export function tickDecimals(tickSize: number): number {
  return Math.max(0, Math.min(8, Math.ceil(-Math.log10(tickSize) - 1e-9)))
}

/**
 * Writes minor units in whole units with two decimals, cut and not rounded: no text shows more than there is.
 *
 * @example
 * moneyText({ asset: 'USD', minor: '43667875807424' }, 6) // '43,667,875.80'
 */
export function moneyText(amount: AmountText, decimals: number): string {
  const minor = BigInt(amount.minor)
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0')
  const whole = BigInt(digits.slice(0, digits.length - decimals)).toLocaleString('en-US')
  const cents = digits.slice(digits.length - decimals, digits.length - decimals + 2).padEnd(2, '0')
  return `${minor < 0n ? '−' : ''}${whole}.${cents}`
}

/**
 * Writes minor units in whole units with every digit there is and no needless zeros, for assets whose cents are worth much.
 *
 * @example
 * exactText({ asset: 'BTC', minor: '4012500000' }, 8) // '40.125'
 */
export function exactText(amount: AmountText, decimals: number): string {
  const minor = BigInt(amount.minor)
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0')
  const whole = BigInt(digits.slice(0, digits.length - decimals)).toLocaleString('en-US')
  const rest = digits.slice(digits.length - decimals).replace(/0+$/, '')
  return `${minor < 0n ? '−' : ''}${whole}${rest === '' ? '' : `.${rest}`}`
}

/**
 * An amount as a float in whole units, for bars and charts only.
 *
 * @example
 * moneyFloat({ asset: 'USD', minor: '1500000' }, 6) // 1.5
 */
export function moneyFloat(amount: AmountText, decimals: number): number {
  return Number(amount.minor) / 10 ** decimals
}

/**
 * The decimals of an asset, from the reserves; 6 when the view does not say.
 *
 * @example
 * decimalsOf(view.reserves, 'USD')
 */
export function decimalsOf(reserves: readonly Reserve[], asset: string): number {
  return reserves.find((reserve) => reserve.asset === asset)?.decimals ?? 6
}

/**
 * Writes a speed.
 *
 * @example
 * speedText(2400) // '2,400×'
 */
export function speedText(speed: Speed): string {
  return speed === 'max' ? 'as fast as possible' : `${fixed(speed, speed < 10 && !Number.isInteger(speed) ? 1 : 0)}×`
}
