import type { Finding } from './finding.ts'
import { listIn, numberIn, recordIn } from './plain.ts'

/**
 * Rules about the auction section: it needs margin, a price that falls must not rise, and a round that can never sell is doubtful.
 *
 * @example
 * auctionChecks({ auction: { parts: 10 } })[0]?.expected // 'a margin section: there is nothing to auction without one'
 */
export function auctionChecks(root: unknown): readonly Finding[] {
  const auction = recordIn(root, 'auction')
  if (auction === undefined) return []
  return [...marginFindings(root), ...scheduleFindings(auction), ...doubts(auction)]
}

function marginFindings(root: unknown): readonly Finding[] {
  if (recordIn(root, 'margin') !== undefined) return []
  return [{ path: ['auction'], level: 'fault', expected: 'a margin section: there is nothing to auction without one', found: 'none' }]
}

function scheduleFindings(auction: unknown): readonly Finding[] {
  const dutch = recordIn(auction, 'dutch')
  const [start, end] = [numberIn(dutch, 'startShare'), numberIn(dutch, 'fastEndShare')]
  if (start === undefined || end === undefined || end <= start) return []
  const expected = `at most startShare, ${start}: a falling price does not rise`
  return [{ path: ['auction', 'dutch', 'fastEndShare'], level: 'fault', expected, found: String(end) }]
}

function doubts(auction: unknown): readonly Finding[] {
  const rounds = listIn(auction, 'rounds')
  const found: Finding[] = []
  if (numberIn(auction, 'mostDiscountBps') === 0) {
    const expected = 'above 0: at 0 bidders are given nothing for the risk they take'
    found.push({ path: ['auction', 'mostDiscountBps'], level: 'warning', expected, found: '0' })
  }
  if (rounds.includes('batch') && numberIn(auction, 'leastBidders') === 1) {
    const expected = 'at least 2: a lone bidder in a batch names its own price'
    found.push({ path: ['auction', 'leastBidders'], level: 'warning', expected, found: '1' })
  }
  return found
}
