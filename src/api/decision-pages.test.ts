import { describe, expect, test } from 'vitest'
import { createFakeSession, fakeDecision } from '../../test/fake-session.ts'
import { decisionPage, type PageQuery } from './decision-pages.ts'

const halted = { kind: 'engineHalted', by: 'operator', reason: 'r' } as const
const paid = { asset: 'USDT', minor: 1n }
const released = { kind: 'backstopReleased', activeForUs: 1 } as const

/** Over two chunks of the reader; every 1,000th decision is a release. */
const long = createFakeSession({
  decisions: Array.from({ length: 4_500 }, (_, place) => fakeDecision(place % 1_000 === 0 ? released : halted, place)),
})

const indexes = (query: Partial<PageQuery>): readonly number[] =>
  decisionPage(long, { limit: 3, kinds: [], ...query }).decisions.map((line) => line.index)

describe('decisionPage', () => {
  test('behavior: those about a loss event, with the one that began it', () => {
    const about = (event: string) => ({ kind: 'lossRecovered', account: 'a', event, layer: 'l', paid, uncovered: paid }) as const
    const decisions = [halted, halted, about('x'), about('x:1'), halted, about('x')].map((body, i) => fakeDecision(body, i))
    const begun = decisions.map((decision, i) => (i === 1 ? { ...decision, id: 'x' } : decision))
    const page = decisionPage(createFakeSession({ decisions: begun }), { limit: 9, kinds: [], event: 'x' })
    expect(page.decisions.map(({ index }) => index)).toEqual([1, 2, 5])
  })

  // Columns: what is asked for, the places returned, whether earlier ones match.
  const table: readonly (readonly [Partial<PageQuery>, readonly number[], boolean])[] = [
    [{}, [4_497, 4_498, 4_499], true],
    [{ before: 3 }, [0, 1, 2], false],
    [{ before: 4 }, [1, 2, 3], true],
    [{ before: 0 }, [], false],
    [{ before: 9_999 }, [4_497, 4_498, 4_499], true],
    [{ from: 0 }, [0, 1, 2], false],
    [{ from: 1 }, [1, 2, 3], true],
    [{ from: 4_498 }, [4_498, 4_499], true],
    [{ from: 4_500 }, [], true],
    [{ kinds: ['backstopReleased'] }, [2_000, 3_000, 4_000], true],
    // As many as asked for in the newest chunk: older ones are still looked for.
    [{ kinds: ['backstopReleased'], limit: 2 }, [3_000, 4_000], true],
    [{ kinds: ['backstopReleased'], limit: 5 }, [0, 1_000, 2_000, 3_000, 4_000], false],
    [{ kinds: ['backstopReleased'], before: 2_000, limit: 2 }, [0, 1_000], false],
    [{ kinds: ['backstopReleased'], from: 1, limit: 10 }, [1_000, 2_000, 3_000, 4_000], true],
    [{ kinds: ['backstopReleased', 'engineHalted'], from: 999 }, [999, 1_000, 1_001], true],
    [{ kinds: ['noSuchKind'] }, [], false],
  ]
  test.each(table)('table: %j', (query, places, earlier) => {
    const page = decisionPage(long, { limit: 3, kinds: [], ...query })
    expect(page.decisions.map((line) => line.index)).toStrictEqual(places)
    expect(page).toMatchObject({ total: 4_500, earlier })
    expect(page.decisions.map((line) => line.id)).toStrictEqual(places.map((place) => `7:${place}`))
  })

  test('pages back in time meet without gap or repetition', () => {
    const seen: number[] = []
    for (let before = 4_500; before > 0; before = seen[0] ?? 0) seen.unshift(...indexes({ before, limit: 700 }))
    expect(seen).toStrictEqual(Array.from({ length: 4_500 }, (_, place) => place))
  })

  test('a run without decisions has an empty page', () => {
    expect(decisionPage(createFakeSession({ decisions: [] }), { limit: 3, kinds: [] })).toStrictEqual({
      total: 0,
      earlier: false,
      decisions: [],
    })
  })

  test('behavior: of one account, whatever the kind, and with kinds both hold', () => {
    const opened = (account: string) => ({ kind: 'accountOpened', account }) as const
    const restored = { kind: 'liquidationWaited', account: 'fund-7', why: 'noBids' } as const
    const decisions = [opened('fund-7'), opened('fund-70'), halted, restored, opened('fund-7')].map(fakeDecision)
    const places = (query: Partial<PageQuery>): readonly number[] =>
      decisionPage(createFakeSession({ decisions }), { limit: 9, kinds: [], ...query }).decisions.map(({ index }) => index)
    expect(places({ account: 'fund-7' })).toStrictEqual([0, 3, 4])
    expect(places({ account: 'fund-7', kinds: ['accountOpened'] })).toStrictEqual([0, 4])
    expect(places({ account: 'fund-7', from: 1 })).toStrictEqual([3, 4])
    expect(places({ account: 'nobody' })).toStrictEqual([])
  })
})
