import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assetForLiability, liabilityForAsset } from './debt-exchange.ts'
import { freeableShare } from './freeable-share.ts'
import { perpetualFundFee, spotFundFee } from './fund-fee.ts'
import { feeAfterSlots, liquidationMultiplier } from './rising-fee.ts'
import { baseToCoverShortage, decimalShift, liabilityToCoverShortage } from './shortage-size.ts'
import { fundingDeltaForLoss, interestDeltaForLoss } from './spread-loss.ts'
import { widest, type Wide } from './wide-integer.ts'

const price = 100_000_000n
const one = 1_000_000n
const perpetual = { shortage: 10n * one, marginRatio: 1_000n, liquidatorFee: 0n, fundFee: 0n, oraclePrice: price, quotePrice: one }
const debt = {
  shortage: 10n * one,
  assetWeight: 8_000n,
  assetMultiplier: one,
  liabilityWeight: 12_000n,
  liabilityMultiplier: one,
  liabilityDecimals: 9,
  liabilityPrice: price,
  fundFee: 0n,
}
const perpetualFee = {
  shortage: 20n * one,
  base: 10_000_000_000n,
  marginRatio: 500n,
  liquidatorFee: 10_000n,
  oraclePrice: price,
  quotePrice: one,
  mostFundFee: 50_000n,
}
const spotFee = {
  shortage: 5n * one,
  debtUnits: 1_000_000_000n,
  assetWeight: 10_000n,
  assetMultiplier: 1_010_000n,
  liabilityWeight: 11_000n,
  liabilityMultiplier: one,
  liabilityDecimals: 9,
  liabilityPrice: price,
  mostFundFee: 50_000n,
}
const quote = { price: one, multiplier: one, decimals: 6 }
const coin = { price, multiplier: one, decimals: 9 }
const freeable = { shortage: 100n * one, freed: 0n, slotsElapsed: 0n, initialShare: 1_000n, slotsToWhole: 10n }

