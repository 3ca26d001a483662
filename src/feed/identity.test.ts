import { afterAll, expect, test } from 'vitest'
import { testFolder } from '../../test/feed-files.ts'
import { identityOf } from './identity.ts'

const folder = testFolder()
const other = testFolder()
afterAll(() => {
  folder.remove()
  other.remove()
})

test('behavior: the folder does not count; name, size, head, tail, order and options do', async () => {
  const middle = Buffer.alloc(3 * 1024 * 1024, 'm')
  const body = (head: string, tail: string): Buffer => Buffer.concat([Buffer.from(head), middle, Buffer.from(tail)])
  const base = await identityOf([folder.write('a', body('h', 't'))], { from: '2020-03-12' })
  expect(base).toMatch(/^[0-9a-f]{64}$/)
  expect(await identityOf([other.write('a', body('h', 't'))], { from: '2020-03-12' })).toBe(base)
  const changed = [
    await identityOf([other.write('b', body('h', 't'))], { from: '2020-03-12' }),
    await identityOf([other.write('a', body('x', 't'))], { from: '2020-03-12' }),
    await identityOf([other.write('a', body('h', 'x'))], { from: '2020-03-12' }),
    await identityOf([other.write('a', body('h', 'tt'))], { from: '2020-03-12' }),
    await identityOf([other.write('a', body('h', 't'))], { from: '2020-03-13' }),
    await identityOf([other.write('a', body('h', 't'))], {}),
    await identityOf([`${folder.path}/a`, `${other.path}/b`], {}),
    await identityOf([`${other.path}/b`, `${folder.path}/a`], {}),
  ]
  expect(new Set([base, ...changed]).size).toBe(changed.length + 1)
})
