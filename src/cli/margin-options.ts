import { InputFault } from '../base/fault.ts'
import { parseTime } from '../feed/parse-time.ts'
import type { MarketChoice, Named } from '../lab/margin/open-market.ts'
import { perpetualTables, readLeverageTiers } from '../lab/margin/read-leverage-tiers.ts'
import { parseWhatIf, type WhatIf } from '../margin/analysis/what-if.ts'
import type { MarginAccount } from '../margin/account/margin-account.ts'
import { marginModelNames, type MarginModel, type MarginModelName } from '../margin/margin-model.ts'
import { marginModelOf } from '../margin/model-catalogue.ts'
import { createTieredModel } from '../margin/models/tiered.ts'
import { tieredTerms } from '../margin/models/tiered-terms.ts'
import { nearestWord } from '../policy/near-miss.ts'
import { whatIfExpectation } from './margin-refusal-text.ts'
import { positiveNumber } from './option.ts'

/** The flags of `seawall margin` as the command line gives them. */
export type MarginFlags = Readonly<{
  market?: readonly string[]
  model?: readonly string[]
  at?: string
  underlying: readonly string[]
  returns: readonly string[]
  dailyVolume: readonly string[]
  asLinear?: true
  tiers?: string
  whatIf: readonly string[]
  curve?: true
  along?: string
  summary?: true
  html?: string
  json?: true
}>

/**
 * The models that were asked for, once each, in the order asked.
 *
 * @throws InputFault for a name that is none, or a model without the file it needs.
 *
 * @example
 * modelsAsked({ model: ['deribit', 'span'] }).length // 2
 */
export function modelsAsked(flags: Pick<MarginFlags, 'model' | 'tiers'>): readonly MarginModel[] {
  const names = (flags.model ?? []).flatMap((text) => text.split(',')).map((name) => name.trim())
  if (names.length === 0) throw absentOption('--model', `one of ${marginModelNames.join(', ')}, or all`)
  const wanted = new Set(names.includes('all') ? marginModelNames : names.map(requireName))
  return [...wanted].map((name) => modelNamed(name, flags.tiers))
}

function absentOption(option: string, expected: string): InputFault {
  return new InputFault({ file: option, place: 'option', expected, found: 'nothing' })
}

function requireName(name: string): MarginModelName {
  const found = marginModelNames.find((one) => one === name)
  if (found !== undefined) return found
  const near = nearestWord(name, marginModelNames)
  throw new InputFault({
    file: '--model',
    place: 'value',
    expected: `one of ${marginModelNames.join(', ')}, or all`,
    found: near === undefined ? JSON.stringify(name) : `${JSON.stringify(name)}; did you mean ${near}?`,
  })
}

/** A venue's own tables take the place of the house's. */
function modelNamed(name: MarginModelName, tiersFile: string | undefined): MarginModel {
  if (name === 'tiered' && tiersFile !== undefined) {
    const linear = perpetualTables(readLeverageTiers(tiersFile), 'USDT')
    const { linearDefault: _, ...terms } = tieredTerms
    return createTieredModel({ ...terms, source: tiersFile, linear })
  }
  return marginModelOf(name)
}

/**
 * Which market is to be read.
 *
 * @throws InputFault naming the option whose value is none.
 *
 * @example
 * marketAsked(flags, accounts).files
 */
export function marketAsked(flags: MarginFlags, accounts: readonly MarginAccount[]): MarketChoice {
  if (flags.market === undefined) throw absentOption('--market', 'a market snapshot, or a file of option chains')
  return {
    files: flags.market,
    ...(flags.at !== undefined && { at: parseTime(flags.at, '--at') }),
    underlyings: flags.underlying,
    accounts,
    contracts: flags.asLinear === true ? 'asLinear' : 'asListed',
    returns: flags.returns.map(namedValue),
    dailyVolumes: flags.dailyVolume.map((text) => {
      const { underlying, value } = namedValue(text)
      return { underlying, value: positiveNumber(value, '--daily-volume') }
    }),
  }
}

/**
 * Reads `BTC=closes.csv`, or the value alone.
 *
 * @example
 * namedValue('BTC=closes.csv') // { underlying: 'BTC', value: 'closes.csv' }
 */
export function namedValue(text: string): Named<string> {
  const parts = /^([A-Za-z0-9]+)=(.+)$/.exec(text)
  return parts === null ? { underlying: undefined, value: text } : { underlying: parts[1], value: parts[2] ?? '' }
}

/**
 * The questions asked about other markets.
 *
 * @throws InputFault saying which part is not understood, and what could be said.
 *
 * @example
 * whatIfsAsked(['spot -10%'], ['BTC'])[0]?.shocks
 */
export function whatIfsAsked(texts: readonly string[], underlyings: readonly string[]): readonly WhatIf[] {
  return texts.map((text) => {
    const read = parseWhatIf(text, underlyings)
    if (read.ok) return read.value
    const { reason, part } = read.refusal
    const expected = `${whatIfExpectation(reason)}${reason === 'underlyingUnknown' ? ` (${underlyings.join(', ')})` : ''}`
    throw new InputFault({ file: '--what-if', place: JSON.stringify(text), expected, found: JSON.stringify(part) })
  })
}