test.each<readonly [string, () => Wide, bigint | string]>([
  ['a shortage of 10 at 100 and a margin of a tenth takes one base', () => baseToCoverShortage(perpetual), 1_000_000_000n],
  ['without a price all there is', () => baseToCoverShortage({ ...perpetual, oraclePrice: 0n }), widest.bits64],
  ['a fee just below the margin', () => baseToCoverShortage({ ...perpetual, liquidatorFee: 99_999n }), 100_000_000_000_000n],
  ['a fee of the whole margin: all there is', () => baseToCoverShortage({ ...perpetual, liquidatorFee: 100_000n }), widest.bits64],
  ['both fees take the whole margin', () => baseToCoverShortage({ ...perpetual, fundFee: 100_000n }), 'divisionByZero'],
  ['both fees take more', () => baseToCoverShortage({ ...perpetual, fundFee: 100_001n }), 'belowZero'],
  ['a size past 64 bits', () => baseToCoverShortage({ ...perpetual, shortage: widest.bits64 }), 'tooWide'],
  ['a shortage past 128 bits', () => baseToCoverShortage({ ...perpetual, shortage: widest.bits128 }), 'tooWide'],
  ['a margin ratio past 32 bits', () => baseToCoverShortage({ ...perpetual, marginRatio: widest.bits32 }), 'tooWide'],
  ['a price below 0', () => baseToCoverShortage({ ...perpetual, oraclePrice: -1n }), 'belowZero'],
  ['a debt weighed at 1.2 paid from what weighs 0.8', () => liabilityToCoverShortage(debt), 250_000_000n],
  ['weights alike: all there is', () => liabilityToCoverShortage({ ...debt, assetWeight: 12_000n }), widest.bits128],
  [
    'a premium that eats the weights: all there is',
    () => liabilityToCoverShortage({ ...debt, assetMultiplier: 1_500_000n }),
    widest.bits128,
  ],
  ['a debt for nothing', () => liabilityToCoverShortage({ ...debt, liabilityMultiplier: 0n }), 'divisionByZero'],
  [
    "the fund's fee takes all that is released",
    () => liabilityToCoverShortage({ ...debt, liabilityWeight: 10_000n, fundFee: 200_000n }),
    'divisionByZero',
  ],
  ['... or more', () => liabilityToCoverShortage({ ...debt, liabilityWeight: 10_000n, fundFee: 300_000n }), 'belowZero'],
  ['no shortage takes one unit', () => liabilityToCoverShortage({ ...debt, shortage: 0n }), 1n],
  ['a debt of 4 decimals', () => liabilityToCoverShortage({ ...debt, liabilityDecimals: 4 }), 2_500n],
  ['10 of quote repay a tenth of a coin', () => liabilityForAsset({ asset: quote, liability: coin }, 10n * one), 100_000_000n],
  [
    'a premium of 1 % and a discount of 1 %, rounded up',
    () => liabilityForAsset({ asset: { ...quote, multiplier: 1_010_000n }, liability: { ...coin, multiplier: 990_000n } }, 10n * one),
    98_019_802n,
  ],
  ['without a price of the debt', () => liabilityForAsset({ asset: quote, liability: { ...coin, price: 0n } }, one), 'divisionByZero'],
  ['a debt of fewer decimals, rounded up twice', () => liabilityForAsset({ asset: coin, liability: quote }, 1n), 1n],
  [
    'a coin takes 100 of quote',
    () => assetForLiability({ asset: quote, liability: coin }, { liabilityUnits: 1_000_000_000n, pledgedUnits: 200n * one }),
    100n * one,
  ],
  [
    'all that is pledged, where a unit less is left',
    () => assetForLiability({ asset: quote, liability: coin }, { liabilityUnits: 1_000_000_000n, pledgedUnits: 101n * one - 1n }),
    101n * one - 1n,
  ],
  [
    'a premium of 1 % and a discount of 1 %, rounded down',
    () =>
      assetForLiability(
        { asset: { ...quote, multiplier: 1_010_000n }, liability: { ...coin, multiplier: 990_000n } },
        { liabilityUnits: 1_000_000_000n, pledgedUnits: 200n * one },
      ),
    102_020_202n,
  ],
  [
    'not where one unit is left',
    () => assetForLiability({ asset: quote, liability: coin }, { liabilityUnits: 1_000_000_000n, pledgedUnits: 101n * one }),
    100n * one,
  ],
  [
    'no more than is pledged by a little',
    () => assetForLiability({ asset: quote, liability: coin }, { liabilityUnits: 1_000_000_000n, pledgedUnits: 99n * one + 1n }),
    99n * one + 1n,
  ],
  [
    'a debt of nothing takes one unit',
    () => assetForLiability({ asset: quote, liability: coin }, { liabilityUnits: 0n, pledgedUnits: 200n * one }),
    1n,
  ],
  [
    'without a price of the asset',
    () => assetForLiability({ asset: { ...quote, price: 0n }, liability: coin }, { liabilityUnits: 1n, pledgedUnits: 1n }),
    'divisionByZero',
  ],
  ['a fund fee of 95 % of 2 %', () => perpetualFundFee(perpetualFee), 19_000n],
  ['a shortage that leaves nothing', () => perpetualFundFee({ ...perpetualFee, shortage: 1_000n * one }), 0n],
  ['at most the terms', () => perpetualFundFee({ ...perpetualFee, mostFundFee: 18_999n }), 18_999n],
  ['no price', () => perpetualFundFee({ ...perpetualFee, oraclePrice: 0n }), 0n],
  ['no price of quote', () => perpetualFundFee({ ...perpetualFee, quotePrice: 0n }), 0n],
  ['no position', () => perpetualFundFee({ ...perpetualFee, base: 0n }), 0n],
  ['a liquidator who takes the margin', () => perpetualFundFee({ ...perpetualFee, liquidatorFee: 50_000n }), 0n],
  ['prices whose product rounds to 0', () => perpetualFundFee({ ...perpetualFee, oraclePrice: 1n, quotePrice: 1n }), 'divisionByZero'],
  ['a fund fee of 4 % in 1.1', () => spotFundFee(spotFee), 36_363n],
  ['a shortage that leaves nothing of it', () => spotFundFee({ ...spotFee, shortage: 100n * one }), 0n],
  ['a small shortage: the most', () => spotFundFee({ ...spotFee, shortage: one }), 50_000n],
  ['weights alike', () => spotFundFee({ ...spotFee, assetWeight: 11_000n }), 0n],
  ['nothing owed', () => spotFundFee({ ...spotFee, debtUnits: 0n }), 0n],
  ['a debt without a price', () => spotFundFee({ ...spotFee, liabilityPrice: 0n }), 0n],
  ['no multiplier', () => spotFundFee({ ...spotFee, liabilityMultiplier: 0n }), 0n],
  ['at once the initial share', () => freeableShare(freeable), 1_000n],
  ['half-way the half and the initial share', () => freeableShare({ ...freeable, slotsElapsed: 5n }), 6_000n],
  ['all at the end', () => freeableShare({ ...freeable, slotsElapsed: 10n }), 10_000n],
  ['less what was freed', () => freeableShare({ ...freeable, shortage: 50n * one, freed: 50n * one, slotsElapsed: 5n }), 2_000n],
  ['nothing while enough was freed', () => freeableShare({ ...freeable, freed: 100n * one }), 0n],
  ['a shortage just below 50: all', () => freeableShare({ ...freeable, shortage: 50n * one - 1n }), 10_000n],
  ['of 50 not', () => freeableShare({ ...freeable, shortage: 50n * one }), 1_000n],
  ['no time at all: all', () => freeableShare({ ...freeable, slotsToWhole: 0n }), 10_000n],
  ['a slot before the last', () => freeableShare({ ...freeable, slotsElapsed: -1n }), 'belowZero'],
  [
    'a loss over both sides, rounded up',
    () => fundingDeltaForLoss(-100n * one, { long: 7_000_000_000n, short: -4_000_000_000n }),
    9_090_910_000n,
  ],
  ['a gain is spread alike', () => fundingDeltaForLoss(100n * one, { long: 7_000_000_000n, short: -4_000_000_000n }), 9_090_910_000n],
  ['nobody holds anything', () => fundingDeltaForLoss(-1n, { long: 0n, short: 0n }), 'nobodyToShare'],
  ['a loss past the width', () => fundingDeltaForLoss(-widest.bits128, { long: 1n, short: 0n }), 'tooWide'],
  [
    'a debt over depositors, rounded up',
    () => interestDeltaForLoss(11n * one, { balance: 120_000_000_000n, cumulativeInterest: 10_000_000_000n, decimals: 6 }),
    916_666_667n,
  ],
  ['no depositors', () => interestDeltaForLoss(11n * one, { balance: 0n, cumulativeInterest: 10_000_000_000n, decimals: 6 }), 0n],
  [
    'a debt past the width',
    () => interestDeltaForLoss(widest.bits128, { balance: 120_000_000_000n, cumulativeInterest: 10_000_000_000n, decimals: 6 }),
    0n,
  ],
])('table: %s', (_name, size, expected) => {
  const found = size()
  expect(found.ok ? found.value : found.refusal.reason).toBe(expected)
})

