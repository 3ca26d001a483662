import type { OptionInstrument, ScanLine } from './scan-instrument.ts'
import type { ScanScenario } from './scan-scenario.ts'
import { unitProfits, type CoinMarket } from './unit-profits.ts'

/** Unit profits of a line, computed or remembered. */
export type ProfitRows = (line: ScanLine, scenarios: readonly ScanScenario[], coins: CoinMarket) => Float64Array

type Remembered = Readonly<{ instrument: OptionInstrument; scenarios: readonly ScanScenario[]; coins: CoinMarket; row: Float64Array }>

/** More contracts than a venue lists; beyond it all are forgotten, since the expired among them are of no use. */
const mostRemembered = 16_384

/**
 * Unit profits that remember the last row of every option, for thousands of accounts on one market. A row is used again only for the very
 * same prices, volatility, time and scenarios, so that what is returned never depends on what was asked before. The caller does not write to it.
 *
 * @example
 * const rows = createRowMemory()
 * rows(line, scenarios, coins)
 */
export function createRowMemory(): ProfitRows {
  const remembered = new Map<string, Remembered>()
  return (line, scenarios, coins) => {
    const { id, instrument } = line
    if (instrument.kind === 'deltaOne') return unitProfits(instrument, scenarios, coins)
    const known = remembered.get(id)
    if (known !== undefined && known.scenarios === scenarios && isSameMarket(known.coins, coins) && isSame(known.instrument, instrument))
      return known.row
    const row = unitProfits(instrument, scenarios, coins)
    if (remembered.size >= mostRemembered) remembered.clear()
    remembered.set(id, { instrument, scenarios, coins, row })
    return row
  }
}

function isSameMarket(one: CoinMarket, other: CoinMarket): boolean {
  return one.indexPrice === other.indexPrice && one.counting === other.counting
}

function isSame(one: OptionInstrument, other: OptionInstrument): boolean {
  return (
    one.price.moving === other.price.moving &&
    one.price.fixed === other.price.fixed &&
    one.volatility === other.volatility &&
    one.timeYears === other.timeYears &&
    one.strike === other.strike &&
    one.option === other.option &&
    one.payoff === other.payoff
  )
}
