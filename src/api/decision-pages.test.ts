import { describe, expect, test } from 'vitest'
import { createFakeSession } from '../../test/e2e/fake-session.ts'
import { decisionPage } from './decision-pages.ts'

const session = createFakeSession()
session.goTo(2_880)
const { total } = session.decisions(0, 0)
const every = decisionPage(session, { from: 0, limit: total, kinds: [] }).decisions

describe('decisionPage', () => {
  test('default: the newest, in the order they were taken', () => {
    const page = decisionPage(session, { limit: 10, kinds: [] })
    expect(page.total).toBe(total)
    expect(page.earlier).toBe(true)
    expect(page.decisions).toEqual(every.slice(-10))
  })

  test('behavior: paging back by the oldest seen gives every decision once', () => {
    let seen: typeof every = []
    let before: number | undefined
    for (;;) {
      const page = decisionPage(session, { before, limit: 7, kinds: [] })
      seen = [...page.decisions, ...seen]
      before = page.decisions[0]?.index
      if (!page.earlier) break
    }
    expect(seen).toEqual(every)
  })

  test('behavior: only the kinds asked for, forwards and backwards alike', () => {
    const kinds = ['backstopActivated', 'backstopReleased']
    const wanted = every.filter((line) => kinds.includes(line.kind))
    expect(wanted.length).toBeGreaterThan(1)
    expect(decisionPage(session, { limit: 100, kinds }).decisions).toEqual(wanted)
    expect(decisionPage(session, { from: 0, limit: 100, kinds }).decisions).toEqual(wanted)
    expect(decisionPage(session, { limit: 1, kinds })).toMatchObject({ earlier: true, decisions: [wanted.at(-1)] })
  })

  test('behavior: beyond the end there is nothing', () => {
    expect(decisionPage(session, { from: total, limit: 5, kinds: [] }).decisions).toEqual([])
  })
})