test('table: multipliers and shifts', () => {
  expect([liquidationMultiplier(10_000n, 'premium'), liquidationMultiplier(10_000n, 'discount')]).toEqual([1_010_000n, 990_000n])
  expect([decimalShift(3), decimalShift(0), decimalShift(-3)]).toEqual([
    { up: 1_000n, down: 1n },
    { up: 1n, down: 1n },
    { up: 1n, down: 1_000n },
  ])
})

test('property: the fee never falls as slots pass, and is between base and most', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 50_000n }), fc.bigInt({ min: 0n, max: 50_000n }), fc.nat(60_000), (slots, more, spread) => {
      const terms = { baseFee: 20_000n, mostFee: 20_000n + BigInt(spread) }
      const [now, later] = [feeAfterSlots(terms, slots), feeAfterSlots(terms, slots + more)]
      expect(20_000n <= now && now <= later && later <= terms.mostFee).toBe(true)
    }),
  )
})

test('property: what is taken over covers the shortage to a unit: as much does not release more, one more does', () => {
  const share = fc.bigInt({ min: 0n, max: 40_000n })
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10n ** 12n }),
      fc.bigInt({ min: 1n, max: 10n ** 12n }),
      share,
      share,
      (shortage, oraclePrice, liquidatorFee, fundFee) => {
        const found = baseToCoverShortage({ ...perpetual, shortage, oraclePrice, liquidatorFee, fundFee })
        if (!found.ok) {
          expect(found.refusal.reason).toMatch(/divisionByZero|belowZero|tooWide/)
          return
        }
        const perBase = (oraclePrice * (100_000n - liquidatorFee)) / one - (oraclePrice * fundFee) / one
        expect(found.value * perBase <= shortage * 1_000_000_000n && (found.value + 1n) * perBase > shortage * 1_000_000_000n).toBe(true)
      },
    ),
  )
})
