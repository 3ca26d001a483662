import { formatDecimal } from '../../base/decimal.ts'
import { InputFault } from '../../base/fault.ts'
import { collateralPrice, type PriceCurve } from '../../waterfall/auction/collateral-price.ts'
import { openAuction } from '../../waterfall/auction/open-collateral-auction.ts'
import { ray, wad } from '../../waterfall/auction/ray.ts'
import { takeCollateral, type CollateralAuction, type CollateralTake } from '../../waterfall/auction/take-collateral.ts'
import type { Fields } from '../fields.ts'
import type { CaseOutcome, ProcedureTable } from '../procedure.ts'
import { createChecker, outcomeOf, type Checker } from './margin-derive-check.ts'

/** Collateral auctions as Maker's contract tests state them. */
export const makerAuctionProcedures: ProcedureTable = { maker_auctions: { cases: makerCases } }

const rad = wad * ray

// Files state sizes and sums as doubles, which others computed.
const doubles = { rel: 1e-13, abs: 0 }

function makerCases(document: Fields): readonly CaseOutcome[] {
  const rows = (name: string): readonly Fields[] => (document.has(name) ? document.rows(name) : [])
  const curves = rows('price_curves')
  const steps = curves.find((row) => row.text('kind') === 'stairstep')
  return [
    ...curves.map((row) => outcomeOf(`price ${row.text('kind')}`, () => curveMismatches(row))),
    ...(document.has('take') ? takeCases(document.fields('take'), steps) : []),
    ...rows('bark_dust').map((row) =>
      outcomeOf(`opening ${row.text('name')}`, () => openingMismatches(row, document.fields('take').fields('setup'))),
    ),
  ]
}

function curveMismatches(row: Fields): CaseOutcome['mismatches'] {
  // Doubles hold 16 digits of a price that is exact to 27; where the file states all of them, all are compared.
  const check = createChecker({ rel: row.numberOr('rel_tolerance', doubles.rel), abs: 0 })
  const priceAt = (elapsed: number): bigint => collateralPrice(curveOf(row), scaled(row, 'top', ray), BigInt(elapsed))
  for (const point of row.has('points') ? row.matrix('points') : []) {
    const [elapsed = Number.NaN, expected] = point
    check.near(`points at ${elapsed} s`, expected, plain(priceAt(elapsed), 27))
  }
  for (const [index, point] of (row.has('points_ray') ? (row.raw('points_ray') as readonly unknown[][]) : []).entries()) {
    const [elapsed, expected] = point
    check.same(`points_ray[${index}]`, expected, String(priceAt(Number(elapsed))))
  }
  return check.mismatches
}

function curveOf(row: Fields): PriceCurve {
  switch (row.text('kind')) {
    case 'linear':
      return { kind: 'linear', duration: BigInt(row.number('tau_s')) }
    case 'exponential':
      return { kind: 'exponential', cut: scaled(row, 'cut_per_s', ray) }
    case 'stairstep':
      return { kind: 'stairstep', cut: scaled(row, 'cut', ray), step: BigInt(row.numberOr('step_s', 1)) }
    default:
      throw wrong(row, 'kind', 'linear, exponential or stairstep')
  }
}

/** How purchases of a file are set up. */
type Setup = Readonly<{ auction: CollateralAuction; leastLeft: bigint; top: bigint; curve: PriceCurve | undefined }>

function takeCases(take: Fields, steps: Fields | undefined): readonly CaseOutcome[] {
  const setup = take.fields('setup')
  const due = setup.has('tab') ? scaled(setup, 'tab', rad) : (scaled(setup, 'debt', rad) * scaled(setup, 'chop', wad)) / wad
  const top = setup.has('top') ? scaled(setup, 'top', ray) : (scaled(setup, 'oracle_price', ray) * scaled(setup, 'buf', ray)) / ray
  const start: Setup = {
    auction: { due, lot: scaled(setup, 'lot', wad) },
    leastLeft: scaled(setup, 'chost', rad),
    top,
    curve: steps === undefined ? undefined : curveOf(steps),
  }
  return take.rows('cases').map((row) => outcomeOf(`take ${row.text('name')}`, () => takeMismatches(row, start)))
}

/** A case is one purchase, or several after another in `steps` or `then`. */
function takeMismatches(row: Fields, setup: Setup): CaseOutcome['mismatches'] {
  const check = createChecker(doubles)
  const purchases = [...(row.has('steps') ? row.rows('steps') : [row]), ...(row.has('then') ? row.rows('then') : [])]
  let auction: CollateralAuction | undefined = setup.auction
  let price = setup.top
  for (const [index, purchase] of purchases.entries()) {
    if (auction === undefined) {
      check.same(`purchase ${index}`, 'an auction that goes on', 'none')
      break
    }
    price = priceOf(purchase, setup, { before: price, check })
    auction = checkPurchase(purchase, { auction, price, setup, check })
  }
  return check.mismatches
}

