import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { gainOf, joinPool, leftOf } from './product-sum-deposit.ts'
import { absorbDebt, newPool } from './product-sum-pool.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/models/product-sum.md'), 'utf8')

test("behavior: the page's example is what the code does", () => {
  const pool = newPool()
  const deposits = [10_000n, 20_000n, 30_000n].map((minor) => joinPool(pool, undefined, minor).deposit)
  for (let debt = 0; debt < 2; debt++) absorbDebt(pool, { debtMinor: 10_000n, gainMinor: 600n }, 0n)
  const rows = deposits.map((deposit) =>
    [deposit.minor, leftOf(pool, deposit), gainOf(pool, deposit)].map((each) => each.toLocaleString('en-US')),
  )
  const stated = [...page.matchAll(/^\| ([\d,]+) +\| ([\d,]+) +\| ([\d,]+) +\|$/gm)].map((match) => match.slice(1))
  expect(stated).toEqual(rows)
  const sum = (read: (deposit: (typeof deposits)[number]) => bigint): bigint => deposits.reduce((total, each) => total + read(each), 0n)
  expect(page).toContain(`of which rounding leaves ${pool.totalMinor - sum((each) => leftOf(pool, each))} in the pool`)
  expect(page).toContain(`of the gains it leaves ${pool.gainsHeldMinor - sum((each) => gainOf(pool, each))}.`)
})
