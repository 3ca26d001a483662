import { describe, expect, test } from 'vitest'
import { durationUs } from '../../base/time.ts'
import { escalateFromAuction, escalateFromBook, escalateFromTakeover, type EscalationTerms } from './escalation.ts'

const terms: EscalationTerms = { noBidsFor: durationUs(60), largestOfBook: 3, isInsolventAuctioned: true, mostRounds: 2 }
const calm = { withoutBidsFor: durationUs(0), shareOfBook: 0, equity: 0 }

describe('escalation', () => {
  test.each([
    ['solvent, small and with bids', {}, {}, undefined],
    ['insolvent', { equity: -0.01 }, {}, 'insolvent'],
    ['insolvent, where that stays in the book', { equity: -0.01 }, { isInsolventAuctioned: false }, undefined],
    ['as large as may be', { shareOfBook: 3 }, {}, undefined],
    ['larger', { shareOfBook: 3.01 }, {}, 'tooLarge'],
    ['larger, where size does not matter', { shareOfBook: 3.01 }, { largestOfBook: undefined }, undefined],
    ['without bids for a while', { withoutBidsFor: durationUs(59) }, {}, undefined],
    ['without bids for long', { withoutBidsFor: durationUs(60) }, {}, 'noBids'],
    ['without bids at all, and no patience', { withoutBidsFor: durationUs(1) }, { noBidsFor: durationUs(0) }, 'noBids'],
    ['with bids, and no patience', {}, { noBidsFor: durationUs(0) }, undefined],
    ['all of it', { equity: -1, shareOfBook: 9, withoutBidsFor: durationUs(99) }, {}, 'insolvent'],
    ['large and without bids', { shareOfBook: 9, withoutBidsFor: durationUs(99) }, {}, 'tooLarge'],
  ] as const)('table: in the book %s', (_name, situation, changes, why) => {
    const escalation = escalateFromBook({ ...calm, ...situation }, { ...terms, ...changes })
    expect(escalation).toEqual(why && { to: 'auction', why })
  })

  test('table: where there is no auction, providers are asked at once', () => {
    expect(escalateFromBook({ ...calm, equity: -1 }, { ...terms, mostRounds: 0 })).toEqual({ to: 'takeover', why: 'insolvent' })
  })

  test.each([
    [1, true, false, undefined],
    [1, false, false, undefined],
    [2, true, false, 'unsold'],
    [2, false, false, 'tooFewBidders'],
    [1, true, true, 'reserveTooLow'],
  ] as const)('table: after round %i, enough bidders %s, reserve too low %s', (rounds, hasEnoughBidders, isReserveTooLow, why) => {
    const escalation = escalateFromAuction({ rounds, hasEnoughBidders, isReserveTooLow }, terms)
    expect(escalation).toEqual(why && { to: 'takeover', why })
  })

  test('table: what providers leave is closed against winners', () => {
    expect(escalateFromTakeover(1n)).toEqual({ to: 'deleveraging', why: 'capacityShort' })
    expect(escalateFromTakeover(0n)).toEqual({ to: 'over', why: 'nothingLeft' })
  })
})
