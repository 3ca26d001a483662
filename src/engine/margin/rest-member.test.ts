import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { startMarginDrive, type MarginDrive } from '../../../test/margin-drive.ts'
import { encode } from '../../base/codec.ts'
import { createPrng, nextUniform, type Prng } from '../../base/prng.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { memberAccounts } from '../../accounting/member-chart.ts'
import { beginTurn, bookPostings, type Outcome } from '../turn.ts'

const accounts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l']

/** One input of a history: what happens is drawn, and depends on nothing but the draws and what the engine asks for. */
function happen(drive: MarginDrive, draws: Prng, walk: { mid: number }): Outcome {
  drive.wait(1)
  const [kind, size, who] = [nextUniform(draws), nextUniform(draws), accounts[Math.floor(nextUniform(draws) * accounts.length)] ?? 'a']
  const working = [...drive.margin.reductions.values()].find(({ isOver }) => !isOver)
  if (working !== undefined && kind < 0.5) {
    const lots = Math.max(1, Math.floor(working.lotsLeft * size))
    const fill = { kind: 'filled', ticks: walk.mid, lots, lotsLeft: working.lotsLeft - lots, liquidity: 'taker', feeMinor: '1000' } as const
    return drive.report(working.effectId, fill)
  }
  if (kind < 0.7) {
    walk.mid = Math.max(20_000, Math.round(walk.mid * (1 + (size - 0.5) * (kind < 0.55 ? 0.12 : 0.01))))
    return drive.book({ mid: walk.mid })
  }
  if (kind < 0.76) return drive.deposit(who, Math.ceil(size * 500))
  if (kind < 0.8) return drive.deposit(who, 0.01 + Math.round(size * 100) / 1_000, 'BTC')
  if (kind < 0.84) return drive.withdraw(who, Math.ceil(size * 500))
  if (kind < 0.9) return drive.position(who, Math.round((size - 0.5) * 2_000) || 1, walk.mid)
  if (kind < 0.92) return drive.send({ kind: 'fundingSettled', at: drive.now(), contract: 'BTC/USDT:USDT', rate: (size - 0.5) / 10 })
  if (kind < 0.94) {
    const indexes = [
      { underlying: 'BTC', indexPrice: walk.mid / 10, confidence: 1, grade: size < 0.5 ? ('tooFew' as const) : ('ok' as const) },
    ]
    return drive.send({ kind: 'marksChanged', at: drive.now(), indexes, contracts: [], assets: [] })
  }
  if (kind < 0.96) drive.wait(size < 0.1 ? 4_000 : 60 * size)
  return drive.tick()
}

function live(seed: number, rests: boolean): Readonly<{ drive: MarginDrive; told: readonly string[]; slept: number }> {
  const drive = startMarginDrive({ bankruptAtOnce: seed % 2 === 0 })
  if (!rests) drive.margin.quiet = undefined as never
  const draws = createPrng(seed)
  const told: string[] = []
  let slept = 0
  for (const account of accounts) {
    told.push(
      encode(
        drive.open(account, { cash: 50 + Math.round(nextUniform(draws) * 3_000), lots: Math.round((nextUniform(draws) - 0.5) * 2_000) }),
      ),
    )
  }
  const walk = { mid: 100_000 }
  for (let i = 0; i < 250; i++) {
    told.push(encode(happen(drive, draws, walk)))
    slept += [...drive.margin.members.values()].filter(({ quiet }) => quiet !== undefined).length
  }
  return { drive, told, slept }
}

describe('restMember', () => {
  test('property: what is concluded, booked and asked for is what it is when every account is looked at with every price', () => {
    let slept = 0
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
        const [resting, awake] = [live(seed, true), live(seed, false)]
        const place = resting.told.findIndex((text, i) => text !== awake.told[i])
        expect(place === -1 ? 'alike' : `${place}: ${resting.told[place]} for ${awake.told[place]}`).toBe('alike')
        expect(auditLedger(resting.drive.state.ledger).findings).toEqual([])
        slept += resting.slept
      }),
      { numRuns: 25 },
    )
    // It would hold if nobody ever slept: more than a third of all looks are spared even in these wild histories.
    expect(slept).toBeGreaterThan(25 * 250 * accounts.length * 0.2)
  })

  test('behavior: an account far from its margin rests; a price outside its band, a transfer of its money or a trade wakes it', () => {
    const drive = startMarginDrive()
    drive.open('far', { cash: 9_000, lots: 1_000 })
    drive.open('near', { cash: 1_010, lots: 1_000 })
    drive.wait(2)
    drive.book({ mid: 100_010 })
    expect(drive.member('far').quiet).toEqual({ underlying: 'BTC', halfWidth: 0.1 })
    const figures = drive.member('far').figures
    drive.wait(2)
    drive.book({ mid: 103_000 })
    expect(drive.member('far').figures).toBe(figures)
    drive.wait(2)
    drive.book({ mid: 115_000 })
    expect(drive.member('far').figures).not.toBe(figures)
    expect(drive.member('far').figures?.equity).toBeCloseTo(10_500, 6)
    drive.deposit('far', 100)
    expect(drive.member('far').figures?.equity).toBeCloseTo(10_600, 6)
    expect(drive.margin.quiet?.loud.get('BTC')).not.toContain('far')
  })

  // Columns: lots, cash, half-width of the band. At 10 % above and below 10,000, one BTC loses 1,000 and is asked 110 at most.
  const widths: readonly (readonly [number, number, number])[] = [
    [-1_000, 1_110.01, 0.1],
    [-1_000, 1_109.99, 0.03],
    [1_000, 1_110.01, 0.1],
    [1_000, 1_109.99, 0.03],
  ]
  test.each(widths)('table: %s lots with %s rest within %s', (lots, cash, halfWidth) => {
    const drive = startMarginDrive()
    drive.open('x', { cash, lots })
    expect(drive.member('x').quiet).toEqual({ underlying: 'BTC', halfWidth })
  })

  test('behavior: whatever moves money of an account wakes it', () => {
    const drive = startMarginDrive()
    drive.open('x', { cash: 9_000, lots: 1_000 })
    expect(drive.member('x').quiet).toBeDefined()
    const turn = beginTurn(drive.state, drive.state.seq + 1, drive.now())
    const transfer = { kind: 'posted', debit: memberAccounts('x').cash, credit: 'outside:USDT', minor: 1n, reason: 'test' } as const
    bookPostings(turn, [transfer])
    expect(drive.member('x').quiet).toBeUndefined()
  })

  // Columns: what keeps an account awake, what is done.
  const table: readonly (readonly [string, (drive: MarginDrive) => void])[] = [
    [
      'resting orders',
      (drive) =>
        void drive.send({
          kind: 'ordersChanged',
          at: drive.now(),
          account: 'x',
          orders: [{ contract: 'BTC/USDT:USDT', side: 'buy', lots: 1, ticks: 90_000 }],
        }),
    ],
    ['an open call', (drive) => void (drive.wait(2), drive.book({ mid: 88_300 }), drive.wait(2), drive.book({ mid: 88_660 }))],
  ]
  test.each(table)('table: %s keeps an account awake', (_, done) => {
    const drive = startMarginDrive({ bankruptAtOnce: false })
    drive.open('x', { cash: 1_200, lots: 1_000 })
    expect(drive.member('x').quiet).toBeDefined()
    done(drive)
    expect(drive.member('x').quiet).toBeUndefined()
    expect(drive.margin.quiet?.loud.get('BTC')).toContain('x')
  })
})
