import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findRunFolder, isRun, journalPath } from './run-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'seawall-runs-'))
const runs = join(folder, 'runs')

beforeAll(() => {
  for (const [i, id] of ['march-1a2b', 'march-1a2b.2', 'may-99', 'not-a-run'].entries()) {
    mkdirSync(join(runs, id), { recursive: true })
    if (id === 'not-a-run') continue
    writeFileSync(join(runs, id, 'journal.sqlite'), '')
    utimesSync(join(runs, id, 'journal.sqlite'), 1000 + i, id === 'march-1a2b.2' ? 5000 : 1000 + i)
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('findRunFolder', () => {
  test.each([
    ['march-1a2b', 'march-1a2b'],
    ['march-1a2b.2', 'march-1a2b.2'],
    ['may', 'may-99'],
    ['latest', 'march-1a2b.2'],
  ])('table: %s is the folder %s', (run, id) => {
    expect(findRunFolder(run, runs)).toBe(join(runs, id))
  })

  test('behavior: a path is taken as it is', () => {
    expect(findRunFolder(join(runs, 'may-99'), 'elsewhere')).toBe(join(runs, 'may-99'))
  })

  test.each([
    ['mar', 'found 2 runs that begin so: march-1a2b, march-1a2b.2'],
    ['may-98', 'found no such run; did you mean may-99?'],
    ['', 'found no such run among march-1a2b, march-1a2b.2, may-99'],
    ['not-a-run', 'found no such run among march-1a2b, march-1a2b.2, may-99'],
  ])('error: %j', (run, message) => {
    expect(() => findRunFolder(run, runs)).toThrow(message)
  })

  test('error: no run at all', () => {
    expect(() => findRunFolder('latest', join(folder, 'absent'))).toThrow(
      /absent: run "latest": expected the id of a run.*found no run in that folder/,
    )
  })
})

test('isRun: a folder with a journal or a manifest', () => {
  expect(isRun(join(runs, 'may-99'))).toBe(true)
  expect(isRun(join(runs, 'not-a-run'))).toBe(false)
})

test('journalPath: of a folder, of the file itself, of neither', () => {
  const journal = join(runs, 'may-99', 'journal.sqlite')
  expect(journalPath(join(runs, 'may-99'))).toBe(journal)
  expect(journalPath(journal)).toBe(journal)
  expect(journalPath(join(runs, 'absent'))).toBeUndefined()
  writeFileSync(join(folder, 'bars.csv'), '')
  expect(journalPath(join(folder, 'bars.csv'))).toBeUndefined()
})
