import { invariant } from './assert.ts'

/** Money: a whole number of an asset's minor units. `{ asset: 'USDC', minor: 1_500_000n }` is 1.50 USDC. */
export type Amount<Asset extends string = string> = Readonly<{ asset: Asset; minor: bigint }>

/**
 * Names a whole number of minor units as money of an asset.
 *
 * @example
 * amount('USDT', 2_500_000n) // 2.50 USDT
 */
export function amount<Asset extends string>(asset: Asset, minor: bigint): Amount<Asset> {
  return { asset, minor }
}

/**
 * The sum of two amounts of one asset.
 *
 * @throws InvariantError when the assets differ; for literal assets the compiler says so first.
 *
 * @example
 * add(amount('USDT', 2n), amount('USDT', 3n)).minor // 5n
 */
export function add<Asset extends string>(a: Amount<Asset>, b: Amount<NoInfer<Asset>>): Amount<Asset> {
  invariant(a.asset === b.asset, 'amounts are added within one asset')
  return { asset: a.asset, minor: a.minor + b.minor }
}

/**
 * `x * y / d` rounded towards zero. Use where rounding up would spend what is not there.
 *
 * @example
 * mulDivDown(7n, 1n, 2n) // 3n
 */
export function mulDivDown(x: bigint, y: bigint, d: bigint): bigint {
  invariant(x >= 0n && y >= 0n && d > 0n, 'mulDiv takes non-negative factors and a positive divisor')
  return (x * y) / d
}

/**
 * `x * y / d` rounded away from zero. Use where rounding down would leave the fund short.
 *
 * @example
 * mulDivUp(7n, 1n, 2n) // 4n
 */
export function mulDivUp(x: bigint, y: bigint, d: bigint): bigint {
  invariant(x >= 0n && y >= 0n && d > 0n, 'mulDiv takes non-negative factors and a positive divisor')
  return (x * y + d - 1n) / d
}
