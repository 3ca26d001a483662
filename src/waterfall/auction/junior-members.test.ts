import { expect, test } from 'vitest'
import { juniorMembers } from './junior-members.ts'

const asked = [
  { account: 'c', group: 'c' },
  { account: 'a1', group: 'a' },
  { account: 'a2', group: 'a' },
  { account: 'd1', group: 'd' },
]

test.each([
  ['nobody bid', [], ['c', 'a1', 'a2']],
  ['one account of a group bid', ['a'], ['c']],
  ['all bid', ['a', 'c'], []],
  ['the defaulter is no junior, bid or not', ['d'], ['c', 'a1', 'a2']],
])('table: %s', (_name, bid, junior) => {
  expect(juniorMembers(asked, { bid: new Set(bid), defaulter: 'd' })).toEqual(junior)
})
