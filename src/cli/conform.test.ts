import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createCommandLine, type Answer } from '../../test/command-line.ts'
import { hasShared, sharedFile } from '../../test/shared-data.ts'

const { folder, seawall } = createCommandLine()
const conform = (...args: readonly string[]): Answer => seawall('conform', ...args)

function folderOf(name: string, files: Readonly<Record<string, unknown>>): string {
  mkdirSync(join(folder, name))
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(join(folder, name, file), typeof content === 'string' ? content : JSON.stringify(content))
  }
  return name
}

/** Ten losses whose quantiles are seen at a glance. */
const losses = {
  id: 'var-ten',
  procedure: 'var-hs',
  inputs: { loss: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], alphas: [0.9] },
  tolerance: { abs: 1e-12 },
}
const right = { ...losses, expected: { q1: [9], es_acerbi_tasche: [10] } }

test('passes, and says how many', () => {
  const answer = conform(folderOf('right', { 'a.json': right, 'README.md': 'not a file of numbers' }))
  expect(answer).toMatchObject({ code: 0, err: '' })
  expect(answer.out).toMatch(/var +1 +0 +0/)
})

test('fails with 1 and names file, place and numbers', () => {
  const answer = conform(folderOf('wrong', { 'a.json': { ...losses, expected: { q1: [8] } } }))
  expect(answer.code).toBe(1)
  expect(answer.out).toContain('failed: var-ten (var-hs): q1[0]: expected 8, found 9')
})

test('answers in one JSON object', () => {
  const name = folderOf('json', { 'a.json': right, 'b.json': { ...right, id: 'fund-x', procedure: 'nobody' } })
  const answer = conform(name, '--json')
  expect(answer.code).toBe(0)
  expect(JSON.parse(answer.out)).toMatchObject({
    passed: 1,
    failed: 0,
    notImplemented: 1,
    files: [
      { id: 'var-ten', procedure: 'var-hs', status: 'passed', worst: null },
      { id: 'fund-x', procedure: 'nobody', status: 'notImplemented', worst: null },
    ],
  })
  expect(conform(name, '--family', 'fund', '--json').out).not.toContain('var-ten')
})

test.each([
  ['an absent folder', ['nowhere'], 'nowhere: path: expected a folder or a file that can be read, found none'],
  ['an empty folder', [folderOf('empty', {})], 'empty: folder: expected at least one .json file, found none'],
  ['broken JSON', [folderOf('broken', { 'a.json': '{"id": ' })], 'broken/a.json: text: expected JSON'],
  ['no object', [folderOf('list', { 'a.json': [1] })], 'a.json: document: expected an object'],
  ['an unknown family', [folderOf('one', { 'a.json': right }), '--family', 'lqi'], 'expected a family of which there are files, found lqi'],
])('%s ends with 2', (_what, args, message) => {
  const answer = conform(...args)
  expect(answer.code).toBe(2)
  expect(answer.err).toContain(message)
})

test.skipIf(!hasShared)('every file of the supported families passes', () => {
  const answer = conform(sharedFile('vectors/methods'))
  expect(answer.out).not.toContain('failed:')
  expect(answer.code).toBe(0)
})
