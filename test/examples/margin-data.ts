import { timeUs } from '../../src/base/time.ts'
import { createInstrumentTable, setInstrument } from '../../src/margin/kernel/instrument-table.ts'
import { createKernel } from '../../src/margin/kernel/kernel.ts'
import { createPositionRows } from '../../src/margin/kernel/position-rows.ts'
import { createScenarioGrid, priceGrid, type ScenarioGrid } from '../../src/margin/kernel/scenario-grid.ts'
import { basePlaces, createTermTable, scenarioPlaces, setTerm, type KernelScenario } from '../../src/margin/kernel/term-table.ts'
import { createWatch } from '../../src/margin/kernel/watch-create.ts'
import type { MarginAccount } from '../../src/margin/account/margin-account.ts'
import type { MarketSnapshot, UnderlyingMarket } from '../../src/margin/market-snapshot.ts'
import type { MarginRequirement } from '../../src/margin/margin-model.ts'
import { derivePortfoliosOf } from '../../src/margin/models/derive-account.ts'
import { derivePmrm2 } from '../../src/margin/models/derive-pmrm2.ts'
import { timsScenarios } from '../../src/margin/models/tims.ts'
import { valueAccount } from '../../src/margin/account/value-account.ts'
import type { ValuedAccount } from '../../src/margin/account/valued-account.ts'
import { madeAccount, madeSnapshot, wanderingReturns } from '../margin.ts'

const made = madeSnapshot()
const snapshot: MarketSnapshot = { ...made, underlyings: new Map([...made.underlyings].map(([name, one], i) => [name, known(one, i)])) }

/** With what some models and liquidity coverage ask for: a history, a day's volume and a book of 12.5 and 10 that lasts. */
function known(market: UnderlyingMarket, phase: number): UnderlyingMarket {
  const level = (step: number, size: number) => ({ price: market.indexPrice * (1 + step / 1e4), size, persistence: 0.5 })
  const depth = { bids: [level(-1, 5), level(-5, 20)], asks: [level(1, 4), level(5, 16)] }
  return { ...market, dailyReturns: wanderingReturns(300, phase), dailyVolume: 20_000, depth }
}

function valuedOf(account: MarginAccount): ValuedAccount {
  const valued = valueAccount(account, snapshot)
  if (!valued.ok) throw new Error(valued.refusal.reason)
  return valued.value
}

function requirementOf(valued: ValuedAccount): MarginRequirement {
  const asked = derivePmrm2.assess(valued, snapshot)
  if (!asked.ok) throw new Error(asked.refusal.reason)
  return asked.value
}

const account = madeAccount({
  collateral: [{ asset: 'BTC', amount: 0.5 }],
  positions: [
    { contract: 'BTC-PERP', size: 2, entryPrice: 55_000 },
    { contract: 'BTC-60D-60000-C', size: -3 },
  ],
})
const held = derivePortfoliosOf(valuedOf(account), snapshot)
if (!held.ok) throw new Error(held.refusal.reason)
const portfolio = held.value.get('BTC')!
const perpetualOf = (id: string, size: number): ValuedAccount =>
  valuedOf(madeAccount({ id, owner: 'fund', positions: [{ contract: 'BTC-PERP', size, entryPrice: 55_000 }] }))
const lines = [
  { id: 'BTC-PERP', size: 2, timeYears: 0, instrument: { kind: 'deltaOne', payoff: 'linear', price: { moving: 60_000, fixed: 0 } } },
]
const coins = { indexPrice: 60_000, counting: 'quote' }

const kernel = createKernel()
const instruments = createInstrumentTable(kernel, 2)
setInstrument(instruments, 1, { kind: 'call', term: 0, strike: 60_000, volatility: 0.6 })
const gridOf = (width: number, scenarios: readonly KernelScenario[]): ScenarioGrid => {
  const terms = createTermTable(kernel, { terms: 1, width })
  setTerm(kernel, terms, 0, { market: { variableForward: 60_000, timeYears: 0.1 }, scenarios })
  const grid = createScenarioGrid(kernel, instruments, terms)
  priceGrid(kernel, grid)
  return grid
}
const grid = gridOf(scenarioPlaces(2), [{ spotFactor: 0.9 }, { spotFactor: 1.1 }])
const watch = createWatch({
  markets: [{ underlying: 'BTC', spot: 60_000, volatilityFactor: 1, at: timeUs(0) }],
  instruments: [{ kind: 'linear', name: 'BTC-PERP', underlying: 'BTC' }],
  scenarios: [{ spotFactor: 0.9 }],
  accounts: [{ name: 'fund-7', cash: -50_000, positions: [{ instrument: 0, size: 1 }] }],
})

/** What examples of margin may name: the accounts and markets that `src/margin/index.ts` tells of. */
export const marginData: Readonly<Record<string, unknown>> = {
  snapshot,
  account,
  valued: valuedOf(account),
  model: derivePmrm2,
  requirement: requirementOf(valuedOf(account)),
  perpetuals: perpetualOf('fund-7', 2),
  accounts: [perpetualOf('a', 120), perpetualOf('b', -30)],
  market: snapshot.underlyings.get('BTC'),
  kernel,
  instruments,
  terms: grid.terms,
  grid,
  base: gridOf(basePlaces, [{}]),
  rows: createPositionRows(kernel, [[{ instrument: 0, size: 2 }], []]),
  watch,
  portfolio,
  expiry: portfolio.expiries[0],
  lines,
  coins,
  book: { underlying: 'BTC', lines, ...coins },
  input: { underlying: 'BTC', lines, coins, scenarios: timsScenarios({ range: 0.15, steps: 5 }) },
}
