import { formatDuration } from '../api/format.ts'
import type { ActivationSummary, MarginSummary, ReserveSummary, RunSummary } from '../daemon/run-types.ts'
import { columns } from './write.ts'

/**
 * A finished run as a short table for people.
 *
 * @param source - What was read: file names or the scenario.
 *
 * @example
 * summaryText(await handle.done, feed.label)
 */
export function summaryText(summary: RunSummary, source: string): string {
  const { run, inputs, inputsPerSecond, decisions, transfers, effects } = summary
  const lasted = formatDuration((Date.parse(summary.to) - Date.parse(summary.from)) * 1000)
  return [
    '',
    `Run ${run}${summary.resumed ? ' (gone on from an earlier start)' : ''}`,
    `  ${source}`,
    '',
    ...columns([
      ['Market time', `${clock(summary.from)} to ${clock(summary.to)} UTC, ${lasted}`],
      ['Inputs', `${whole(inputs)}, ${whole(Math.round(inputsPerSecond))} a second`],
      ['Decisions', `${whole(decisions)}, ${whole(transfers)} transfers, ${whole(effects)} effects`],
    ]),
    '',
    ...activationLines(summary.activations),
    '',
    ...reserveLines(summary.reserves),
    ...marginLines(summary.margin),
    '',
    ...columns([
      ['State hash', summary.stateHash],
      ['Journal hash', summary.journalHash],
      ['Policy hash', summary.policyHash],
      ['Report', summary.report],
    ]),
    ...(summary.notes.length === 0 ? [] : ['', ...summary.notes.map((note) => `Note: ${note}`)]),
  ].join('\n')
}

/**
 * The difference of two plain decimal texts, with its sign.
 *
 * @example
 * signedDifference('50.25', '50.00') // '+0.25'
 */
export function signedDifference(later: string, earlier: string): string {
  const decimals = Math.max(decimalsOf(later), decimalsOf(earlier))
  const units = unitsOf(later, decimals) - unitsOf(earlier, decimals)
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0')
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
  return `${units < 0n ? '-' : '+'}${text}`
}

/**
 * A plain decimal text with thousands separated and at most two decimals, cut not rounded.
 *
 * @example
 * moneyText('-1234567.899') // '-1,234,567.89'
 */
export function moneyText(text: string): string {
  const [, sign = '', wholePart = '0', fraction = ''] = /^([-+]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  return `${sign}${BigInt(wholePart).toLocaleString('en-US')}.${fraction.slice(0, 2).padEnd(2, '0')}`
}

function activationLines(activations: readonly ActivationSummary[]): readonly string[] {
  if (activations.length === 0) return ['No activation: no trigger fired.']
  const rows = activations.map(({ market, trigger, firedAt, releasedAt }) => [
    market,
    trigger,
    clock(firedAt),
    releasedAt === null ? 'not released' : clock(releasedAt),
    releasedAt === null ? '' : formatDuration((Date.parse(releasedAt) - Date.parse(firedAt)) * 1000),
  ])
  return columns([['Market', 'Trigger', 'Fired (UTC)', 'Released (UTC)', 'Length'], ...rows])
}

function reserveLines(reserves: readonly ReserveSummary[]): readonly string[] {
  const rows = reserves.map(({ asset, opening, closing, peakUse }) => [
    asset,
    ...[opening, closing, signedDifference(closing, opening), peakUse].map(moneyText),
  ])
  return columns([['Reserve', 'Opening', 'Closing', 'Result', 'Peak use'], ...rows])
}

function marginLines(margin: MarginSummary | undefined): readonly string[] {
  if (margin === undefined) return []
  const { accounts, calls, callsMet, liquidations, shortfall, asset } = margin
  const header = ['Accounts', 'Margin calls', 'Met', 'Liquidations', `Shortfall, ${asset}`]
  return ['', ...columns([header, [...[accounts, calls, callsMet, liquidations].map(whole), moneyText(shortfall)]])]
}

function decimalsOf(text: string): number {
  return text.split('.')[1]?.length ?? 0
}

function unitsOf(text: string, decimals: number): bigint {
  const [wholePart = '0', fraction = ''] = text.split('.')
  return BigInt(`${wholePart}${fraction.padEnd(decimals, '0')}`)
}

function whole(value: number): string {
  return value.toLocaleString('en-US')
}

function clock(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ')
}
