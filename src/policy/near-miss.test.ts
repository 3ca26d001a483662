import { describe, expect, test } from 'vitest'
import { nearestWord, nearMiss } from './near-miss.ts'

const keys = ['name', 'holdSeconds', 'penalSpreadBps', 'patientForHours', 'openingReserve', 'lossLimit']

describe('nearMiss', () => {
  test.each([
    ['holdMs', { kind: 'wrongUnit', key: 'holdSeconds' }],
    ['holdMilliseconds', { kind: 'wrongUnit', key: 'holdSeconds' }],
    ['hold', { kind: 'wrongUnit', key: 'holdSeconds' }],
    ['hold_ms', { kind: 'wrongUnit', key: 'holdSeconds' }],
    ['patientForDays', { kind: 'wrongUnit', key: 'patientForHours' }],
    ['penalSpreadPercent', { kind: 'wrongUnit', key: 'penalSpreadBps' }],
    ['openingReserveUsdt', { kind: 'wrongUnit', key: 'openingReserve' }],
    ['hold_seconds', { kind: 'misspelt', key: 'holdSeconds' }],
    ['HoldSeconds', { kind: 'misspelt', key: 'holdSeconds' }],
    ['lossLimt', { kind: 'misspelt', key: 'lossLimit' }],
    ['colour', { kind: 'none' }],
  ])('table: %s', (key, expected) => {
    expect(nearMiss(key, keys)).toEqual(expected)
  })
})

describe('nearestWord', () => {
  // A third of the longer word may differ, and one letter always.
  test.each([
    ['abcdef', ['abcdxy'], 'abcdxy'],
    ['abcdef', ['abcxyz'], undefined],
    ['ab', ['ax'], 'ax'],
    ['ab', ['xy'], undefined],
    ['', ['abc'], undefined],
    ['abc', [], undefined],
    ['cat', ['hat', 'bat'], 'bat'],
  ])('table: %s among %j', (word, candidates, expected) => {
    expect(nearestWord(word, candidates)).toBe(expected)
  })
})
