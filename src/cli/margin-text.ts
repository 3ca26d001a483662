import type { AccountMargins, KnownMargin, ModelMargin } from '../lab/margin/report-accounts.ts'
import type { AccountAnalysis } from '../margin/analysis/analyse-account.ts'
import type { AccountHealth } from '../margin/health.ts'
import type { Scan, ScenarioOutcome } from '../margin/margin-model.ts'
import { numberText } from '../report/words.ts'
import { curveText } from './margin-curve-text.ts'
import { marginRefusalText } from './margin-refusal-text.ts'
import { alignedColumns, columns } from './write.ts'

/** What the text is about beside the accounts. */
export type MarginAbout = Readonly<{
  market: string
  asset: string
  notes: readonly string[]
  width: number
  curves: 'drawn' | 'leftOut'
}>

/**
 * Margins of accounts for people: a line for each, and under one model everything that is known of each.
 *
 * @param about - `width` is that of the terminal, in characters.
 *
 * @example
 * printText(marginText(margins, { market: 'BTC 66,400 at ...', asset: 'USD', notes: [], width: 100 }))
 */
export function marginText(margins: readonly AccountMargins[], about: MarginAbout): string {
  const isOneModel = margins.every(({ models }) => models.length === 1)
  const hasOneAccount = margins.length === 1
  return [
    about.market,
    ...(isOneModel ? modelLines(margins) : []),
    ...(hasOneAccount && isOneModel ? [] : ['', ...summary(margins, about.asset)]),
    ...margins.flatMap((margin) => details(margin, about)),
    ...unknownLines(margins),
    ...(about.notes.length === 0 ? [] : ['', ...about.notes.map((note) => `note: ${note}`)]),
  ].join('\n')
}

function modelLines(margins: readonly AccountMargins[]): readonly string[] {
  const model = margins[0]?.models[0]?.model
  return model === undefined ? [] : [`${model.title} (${model.name}), numbers of ${model.effectiveFrom}`, `source: ${model.source}`]
}

const statusWords: Readonly<Record<AccountHealth['status'], string>> = {
  healthy: 'healthy',
  restricted: 'restricted: below initial margin, may only reduce',
  callable: 'callable: below maintenance margin, may be liquidated',
  bankrupt: 'bankrupt: owes more than it has',
}

function summary(margins: readonly AccountMargins[], asset: string): readonly string[] {
  const isOneModel = margins.every(({ models }) => models.length === 1)
  const modelCell = (name: string): readonly string[] => (isOneModel ? [] : [name])
  const head = [`account, in ${asset}`, ...modelCell('model'), 'equity', 'initial', 'maintenance', 'ratio', 'status']
  const rows = margins.flatMap((margin) => {
    const { account, models } = margin
    if (!isOneModel && commonRefusal(margin) !== undefined) return [[account.id, 'each', '', '', '', '', 'unknown']]
    return models.map(({ model, outcome }) => {
      const lead = [account.id, ...modelCell(model.name)]
      return outcome.ok ? [...lead, ...figureCells(outcome.value)] : [...lead, '', '', '', '', 'unknown']
    })
  })
  return rightAligned([head, ...rows], isOneModel ? [1, 2, 3, 4] : [2, 3, 4, 5])
}

/** Equity, initial, maintenance, ratio, status. */
function figureCells({ requirement, health }: KnownMargin): readonly string[] {
  const { equity, initialMargin, maintenanceMargin } = requirement
  return [...[equity, initialMargin, maintenanceMargin].map(money), ratioText(health), health.status]
}

/** Why an account is unknown, where every model says the same. */
function commonRefusal({ models }: AccountMargins): string | undefined {
  const texts = new Set(models.map(({ outcome }) => (outcome.ok ? '' : marginRefusalText(outcome.refusal))))
  const [text = ''] = texts
  return texts.size === 1 && text !== '' ? text : undefined
}

function details(margin: AccountMargins, about: MarginAbout): readonly string[] {
  const known = margin.models.flatMap(({ model, outcome }) => (outcome.ok ? [{ name: model.name, margin: outcome.value }] : []))
  const parts = [
    ...(margin.models.length === 1 ? known.flatMap((one) => analysisText(one.margin, about)) : sideBySide(known)),
    ...whatIfText(known),
    ...known.flatMap((one) => drawnCurve(one, about)),
  ]
  return parts.length === 0 ? [] : ['', margin.account.id, ...parts]
}

