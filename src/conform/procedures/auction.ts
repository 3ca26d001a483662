import { clearBatch } from '../../waterfall/auction/batch-auction.ts'
import { dutchPrice, type DutchSchedule } from '../../waterfall/auction/dutch-schedule.ts'
import { InputFault } from '../../base/fault.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'
import { deriveAuctionProcedures } from './auction-derive.ts'
import { makerAuctionProcedures } from './auction-maker.ts'

/** Liquidation auctions. */
export const auctionProcedures: ProcedureTable = {
  'auction-dutch': dutch,
  'auction-uniform-price': uniformPrice,
  ...deriveAuctionProcedures,
  ...makerAuctionProcedures,
}

function dutch(inputs: Fields): unknown {
  const schedule = {
    kind: kindOf(inputs),
    startDiscount: inputs.number('start_discount'),
    endDiscount: inputs.number('end_discount'),
    duration: inputs.number('duration'),
  }
  const reference = inputs.number('reference')
  return { price: inputs.numbers('times').map((elapsed) => dutchPrice(schedule, reference, elapsed)) }
}

function kindOf(inputs: Fields): DutchSchedule['kind'] {
  const kind = inputs.text('kind')
  if (kind === 'linear' || kind === 'exponential') return kind
  throw new InputFault({ file: 'auction-dutch', place: `${inputs.place}.kind`, expected: 'linear or exponential', found: kind })
}

function uniformPrice(inputs: Fields): unknown {
  const sizes = inputs.numbers('qty')
  const bids = Array.from(inputs.numbers('px'), (price, index) => ({ price, size: sizes[index] ?? Number.NaN }))
  const clearing = clearBatch(bids, { size: inputs.number('Q'), reserve: inputs.numberOr('reserve', Number.NEGATIVE_INFINITY) })
  return {
    clearing_price: clearing.clearingPrice ?? null,
    fills: clearing.fills,
    unsold: clearing.unsold,
    revenue_uniform: clearing.revenue,
    revenue_pay_as_bid: clearing.payAsBidRevenue,
  }
}
