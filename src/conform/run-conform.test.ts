import { expect, test } from 'vitest'
import { conformJson, conformText, hasPassed } from './conform-text.ts'
import { countFamilies } from './family.ts'
import type { ProcedureTable } from './procedure.ts'
import { runFile, vectorFileOf, type FileOutcome } from './run-conform.ts'

const table: ProcedureTable = {
  'liq-double': (inputs) => ({ x: inputs.numbers('x').map((value) => 2 * value) }),
  'liq-broken': () => {
    throw new Error('no such thing')
  },
  'opt-rows': { compute: () => ({ x: 1 }), judge: (file, actual, plain) => plain(file, actual).filter(({ path }) => path !== 'free') },
  ore_cases: {
    cases: (document) =>
      document
        .rows('cases')
        .map((row) => ({ name: row.text('name'), mismatches: row.truth('good') ? [] : [{ path: 'im', expected: 1, actual: 2 }] })),
  },
}

function run(document: object, name = 'liq-a.json'): FileOutcome {
  return runFile(vectorFileOf(document, name), table)
}

test.each<[string, object, string, number, number]>([
  ['right', { id: 'a', procedure: 'liq-double', inputs: { x: [1, 2] }, expected: { x: [2, 4] } }, 'passed', 1, 0],
  ['wrong', { id: 'a', procedure: 'liq-double', inputs: { x: [1, 2] }, expected: { x: [2, 5] } }, 'failed', 0, 1],
  ['unknown', { id: 'a', procedure: 'nobody', inputs: {}, expected: {} }, 'notImplemented', 0, 0],
  ['a name every object has', { id: 'a', procedure: 'toString', inputs: {}, expected: {} }, 'notImplemented', 0, 0],
  ['thrown', { id: 'a', procedure: 'liq-broken', inputs: {}, expected: {} }, 'failed', 0, 1],
  ['without inputs', { id: 'a', procedure: 'liq-double', expected: {} }, 'failed', 0, 1],
  ['without expectation', { id: 'a', procedure: 'liq-double', inputs: { x: [] } }, 'failed', 0, 1],
  ['judged', { id: 'a', procedure: 'opt-rows', inputs: {}, expected: { x: 1, free: 5 } }, 'passed', 1, 0],
])('a file that is %s', (_what, document, status, passed, failed) => {
  expect(run(document)).toMatchObject({ status, cases: { passed, failed } })
})

test('a file without an id goes by its name, and each of its cases counts', () => {
  const cases = [
    { name: 'one', good: true },
    { name: 'two', good: false },
    { name: 'three', good: true },
  ]
  const outcome = run({ cases }, 'ore_cases.json')
  expect(outcome).toMatchObject({
    id: 'ore_cases',
    procedure: 'ore_cases',
    status: 'failed',
    cases: { passed: 2, failed: 1 },
    worst: { path: 'two: im' },
  })
  expect(run({ cases: cases.filter(({ good }) => good) }, 'ore_cases.json').status).toBe('passed')
  expect(run({ cases: [] }, 'ore_cases.json').status).toBe('failed')
})

test('the worst mismatch is the one furthest out for its size', () => {
  const outcome = run({ id: 'a', procedure: 'liq-double', inputs: { x: [50, 1] }, expected: { x: [101, 3] } })
  expect(outcome.worst).toEqual({ path: 'x[1]', expected: 3, actual: 2 })
})

test('families are counted, and only what is claimed must be there', () => {
  const good = run({ id: 'liq-a', procedure: 'liq-double', inputs: { x: [] }, expected: {} })
  const bad = run({ id: 'liq-b', procedure: 'liq-broken', inputs: {}, expected: {} })
  const elsewhere = run({ id: 'fund-a', procedure: 'nobody', inputs: {}, expected: {} })
  const absent = run({ id: 'evt-a', procedure: 'nobody', inputs: {}, expected: {} })
  expect(countFamilies([good, bad, elsewhere])).toEqual([
    { family: 'fund', passed: 0, failed: 0, notImplemented: 1 },
    { family: 'liq', passed: 1, failed: 1, notImplemented: 0 },
  ])
  expect([hasPassed([good, elsewhere]), hasPassed([good, absent]), hasPassed([good, bad])]).toEqual([true, false, false])
  expect(conformText([good, bad])).toContain('failed: liq-b (liq-broken): error: expected "an answer", found "no such thing"')
  expect(conformJson([good, bad, absent])).toMatchObject({
    passed: 1,
    failed: 1,
    notImplemented: 1,
    files: [{ worst: null }, { status: 'failed' }, {}],
  })
})

test('JSON says which value was absent', () => {
  const outcome = run({ id: 'a', procedure: 'liq-double', inputs: { x: [] }, expected: { y: 1 } })
  expect(conformJson([outcome])).toMatchObject({ files: [{ worst: { path: 'y', actual: 'undefined' } }] })
})
