import { InputFault } from '../../base/fault.ts'
import { joinPool, leavePool } from '../../waterfall/shares/product-sum-deposit.ts'
import { absorbDebt, newPool, wholeProduct, type PoolDeposit, type ProductSumPool } from '../../waterfall/shares/product-sum-pool.ts'
import type { Fields } from '../fields.ts'
import type { ProcedureTable } from '../procedure.ts'
import type { Mismatch } from '../vector-file.ts'
import { outcomeOf } from './margin-derive-check.ts'

/** Sequences of deposits and liquidations in Liquity's stability pool. */
export const fundSharesPoolProcedures: ProcedureTable = {
  liquity_stability_pool: {
    cases: (document) => document.rows('cases').map((row) => outcomeOf(row.text('name'), () => poolMismatches(row))),
  },
}

/** One token always stays in that pool. */
const keepsMinor = 1_000_000_000_000_000_000n

/** What an exact model of these sequences may differ by from the source's, whose product has half the digits; as the file says. */
const roundingMinor = 10_000_000_000_000n

/** Digits by which our product is finer than the file's. */
const finerBy = wholeProduct / 1_000_000_000_000_000_000n

type World = Readonly<{
  pool: ProductSumPool
  deposits: Map<string, PoolDeposit>
  /** What was paid out to each depositor. */
  paid: Map<string, bigint>
  /** Gains paid by the place of the event. */
  gains: Map<number, bigint>
}>

function poolMismatches(row: Fields): readonly Mismatch[] {
  const world: World = { pool: newPool(), deposits: new Map(), paid: new Map(), gains: new Map() }
  return row.rows('events').flatMap((event, index) => takeEvent(world, event, index))
}

function takeEvent(world: World, event: Fields, index: number): readonly Mismatch[] {
  const { pool } = world
  const path = `events[${index}]`
  switch (event.text('op')) {
    case 'deposit':
    case 'withdraw':
      changeDeposit(world, event, index)
      return []
    case 'liquidate': {
      // Half a per cent of the collateral pays for the liquidation itself.
      const gainMinor = (minorIn(event, 'collWei') * 995n) / 1_000n
      absorbDebt(pool, { debtMinor: minorIn(event, 'debtWei'), gainMinor }, keepsMinor)
      return []
    }
    case 'expectLUSD':
      return differing(path, { expected: minorIn(event, 'balanceWei'), actual: world.paid.get(event.text('account')) ?? 0n, event })
    case 'expectETH': {
      const actual = world.gains.get(event.number('withdrawEventIndex')) ?? 0n
      return differing(path, { expected: minorIn(event, 'ethGainWei'), actual, event })
    }
    case 'expectP':
      return productDiffering(path, minorIn(event, 'P_1e18'), pool.product / finerBy)
    case 'expectScale':
      return whole(path, minorIn(event, 'currentScale'), BigInt(pool.scale))
    case 'expectEpoch':
      return whole(path, minorIn(event, 'currentEpoch'), BigInt(pool.epoch))
    default:
      return [{ path, expected: 'an event known here', actual: event.text('op') }]
  }
}

function changeDeposit(world: World, event: Fields, index: number): void {
  const account = event.text('account')
  const before = world.deposits.get(account)
  if (event.text('op') === 'deposit') {
    const joined = joinPool(world.pool, before, minorIn(event, 'lusdWei'))
    world.deposits.set(account, joined.deposit)
    world.gains.set(index, joined.gainMinor)
    return
  }
  if (before === undefined) return
  const left = leavePool(world.pool, before, minorIn(event, 'maxLusdWei'))
  world.deposits.set(account, left.deposit)
  world.gains.set(index, left.gainMinor)
  world.paid.set(account, (world.paid.get(account) ?? 0n) + left.paidMinor)
}

function differing(path: string, found: Readonly<{ expected: bigint; actual: bigint; event: Fields }>): readonly Mismatch[] {
  const stated = found.event.has('absTolerance') ? minorIn(found.event, 'absTolerance') : 0n
  const allowed = stated > roundingMinor ? stated : roundingMinor
  const apart = found.expected > found.actual ? found.expected - found.actual : found.actual - found.expected
  return apart <= allowed ? [] : [{ path, expected: String(found.expected), actual: String(found.actual) }]
}

/** The source rounds each loss up in the eighteenth digit, so that its product may lie below ours by a part in a thousand million. */
function productDiffering(path: string, expected: bigint, actual: bigint): readonly Mismatch[] {
  const apart = expected > actual ? expected - actual : actual - expected
  return apart * 1_000_000_000n <= expected ? [] : [{ path, expected: String(expected), actual: String(actual) }]
}

function whole(path: string, expected: bigint, actual: bigint): readonly Mismatch[] {
  return expected === actual ? [] : [{ path, expected: String(expected), actual: String(actual) }]
}

/** A whole number past what a float holds exactly: the file's digits are those of the float's shortest text. */
function minorIn(event: Fields, name: string): bigint {
  const found = event.raw(name)
  const text = typeof found === 'number' || typeof found === 'string' ? String(found) : ''
  const [, digits = '', fraction = '', exponent = '0'] = /^(\d+)(?:\.(\d+))?(?:e\+(\d+))?$/.exec(text) ?? []
  const zeros = Number(exponent) - fraction.length
  if (digits !== '' && zeros >= 0) return BigInt(digits + fraction + '0'.repeat(zeros))
  throw new InputFault({
    file: 'liquity_stability_pool',
    place: `${event.place}.${name}`,
    expected: 'a whole number',
    found: text || 'nothing',
  })
}