type NamedMargin = Readonly<{ name: string; margin: ModelMargin }>

function drawnCurve({ name, margin }: NamedMargin, about: MarginAbout): readonly string[] {
  if (margin.curve === undefined || about.curves === 'leftOut') return []
  const room = { width: Math.min(about.width, 110), height: 16 }
  return ['', `  margin against spot, ${name}`, ...curveText(margin.curve, room)]
}

/** Models beside each other: what is worst for each, and where each would liquidate. */
function sideBySide(known: readonly NamedMargin[]): readonly string[] {
  const rows = known.flatMap(({ name, margin: { analysis, health } }) => {
    if (analysis === undefined) return []
    const worst = worstOf(analysis.requirement.scans)
    const lead = [name, worst?.name ?? 'none', worst === undefined ? '' : money(worst.profit)]
    return analysis.prices.map(({ underlying, indexPrice, liquidation }, i) => [
      ...(i === 0 ? lead : ['', '', '']),
      underlying,
      ...[liquidation.below, liquidation.above].map((price) => priceCell(price, indexPrice, sideOf(health.maintenanceBalance))),
    ])
  })
  return rows.length === 0
    ? []
    : rightAligned([['model', 'worst scenario', 'profit', 'price', 'liquidation below', 'above'], ...rows], [2, 4, 5])
}

/** The scenario that loses most, over all scans. */
function worstOf(scans: readonly Scan[]): ScenarioOutcome | undefined {
  return scans.flatMap((scan) => scan.scenarios[scan.worst] ?? []).toSorted((a, b) => a.profit - b.profit)[0]
}

function analysisText({ requirement, health, analysis }: ModelMargin, about: MarginAbout): readonly string[] {
  if (analysis === undefined) return []
  const { equity, initialMargin, maintenanceMargin, parts, scans } = requirement
  return [
    ...rightAligned(
      [
        [`equity, ${about.asset}`, money(equity), ''],
        ['initial margin', money(initialMargin), `leaves ${money(health.initialBalance)}`],
        ['maintenance margin', money(maintenanceMargin), `leaves ${money(health.maintenanceBalance)}`],
        ['ratio', ratioText(health), statusWords[health.status]],
      ],
      [1],
    ),
    '',
    ...alignedColumns([
      ['made of', 'initial', 'maintenance'],
      ...parts.map((part) => [part.name, money(part.initial), money(part.maintenance)]),
    ]),
    ...(scans.length === 0 ? [] : ['', ...worstText(scans)]),
    ...positionsText(analysis, about),
    ...pricesText(analysis, health),
  ]
}

function worstText(scans: readonly Scan[]): readonly string[] {
  const rows = scans.flatMap((scan) => {
    const worst = scan.scenarios[scan.worst]
    return worst === undefined ? [] : [[scan.underlying, worst.name, `of ${scan.scenarios.length}`, money(worst.profit)]]
  })
  return rightAligned([['worst scenario', '', '', 'profit'], ...rows], [2, 3])
}

function positionsText({ requirement, positions, effects }: AccountAnalysis, about: MarginAbout): readonly string[] {
  if (positions.length === 0) return []
  const shortfall = requirement.shortfall
  const loss = new Map<string, number>()
  for (const { contributions } of shortfall === undefined ? requirement.scans : [shortfall])
    for (const { contract, amount } of contributions) loss.set(contract, (loss.get(contract) ?? 0) + amount)
  const isScanned = loss.size > 0
  const lossHead = shortfall === undefined ? 'worst loss' : 'in shortfall'
  const rows = positions.map(({ position, value }, i) => {
    const effect = effects[i]
    return {
      name: position.contract,
      size: sizeText(position.size),
      value: money(value),
      loss: known(loss.get(position.contract)),
      adds: known(effect?.marginal?.initial),
      freesInitial: known(effect?.freedByClosing?.initial),
      freesMaintenance: known(effect?.freedByClosing?.maintenance),
    }
  })
  const lossCell = (cell: string): readonly string[] => (isScanned ? [cell] : [])
  const first = [
    ['position', 'size', 'value', ...lossCell(lossHead), 'adds to initial'],
    ...rows.map((row) => [row.name, row.size, row.value, ...lossCell(row.loss), row.adds]),
  ]
  const second = [['closing it frees', 'initial', 'maintenance'], ...rows.map((row) => [row.name, row.freesInitial, row.freesMaintenance])]
  const whole = first.map((row, i) => [...row, ...(i === 0 ? ['closing frees: initial', 'maintenance'] : (second[i] ?? []).slice(1))])
  const inOne = alignedColumns(whole)
  if (Math.max(...inOne.map((line) => line.length)) <= about.width) return ['', ...inOne]
  return ['', ...alignedColumns(first), '', ...alignedColumns(second)]
}