/** The price as stated, else as the curve of steps gives it, else that of the purchase before. */
function priceOf(purchase: Fields, setup: Setup, { before, check }: Readonly<{ before: bigint; check: Checker }>): bigint {
  const onCurve =
    purchase.has('at_s') && setup.curve !== undefined ? collateralPrice(setup.curve, setup.top, BigInt(purchase.number('at_s'))) : undefined
  if (purchase.has('price_ray')) {
    if (onCurve !== undefined) check.same('price_ray', purchase.text('price_ray'), String(onCurve))
    return BigInt(purchase.text('price_ray'))
  }
  return purchase.has('price') ? scaled(purchase, 'price', ray) : (onCurve ?? before)
}

type PurchaseAt = Readonly<{ auction: CollateralAuction; price: bigint; setup: Setup; check: Checker }>

function checkPurchase(purchase: Fields, { auction, price, setup, check }: PurchaseAt): CollateralAuction | undefined {
  const order = { wanted: scaled(purchase, 'amt', wad), price, highest: price, leastLeft: setup.leastLeft }
  const sold = takeCollateral(auction, order)
  const error = sold.ok ? undefined : { noPartialPurchase: 'no-partial-purchase', tooExpensive: 'too-expensive' }[sold.refusal]
  check.same('error', purchase.textOr('error', undefined), error)
  if (!sold.ok) return auction
  checkSold(purchase, sold.value, check)
  return sold.value.left
}

function checkSold(purchase: Fields, { slice, paid, returned, unpaid, left }: CollateralTake, check: Checker): void {
  check.near('slice', purchase.raw('slice'), plain(slice, 18))
  check.near('paid', purchase.raw('paid'), plain(paid, 45))
  check.near('returned_to_owner', purchase.raw('returned_to_owner'), plain(returned, 18))
  // What is over has nothing left to raise, whether it was paid or written off.
  check.near('tab_left', purchase.raw('tab_left'), plain(left?.due ?? 0n, 45))
  check.near('lot_left', purchase.raw('lot_left'), plain(left?.lot ?? 0n, 18))
  if (purchase.has('auction_ends')) check.same('auction_ends', purchase.truth('auction_ends'), left === undefined)
  if (purchase.has('tab_written_off')) check.same('tab_written_off', purchase.truth('tab_written_off'), unpaid > 0n)
  if (purchase.has('paid_about')) {
    const about = createChecker({ rel: 0.01, abs: 0 })
    about.near('paid_about', purchase.number('paid_about'), plain(paid, 45))
    check.mismatches.push(...about.mismatches)
  }
}

/** Debt and collateral are those of the purchases' setup where a row states none of its own. */
function openingMismatches(row: Fields, setup: Fields): CaseOutcome['mismatches'] {
  const check = createChecker({ rel: 1e-12, abs: 0 })
  const debt = scaled(row.has('debt') ? row : setup, 'debt', wad)
  const terms = {
    room: scaled(row, row.has('room') ? 'room' : 'hole', wad),
    leastDebt: row.has('dust') ? scaled(row, 'dust', wad) : 0n,
    penaltyFactor: row.has('chop') ? scaled(row, 'chop', wad) : wad,
  }
  const opened = openAuction({ debt, collateral: scaled(setup, 'lot', wad) }, terms)
  if (!opened.ok) return [{ path: 'opening', expected: 'an auction', actual: opened.refusal }]
  check.near('art_taken', row.raw('art_taken'), plain(opened.value.debt, 18))
  check.near('tab', row.raw('tab'), plain(opened.value.due, 18))
  check.near('lot', row.raw('lot'), plain(opened.value.collateral, 18))
  check.near('ink_left', row.raw('ink_left'), plain(opened.value.left.collateral, 18))
  check.near('art_left', row.raw('art_left'), plain(opened.value.left.debt, 18))
  return check.mismatches
}

/** A decimal number or text, exactly, cut to the unit's decimals; of a text with words its first number. */
function scaled(row: Fields, name: string, one: bigint): bigint {
  const [, whole, part = ''] = /^\s*(\d+)(?:\.(\d+))?(?![\d.eE])/.exec(String(row.raw(name))) ?? []
  if (whole === undefined) throw wrong(row, name, 'a plain decimal number')
  const decimals = String(one).length - 1
  return BigInt(whole + part.slice(0, decimals).padEnd(decimals, '0'))
}

function plain(units: bigint, decimals: number): number {
  return Number(formatDecimal(units, decimals))
}

function wrong(row: Fields, name: string, expected: string): InputFault {
  const found = JSON.stringify(row.raw(name)) ?? 'nothing'
  return new InputFault({ file: 'maker_auctions', place: `${row.place}.${name}`, expected, found })
}
