import type { Input } from '../../src/engine/input.ts'
import type { EngineState } from '../../src/engine/state.ts'
import type { Auditor } from './auditor.ts'
import type { Told } from './reckoning.ts'
import { markets, pledged } from './world.ts'

const staleAfterUs = 120_000_000

/**
 * Takes from an input what it says of markets, before the engine does.
 *
 * @returns Underlyings and assets whose holders are looked at again; a tick is looked at by itself.
 *
 * @example
 * see(auditor, input)
 */
export function see(auditor: Auditor, input: Input): ReadonlySet<string> {
  const { seen } = auditor
  seen.at = input.at
  seen.snapshot = undefined
  seen.repriced = new Set()
  switch (input.kind) {
    case 'bookSnapshotReceived': {
      const side = (levels: readonly number[]) => (levels.length === 0 ? undefined : ([levels[0] ?? 0, levels[1] ?? 0] as const))
      const [bid, ask] = [side(input.bids), side(input.asks)]
      seen.books.set(input.market, { ...(bid && { bid }), ...(ask && { ask }) })
      return new Set(markFromBook(auditor, input.market))
    }
    case 'marksChanged':
      return seeMarks(auditor, input)
    case 'clockTicked': {
      const before = new Map(seen.assets)
      for (const { id } of markets) markFromBook(auditor, id)
      seen.repriced = new Set([...seen.assets].flatMap(([asset, price]) => (before.get(asset) === price ? [] : [asset])))
      return new Set()
    }
    case 'effectReported': {
      const order = auditor.orders.get(input.effectId)
      if (order !== undefined) order.heardAt = seen.at
      return new Set()
    }
    case 'operatorCommanded':
      auditor.halted = input.command === 'halt'
      return new Set()
    default:
      return new Set()
  }
}

/**
 * Marks that have had no news for too long are stale, whatever the input; a tick tells all who hold them, after it has let marks follow their books.
 *
 * @example
 * age(auditor, input)
 */
export function age({ seen }: Auditor, input: Input): void {
  for (const told of [...seen.indexes.values(), ...seen.marks.values()]) {
    if (seen.at - told.at <= staleAfterUs) continue
    told.stale = true
    if (input.kind === 'clockTicked') told.isSaid = true
  }
}

/** A mark follows the middle of its book while that has both sides. */
function markFromBook({ seen, contracts }: Auditor, id: string): readonly string[] {
  const book = seen.books.get(id)
  const contract = contracts.get(id)
  if (book?.bid === undefined || book.ask === undefined || contract === undefined) return []
  const price = ((book.bid[0] + book.ask[0]) / 2) * contract.tick
  moveTold(seen.indexes, contract.underlying, told(price, seen.at))
  moveTold(seen.marks, id, told(price, seen.at))
  followIndex(seen, contract.underlying)
  return [contract.underlying]
}

function told(price: number, at: number, grade?: Told['grade']): Told {
  return { price, at, grade: grade ?? 'ok', stale: false, ...(grade !== undefined && { gradedAt: at }) }
}

/** A book moves the price; a grade that a feed told stands for as long as a mark may be old. */
function moveTold(all: Map<string, Told>, name: string, news: Told): void {
  const { grade, gradedAt = -Infinity } = all.get(name) ?? news
  all.set(name, news.at - gradedAt <= staleAfterUs ? { ...news, grade, gradedAt } : news)
}

function setIndex(indexes: Map<string, Told>, name: string, news: Told): void {
  indexes.set(name, news)
}

/** Collateral keeps the last price that was believed. */
function followIndex({ assets, indexes }: Auditor['seen'], underlying: string): void {
  const { price, grade } = indexes.get(underlying) ?? {}
  if (price === undefined || grade === 'stale' || grade === 'tooFew') return
  if (pledged.some((terms) => 'underlying' in terms && terms.underlying === underlying)) assets.set(underlying, price)
}

function seeMarks({ seen, contracts }: Auditor, input: Extract<Input, { kind: 'marksChanged' }>): ReadonlySet<string> {
  const touched = new Set<string>()
  const prices = [...input.indexes.map(({ indexPrice }) => indexPrice), ...input.contracts.map(({ markPrice = 1 }) => markPrice)]
  if (!prices.every((price) => price > 0) || input.contracts.some(({ contract }) => !contracts.has(contract))) return touched
  for (const { underlying, indexPrice, grade, expiries } of input.indexes) {
    setIndex(seen.indexes, underlying, told(indexPrice, input.at, grade))
    followIndex(seen, underlying)
    if (expiries !== undefined) seen.forwards.set(underlying, expiries[0]?.variableForward ?? 0)
    touched.add(underlying)
  }
  for (const { contract, markPrice, volatility, grade } of input.contracts) {
    seen.marks.set(contract, told(markPrice ?? volatility ?? 0, input.at, grade))
    touched.add(contracts.get(contract)?.underlying ?? '')
  }
  for (const { asset, price } of input.assets) {
    seen.assets.set(asset, price)
    touched.add(asset)
  }
  return touched
}

/**
 * That the engine's marks are those the auditor saw.
 *
 * @example
 * sameMarks(auditor, state) // []
 */
export function otherMarks({ seen, contracts }: Auditor, state: EngineState): readonly string[] {
  return [...contracts.values()]
    .filter(({ id, kind }) => {
      const mark = state.margin?.marks.get(id)
      return (kind === 'option' ? mark?.volatility : mark?.markPrice) !== seen.marks.get(id)?.price
    })
    .map(({ id }) => id)
}
