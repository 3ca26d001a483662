import fc from 'fast-check'
import type { MarginAccount, RestingOrder } from '../src/margin/account/margin-account.ts'
import { madeSnapshot } from './margin.ts'

const contracts = [...madeSnapshot().contracts.values()]
const anyContract = fc.constantFrom(...contracts)
const whole = (lots: number, lotSize: number | undefined): number => lots * (lotSize ?? 0.25)

const anyPosition = fc
  .tuple(anyContract, fc.integer({ min: -300, max: 300 }), fc.integer({ min: 700, max: 1_300 }))
  .map(([contract, lots, thousandths]) => ({
    contract: contract.id,
    size: whole(lots === 0 ? 1 : lots, contract.lotSize),
    entryPrice: (contract.underlying === 'BTC' ? 60 : 3) * thousandths,
  }))

/** Positions in distinct contracts of the made snapshot, in whole lots, entered within 30 % of the index. */
export const anyPositions = fc.uniqueArray(anyPosition, { minLength: 1, maxLength: 6, selector: ({ contract }) => contract })

/** Cash, collateral and positions. */
export const anyMarginAccount: fc.Arbitrary<Partial<MarginAccount>> = fc.record({
  cash: fc.integer({ min: -200_000, max: 500_000 }),
  collateral: fc.uniqueArray(fc.record({ asset: fc.constantFrom('BTC', 'USDC'), amount: fc.integer({ min: -50, max: 200 }) }), {
    maxLength: 2,
    selector: ({ asset }) => asset,
  }),
  positions: anyPositions,
})

/** Orders in contracts of the made snapshot, at prices within half of what they are worth, where that is plain. */
export const anyOrders: fc.Arbitrary<readonly RestingOrder[]> = fc.array(
  fc
    .tuple(
      anyContract,
      fc.constantFrom('buy' as const, 'sell' as const),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 500, max: 1_500 }),
    )
    .map(([contract, side, lots, thousandths]) => ({
      contract: contract.id,
      side,
      size: whole(lots, contract.lotSize),
      price: contract.kind === 'option' ? thousandths / 10_000 : (contract.underlying === 'BTC' ? 60 : 3) * thousandths,
    })),
  { maxLength: 5 },
)
