import { expect, test } from 'vitest'
import { startMarginDrive } from '../../../test/margin-drive.ts'
import { groupOf } from './group-of.ts'

test('table: the owner names the group; an account without one, or one that is not open, is its own', () => {
  const drive = startMarginDrive()
  for (const [account, owner] of [
    ['a', 'deep-water'],
    ['b', 'deep-water'],
  ] as const) {
    drive.send({ kind: 'accountOpened', at: drive.now(), account, owner, money: [], positions: [] })
  }
  drive.open('c')
  expect(['a', 'b', 'c', 'nobody'].map((account) => groupOf(drive.margin, account))).toEqual(['deep-water', 'deep-water', 'c', 'nobody'])
})
