import { words } from './phase.ts'
import type { View } from './types.ts'

type Losses = NonNullable<View['losses']>
/** The waterfall as the page has it. */
export type Waterfall = NonNullable<Losses['waterfall']>
/** One layer of it. */
export type Layer = Waterfall['layers'][number]
/** Auctions and what comes before and after them. */
export type Auctions = NonNullable<Losses['auctions']>
/** One portfolio on its way from the book to the last resort. */
export type Closing = Auctions['closings'][number]
/** Who owns the insurance fund. */
export type Fund = NonNullable<Losses['fund']>
/** Guarantees, loans and draws. */
export type LossFacilities = NonNullable<Losses['facilities']>
/** Whether winners are closed, and what it took so far. */
export type Deleveraging = NonNullable<Losses['deleveraging']>

const layerWords: Readonly<Record<Layer['kind'], readonly [name: string, what: string]>> = {
  defaulterMargin: ['Margin of the account itself', 'its liquidation takes it before anything is a loss'],
  defaulterContribution: ['Its contribution to the fund', 'what the account itself put into the mutual fund'],
  ownMoney: ['Own money', 'the operator’s'],
  insuranceFund: ['Insurance fund', 'built from penalties and the owners’ money'],
  mutualFund: ['Mutual fund', 'what all members put up'],
  assessments: ['Assessments', 'asked of members once their contributions are gone'],
  providerTakeover: ['Takeover by providers', 'who take positions at a discount'],
  deleveraging: ['Gains of winners', 'cut in cash where their positions are closed'],
  gainsHaircut: ['Haircut of gains', 'winners keep less'],
  tearUp: ['Tear-up', 'contracts end at a price'],
  socialisation: ['Withdrawals', 'each is cut by a part until the loss is paid'],
}

/**
 * A layer for people: its name and tranche, and what it is.
 *
 * @example
 * layerText({ layer: 'ownMoney:equity', kind: 'ownMoney' }).name // 'Own money, equity'
 */
export function layerText({ layer, kind }: Pick<Layer, 'layer' | 'kind'>): Readonly<{ name: string; what: string }> {
  const [name, what] = layerWords[kind]
  const colon = layer.indexOf(':')
  return { name: colon < 0 ? name : `${name}, ${words(layer.slice(colon + 1)).toLowerCase()}`, what }
}

/**
 * A layer by its machine name alone, for lists.
 *
 * @example
 * layerNamed('ownMoney:equity') // 'Own money, equity'
 */
export function layerNamed(layer: string): string {
  const kind = layer.split(':')[0] ?? layer
  return kind in layerWords ? layerText({ layer, kind: kind as Layer['kind'] }).name : words(layer)
}

/** Where a portfolio stands. */
export const stageWords: Readonly<Record<Closing['stage'], string>> = {
  book: 'is closed on the order book',
  auction: 'is auctioned',
  takeover: 'is offered to providers',
  deleveraging: 'is closed against winners',
  over: 'is closed',
}

/** Why nobody can bid. */
export const stopWords: Readonly<Record<NonNullable<Closing['auction']>['stops'][number], string>> = {
  outage: 'a book is not whole or the engine is halted',
  paused: 'an operator paused it',
  stalePrice: 'its positions cannot be valued on marks that are believed',
}

/** Rules of deleveraging. */
const ruleNames: Readonly<Record<string, string>> = {
  proRata: 'pro rata in what each has gained',
  cappedProRata: 'pro rata in what each has gained, each up to a part of it',
  equalLoss: 'equal loss',
  equalAwards: 'equal awards',
  talmud: 'claims rule of the Talmud',
  equityWeighted: 'by equity',
  queue: 'by rank',
  riskAware: 'risk-aware',
  hedgeAware: 'hedge-aware',
}

/**
 * A rule of deleveraging for people.
 *
 * @example
 * ruleText('proRata') // 'pro rata in what each has gained'
 */
export function ruleText(rule: string): string {
  return ruleNames[rule] ?? words(rule).toLowerCase()
}

/** Why deleveraging is on or off. */
export const whyWords: Readonly<Record<Deleveraging['why'], string>> = {
  exhausted: 'the fund is empty',
  fell: 'the fund fell to the start level',
  held: 'no level was crossed',
  recovered: 'the fund came back above the stop level',
}

/** What the exit queue says of the fund. */
export const statusWords: Readonly<Record<Fund['status'], string>> = {
  setup: 'not open yet',
  active: 'active',
  activeByOperator: 'active, by an operator',
  onIce: 'on ice: many want out',
  onIceByOperator: 'on ice, by an operator',
  frozen: 'frozen: too many want out',
  frozenByOperator: 'frozen, by an operator',
}

/** Why a gain is in review. */
export const holdWords: Readonly<Record<NonNullable<LossFacilities['held']>[number]['why'], string>> = {
  linked: 'made against a linked account',
  farPrice: 'made far from the mark',
}
