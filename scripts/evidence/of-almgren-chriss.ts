import { leastRiskySchedule, type PricedSchedule } from '../../src/risk/liquidation/least-risky-schedule.ts'
import { costOnBook, walkCost, walkOf } from '../../src/risk/liquidation/book-walk.ts'
import { assessed, bpsCell } from './captures.ts'
import { markdownTable, type EvidencePart } from './evidence.ts'

const steps = 21
const days = 20 / 1440

/**
 * Schedules of Almgren and Chriss for a large position, priced by their own linear impact and on the recorded book.
 *
 * @example
 * (await makeEvidence()).markdown
 */
export async function makeEvidence(): Promise<EvidencePart> {
  const { position, terms, loss, value } = await assessed('BTC perpetual', '2500BTC')
  const walk = walkOf(position.book)
  const size = Math.abs(position.units)
  const part = walkCost(walk, size / steps)
  const step = days / steps
  const temporaryImpact = part.ok ? (part.value / (size / steps) ** 2) * step + (loss.permanentImpact * step) / 2 : 0
  const found = leastRiskySchedule(
    {
      ...{ size, horizon: days, steps, volatility: terms.volatility * position.mid, halfSpread: 0 },
      ...{ permanentImpact: loss.permanentImpact, temporaryImpact },
    },
    terms.valueAtRisk.deviations,
  )
  if (!found.ok) throw new Error(found.refusal.reason)
  const remaining = 2 ** (-step / terms.refillHalfLife)
  const row = (name: string, schedule: PricedSchedule): string[] => {
    const booked = costOnBook(walk, { trades: schedule.trades, remaining, permanentImpact: loss.permanentImpact })
    const cost = booked.ok ? booked.value.temporary + booked.value.permanent : Number.NaN
    return [
      name,
      bpsCell((schedule.trades[0] as number) / size / 100),
      bpsCell(schedule.expectedCost / value),
      bpsCell(cost / value),
      bpsCell(schedule.deviation / value),
      bpsCell((cost + terms.valueAtRisk.deviations * schedule.deviation) / value),
    ]
  }
  const { best, straightLine, immediate } = found.value
  const head = ['schedule', 'first trade, %', 'cost, linear', 'cost, book', 'deviation', 'loss at 99 %']
  const markdown = `2,500 BTC on the BTC perpetual of Binance, 8 August 2024, in ${steps} trades over twenty minutes, volatility 60 % a year. Temporary impact is set so
that a trade of an even schedule costs its walk. Basis points of the value; the loss is with the cost of the book. The line that fits small trades
overrates large ones: this book deepens with the distance.

${markdownTable([head, row('straight line', straightLine), row('best', best), row('all in the first step', immediate)])}`
  return { markdown, figures: new Map() }
}
