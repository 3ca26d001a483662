import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { faultOf, testFolder } from '../../test/feed-files.ts'
import { fileFault, firstBytes, isGzipHead, readLines, sizeOf } from './lines.ts'

const folder = testFolder()
afterAll(() => {
  folder.remove()
})

async function linesOf(file: string): Promise<readonly string[]> {
  const lines: string[] = []
  for await (const batch of readLines(file, { bytesRead: 0, lines: 0 })) lines.push(...batch)
  return lines
}

test('property: lines come out as they went in, zipped or not', async () => {
  const text = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '€', '{', ' ') }), { minLength: 1, maxLength: 50 })
  await fc.assert(
    fc.asyncProperty(text, fc.boolean(), async (lines, isZipped) => {
      const content = lines.join('\n')
      const expected = lines.at(-1) === '' ? lines.slice(0, -1) : lines
      expect(await linesOf(folder.write('p', isZipped ? gzipSync(content) : content))).toEqual(expected)
    }),
    { numRuns: 40 },
  )
})

test('behavior: a file of many chunks is split at its line ends only, and several gzip members are one text', async () => {
  const lines = Array.from({ length: 60_000 }, (_, i) => `line ${i} with some words to fill it`)
  const half = lines.length / 2
  const members = [lines.slice(0, half), lines.slice(half)].map((part) => gzipSync(`${part.join('\n')}\n`))
  expect(await linesOf(folder.write('plain', lines.join('\n')))).toEqual(lines)
  expect(await linesOf(folder.write('members', Buffer.concat(members)))).toEqual(lines)
})

test('behavior: size and first bytes', async () => {
  const file = folder.write('four', 'PAR1rest')
  expect([await sizeOf(file), (await firstBytes(file, 4)).toString(), (await firstBytes(file, 99)).length]).toEqual([8, 'PAR1', 8])
  expect(isGzipHead(gzipSync('x'))).toBe(true)
})

test('error: a folder, a missing file, and trouble of the environment', async () => {
  expect(await faultOf(() => sizeOf(folder.path))).toMatch(/expected a data file, found a folder/)
  expect(await faultOf(() => linesOf(`${folder.path}/none`))).toMatch(/expected an existing file/)
  const denied = Object.assign(new Error('denied'), { code: 'EACCES' })
  expect(String(fileFault('f', denied))).toBe('EnvironmentFault: f: whole file: expected a readable file, found EACCES')
})
