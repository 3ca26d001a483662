import { describe, expect, test } from 'vitest'
import { exampleReport } from '../../test/report-example.ts'
import type { ReportAccount } from './report-input.ts'
import { booksSection } from './section-books.ts'

const account = (id: string, debits: bigint, credits: bigint): ReportAccount => ({
  ...{ id, asset: 'USDT', decimals: 6, debitsPosted: debits, creditsPosted: credits, debitsPending: 0n, creditsPending: 0n },
})

function rowsOf(members: number): readonly string[] {
  const accounts = [
    account('outside:USDT', BigInt(members) * 1_000_000n, 0n),
    ...Array.from({ length: members }, (_, i) => account(`memberCash:m-${i}`, 0n, 1_000_000n)),
    account('clearing:USDT', 0n, 0n),
  ]
  const trialBalance = booksSection(exampleReport({ accounts })).markup.split('<tbody>').at(-1) ?? ''
  return trialBalance
    .split('</tr>')
    .filter((row) => row.includes('<td'))
    .map((row) => [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, cell = '']) => cell.replaceAll(/<[^>]+>/g, '')).join(' | '))
}

describe('booksSection', () => {
  test('table: twenty accounts of a kind are listed, twenty-one are one line with their sum', () => {
    expect(rowsOf(20)).toHaveLength(20 + 3)
    expect(rowsOf(20)).toContain('memberCash:m-19 | USDT | 0.00 | 1.00 | 0.00 | 0.00')
    expect(rowsOf(21)).toEqual([
      'outside:USDT | USDT | 21.00 | 0.00 | 0.00 | 0.00',
      'memberCash, 21 accounts | USDT | 0.00 | 21.00 | 0.00 | 0.00',
      'clearing:USDT | USDT | 0.00 | 0.00 | 0.00 | 0.00',
      'Total balanced | USDT | 21.00 | 21.00 | 0.00 | 0.00',
    ])
  })
})
