import { expect, test } from 'vitest'
import { InvariantError } from '../base/assert.ts'
import { hashOf } from '../base/hash.ts'
import { checkpointAfter, checkpointHash, digestOf, noCheckpoint } from './checkpoint-chain.ts'
import type { JournalHead } from './journal-contract.ts'
import { sampleCheckpoint } from './journal-suite.ts'
import { firstCheckpointFinding } from './verify-checkpoints.ts'

const head: JournalHead = { seq: 7, hash: hashOf('journal') }
const row = checkpointAfter(noCheckpoint, sampleCheckpoint(7, 'state'), head)

test('default: a checkpoint carries the hash over its place, the journal there, and its texts', () => {
  const body = hashOf(JSON.stringify(['state', 'shell after 7']))
  const zeros = '0'.repeat(64)
  expect(row.hash).toBe(hashOf([zeros, 1, 7, head.hash, row.stateHash, body].join('\n')))
  expect(digestOf(row)).toEqual({ number: 1, seq: 7, stateHash: row.stateHash, body, hash: row.hash })
})

test('behavior: a text that is absent is not an empty text', () => {
  const { state: _, ...without } = row
  const hashes = [row, { ...row, state: '' }, without].map((each) => checkpointHash(noCheckpoint.hash, digestOf(each), head))
  expect(new Set(hashes).size).toBe(3)
})

test('error: a checkpoint stands at the head', () => {
  expect(() => checkpointAfter(noCheckpoint, sampleCheckpoint(6), head)).toThrow(InvariantError)
})

test('behavior: checkpoints beyond the first bad input are passed over', () => {
  const checked = { head, hashes: new Map([[7, head.hash]]) }
  const beyond = { ...digestOf(row), number: 2, seq: 9 }
  expect(firstCheckpointFinding([digestOf(row), beyond], { ...checked, isComplete: false })).toBeUndefined()
  expect(firstCheckpointFinding([digestOf(row), beyond], { ...checked, isComplete: true })?.seq).toBe(8)
})