function sideOf(balance: number): 'inside' | 'beyond' {
  return balance < 0 ? 'beyond' : 'inside'
}

function pricesText({ prices }: AccountAnalysis, health: AccountHealth): readonly string[] {
  if (prices.length === 0) return []
  const rows = prices.map(({ underlying, indexPrice, liquidation, bankruptcy }) => [
    underlying,
    numberText(indexPrice, 6),
    ...[liquidation.below, liquidation.above].map((price) => priceCell(price, indexPrice, sideOf(health.maintenanceBalance))),
    ...[bankruptcy.below, bankruptcy.above].map((price) => priceCell(price, indexPrice, sideOf(health.equity))),
  ])
  return ['', ...alignedColumns([['price', 'now', 'liquidation below', 'above', 'bankrupt below', 'above'], ...rows])]
}

/** A price, and how far it is. For an account that is on the wrong side of the line already it is where it comes back. */
function priceCell(price: number | undefined, now: number, side: 'inside' | 'beyond'): string {
  if (price === undefined) return 'none'
  const move = 100 * (price / now - 1)
  return `${side === 'beyond' ? 'back at ' : ''}${numberText(price, 6)} (${move > 0 ? '+' : ''}${move.toFixed(1)} %)`
}

function whatIfText(known: readonly NamedMargin[]): readonly string[] {
  const isOneModel = known.length === 1
  const rows = known.flatMap(({ name, margin }) => {
    const lead = (text: string): readonly string[] => (isOneModel ? [text] : [text, name])
    const asked = margin.whatIfs.map(({ whatIf, outcome }) =>
      outcome.ok
        ? [...lead(whatIf.text), ...figureCells(outcome.value)]
        : [...lead(whatIf.text), '', '', '', '', `unknown: ${marginRefusalText(outcome.refusal)}`],
    )
    return asked.length === 0 ? [] : [[...lead('as it is'), ...figureCells(margin)], ...asked]
  })
  if (rows.length === 0) return []
  const head = ['what if', ...(isOneModel ? [] : ['model']), 'equity', 'initial', 'maintenance', 'ratio', 'status']
  return ['', ...rightAligned([head, ...rows], isOneModel ? [1, 2, 3, 4] : [2, 3, 4, 5])]
}

function unknownLines(margins: readonly AccountMargins[]): readonly string[] {
  const isOneModel = margins.every(({ models }) => models.length === 1)
  const rows = margins.flatMap((margin) => {
    const common = commonRefusal(margin)
    const lead = (model: string): readonly string[] => [`  ${margin.account.id}`, ...(isOneModel ? [] : [model])]
    if (common !== undefined) return [[...lead('each'), common]]
    return margin.models.flatMap(({ model, outcome }) => (outcome.ok ? [] : [[...lead(model.name), marginRefusalText(outcome.refusal)]]))
  })
  return rows.length === 0 ? [] : ['', 'unknown: takes no new risk, and is not liquidated', ...columns(rows)]
}

function ratioText({ ratio }: AccountHealth): string {
  return ratio.kind === 'ratio' ? `${(100 * ratio.value).toFixed(1)} %` : 'no equity'
}

function money(amount: number): string {
  const size = Math.abs(amount)
  if (size > 0 && size < 0.005) return numberText(amount, 2)
  return (amount + 0).toLocaleString(
    'en-US',
    size >= 1_000 ? { maximumFractionDigits: 0 } : { minimumFractionDigits: 2, maximumFractionDigits: 2 },
  )
}

function known(amount: number | undefined): string {
  return amount === undefined ? 'unknown' : money(amount)
}

function sizeText(size: number): string {
  return size.toLocaleString('en-US', { maximumFractionDigits: 8 })
}

/** Columns, indented, of which some are set flush right. */
function rightAligned(rows: readonly (readonly string[])[], right: readonly number[]): readonly string[] {
  const widths: number[] = []
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
  const set = (cell: string, i: number): string => (right.includes(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))
  return rows.map((row) => `  ${row.map(set).join('  ')}`.trimEnd())
}
