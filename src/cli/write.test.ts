import { expect, test } from 'vitest'
import { columns, jsonText } from './write.ts'

test('jsonText: money in bigint becomes decimal text', () => {
  expect(JSON.parse(jsonText({ minor: -12345678901234567890n, list: [1n] }))).toEqual({ minor: '-12345678901234567890', list: ['1'] })
})

test('columns: padded to the widest cell, but for the last', () => {
  expect(columns([['a', 'long', 'x'], ['bb', '', 'a longer one'], ['only one']])).toEqual([
    'a         long  x',
    'bb              a longer one',
    'only one',
  ])
  expect(columns([])).toEqual([])
})
