import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bookWith, forcedTrade, guaranteeTerms as terms, witnessOf } from '../../test/guarantee-world.ts'
import { btcPerpetual } from '../../test/instruments.ts'
import { spoiltTwice } from '../../test/refusal-order.ts'
import { timeUs, type TimeUs } from '../base/time.ts'
import { adjudicateClaim, lossOf, type Claim, type ClaimRefusal, type Evidence, type SeenTrade } from './guarantee-claim.ts'
import { noteClaim, type Cover, type GuaranteeBook } from './loss-guarantee.ts'

// A dollar is a million minor units; a tick of a lot is a ten-thousandth of a dollar. 10 lots that fall by 60,000 ticks lose 60 dollars.
const dollars = (count: number): bigint => BigInt(count) * 1_000_000n
const evidenceOf = ({ id, side, lots, ticks }: SeenTrade): Evidence => ({ trade: id, side, lots, ticks })
const cover = { id: 'c', account: 'maker', group: 'm', capMinor: dollars(500) }
const claim: Claim = { cover: 'c', account: 'maker', at: timeUs(12_000), evidence: [evidenceOf(forcedTrade)] }
// A fall of 200,000 ticks on 10 lots: 200 dollars.
const fallen = 400_000

type Heard = Readonly<{ book?: GuaranteeBook; claim?: Claim; trades?: readonly SeenTrade[]; ticks?: number }>
const hear = ({ book = bookWith([cover]), claim: heard = claim, trades = [forcedTrade], ticks = fallen }: Heard) =>
  adjudicateClaim(book, terms, { claim: heard, witness: witnessOf(trades, ticks) })
const reasonOf = (outcome: ReturnType<typeof hear>): ClaimRefusal['reason'] | 'granted' => (outcome.ok ? 'granted' : outcome.refusal.reason)
const paidOf = (outcome: ReturnType<typeof hear>): bigint => (outcome.ok ? outcome.value.paidMinor : -1n)

describe('what a claim is paid', () => {
  // Four fifths of what is beyond 100 dollars, up to 500: the loss is 1 dollar for every 1,000 ticks.
  test.each([
    [600_000, 0],
    [500_000, 0],
    [499_000, 0.8],
    [400_000, 80],
    [700_000, 0],
  ])('table: bought at 600,000, ended at %d: %d dollars', (ticks, paid) => {
    expect(paidOf(hear({ ticks }))).toBe(BigInt(paid * 1_000_000))
  })

  test.each([
    [124, 499.2],
    [125, 500],
    [126, 500],
  ])('table: 60 lots and a loss of %d dollars beyond the deductible and 500: %d dollars', (more, paid) => {
    const trade = { ...forcedTrade, lots: 50 }
    const ticks = 600_000 - (600 + more) * 200
    const heard = hear({ trades: [trade], ticks, claim: { ...claim, evidence: [evidenceOf(trade)] } })
    expect(paidOf(heard)).toBe(BigInt(paid * 1_000_000))
  })

  test('behavior: who sold to a forced buyer loses when the price rises', () => {
    const sold: SeenTrade = { ...forcedTrade, side: 'sell' }
    const evidence = [evidenceOf(sold)]
    expect(paidOf(hear({ trades: [sold], ticks: 800_000, claim: { ...claim, evidence } }))).toBe(dollars(80))
    expect(paidOf(hear({ trades: [sold], ticks: 400_000, claim: { ...claim, evidence } }))).toBe(0n)
  })

  test('behavior: what was gained in the window on trades that are not named counts against it', () => {
    // Half of it was sold on at 500,000: 50 dollars of the 100 are back, so 150 were lost and 40 are made good.
    const sale: SeenTrade = { ...forcedTrade, id: 's', side: 'sell', lots: 5, ticks: 500_000, counterparty: { account: 'x', group: 'x' } }
    expect(paidOf(hear({ trades: [forcedTrade, sale] }))).toBe(dollars(40))
    // So does what another account of the group gained.
    expect(paidOf(hear({ trades: [forcedTrade, { ...sale, account: 'twin' }] }))).toBe(dollars(40))
    // A trade within the group changes nothing.
    expect(paidOf(hear({ trades: [forcedTrade, { ...sale, counterparty: { account: 'twin', group: 'm' } }] }))).toBe(dollars(80))
  })

  test('behavior: a loss to nobody known, or at a far price, does not make room for a claim', () => {
    // 200 dollars gained elsewhere leave nothing; a loss of 500 at 0 lots of a far price does not bring it back.
    const gain: SeenTrade = { ...forcedTrade, id: 'g', side: 'sell' }
    const dumped: SeenTrade = { ...gain, id: 'd', ticks: 200_000 }
    expect(paidOf(hear({ trades: [forcedTrade, gain] }))).toBe(0n)
    expect(paidOf(hear({ trades: [forcedTrade, gain, dumped] }))).toBe(0n)
    expect(paidOf(hear({ trades: [forcedTrade, gain, { ...dumped, markTicks: 200_000 }] }))).toBe(dollars(80))
    const { counterparty: _nobody, ...unknown } = { ...dumped, markTicks: 200_000 }
    expect(paidOf(hear({ trades: [forcedTrade, gain, unknown] }))).toBe(0n)
  })

  test('behavior: a claim in parts is paid the rest of what it is entitled to', () => {
    const twins = [forcedTrade, { ...forcedTrade, id: 'u' }]
    const book = bookWith([cover])
    const paid = twins.map((trade) => {
      const heard = hear({ book, trades: twins, claim: { ...claim, evidence: [evidenceOf(trade)] } })
      if (heard.ok) noteClaim(book, terms, { ...heard.value, at: claim.at })
      return paidOf(heard)
    })
    expect(paid).toEqual([dollars(80), dollars(160)])
    expect(reasonOf(hear({ book, trades: twins }))).toBe('tradeClaimed')
  })

  test('error: a loss against no price', () => {
    const witness = { ...witnessOf([forcedTrade], fallen), closings: new Map([['BTC', { instrument: btcPerpetual }]]) }
    expect(() => lossOf(witness, forcedTrade)).toThrow('a price that is known')
  })
})

describe('the edges of a claim', () => {
  test.each([
    [11_999, 'tooEarly'],
    [12_000, 'granted'],
    [12_300, 'granted'],
    [12_301, 'tooLate'],
  ])('table: filed at %d: %s', (at, reason) => {
    expect(reasonOf(hear({ claim: { ...claim, at: timeUs(at) } }))).toBe(reason)
  })

  test.each([
    [10_999, 'outOfWindow'],
    [11_000, 'granted'],
    [11_999, 'granted'],
    [12_000, 'outOfWindow'],
  ])('table: a trade at %d: %s', (at, reason) => {
    expect(reasonOf(hear({ trades: [{ ...forcedTrade, at: timeUs(at) }] }))).toBe(reason)
  })

  // 500 bps of a mark of 600,000 are 30,000 ticks.
  test.each([
    [630_000, 'granted'],
    [630_001, 'priceFar'],
    [570_000, 'granted'],
    [569_999, 'priceFar'],
  ])('table: bought at %d: %s', (ticks, reason) => {
    const trade = { ...forcedTrade, ticks }
    expect(reasonOf(hear({ trades: [trade], claim: { ...claim, evidence: [evidenceOf(trade)] } }))).toBe(reason)
  })

  test.each([
    ['more lots', { lots: 11 }],
    ['fewer lots', { lots: 9 }],
    ['a better price', { ticks: 600_001 }],
    ['the other side', { side: 'sell' as const }],
  ])('error: evidence with %s than the engine saw', (_name, forged) => {
    expect(reasonOf(hear({ claim: { ...claim, evidence: [{ ...evidenceOf(forcedTrade), ...forged }] } }))).toBe('tradeDiffers')
  })

  test('error: a trade of another account, even of the same group', () => {
    expect(reasonOf(hear({ trades: [{ ...forcedTrade, account: 'twin' }] }))).toBe('tradeDiffers')
  })

  test('behavior: a trade of the group in a contract without a closing price counts neither way', () => {
    const other: SeenTrade = { ...forcedTrade, id: 'e', contract: 'ETH', side: 'sell' }
    expect(paidOf(hear({ trades: [forcedTrade, other] }))).toBe(dollars(80))
  })

  test('error: without a mark nobody can say that the price was near it', () => {
    const { markTicks: _none, ...trade } = forcedTrade
    expect(reasonOf(hear({ trades: [trade] }))).toBe('priceFar')
  })
})

describe('the order of refusals', () => {
  type Draft = { book: GuaranteeBook; claim: { cover: string; account: string; at: TimeUs; evidence: Evidence[] }; trades: SeenTrade[] }
  /** Adds a trade with one fault, and names it. */
  const named =
    (fault: Partial<SeenTrade>, named: Partial<Evidence> = {}) =>
    ({ trades, claim: { evidence } }: Draft): void => {
      const trade: SeenTrade = { ...forcedTrade, ...fault, id: `t${trades.length}` }
      trades.push(trade)
      evidence.push({ ...evidenceOf(trade), ...named })
    }
  const order = [
    'coverUnknown',
    'notHolder',
    'tooEarly',
    'tooLate',
    'evidenceEmpty',
    'evidenceTwice',
    'tradeUnknown',
    'tradeDiffers',
    'tradeClaimed',
    'outOfWindow',
    'counterpartyUnknown',
    'selfDealt',
    'notForced',
    'priceFar',
    'closingUnknown',
  ] satisfies ClaimRefusal['reason'][]
  const spoil: Record<(typeof order)[number], (draft: Draft) => void> = {
    coverUnknown: (draft) => void (draft.claim.cover = 'none'),
    notHolder: (draft) => void (draft.claim.account = 'other'),
    tooEarly: (draft) => void (draft.claim.at = timeUs(11_999)),
    tooLate: (draft) => void (draft.claim.at = timeUs(12_301)),
    evidenceEmpty: (draft) => void draft.claim.evidence.splice(0),
    evidenceTwice: (draft) => void draft.claim.evidence.push(evidenceOf(forcedTrade)),
    tradeUnknown: (draft) => void draft.claim.evidence.push({ ...evidenceOf(forcedTrade), trade: 'none' }),
    tradeDiffers: named({}, { lots: 11 }),
    tradeClaimed: (draft) => {
      named({})(draft)
      draft.book.windows.get(1)?.claimed.push(draft.claim.evidence.at(-1)?.trade ?? '')
    },
    outOfWindow: named({ at: timeUs(12_000) }),
    counterpartyUnknown: (draft) => {
      named({})(draft)
      const { counterparty: _unknown, ...trade } = draft.trades.at(-1) ?? forcedTrade
      draft.trades.splice(-1, 1, trade)
    },
    selfDealt: named({ counterparty: { account: 'twin', group: 'm' } }),
    notForced: named({ isForced: false }),
    priceFar: named({ markTicks: 500_000 }),
    closingUnknown: named({ contract: 'ETH' }),
  }
  const inEvidence = order.slice(5)
  const apart = [['tooEarly', 'tooLate'] as const, ...inEvidence.map((reason) => ['evidenceEmpty', reason] as const)]
  const draft = (): Draft => ({
    book: bookWith([cover]),
    claim: { ...claim, evidence: [...claim.evidence] },
    trades: [forcedTrade],
  })

  test('behavior: the claim that is spoilt is a good one', () => {
    expect(reasonOf(hear(draft()))).toBe('granted')
  })

  test.each(spoiltTwice({ order, draft, spoil, apart }))('table: $earlier before $later', ({ earlier, draft: spoilt }) => {
    expect(reasonOf(hear(spoilt))).toBe(earlier)
  })

  test('behavior: the trade is named', () => {
    const spoilt = draft()
    spoil.selfDealt(spoilt)
    expect(hear(spoilt)).toEqual({ ok: false, refusal: { reason: 'selfDealt', trade: 't1' } })
  })
})

describe('laws of claims', () => {
  const trading = fc.record({
    twin: fc.boolean(),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    forced: fc.boolean(),
    lots: fc.integer({ min: 1, max: 40 }),
    ticks: fc.integer({ min: 572_000, max: 628_000 }),
    part: fc.integer({ min: 0, max: 3 }),
  })
  const seen = ({ twin, side, forced, lots, ticks }: Trading, index: number, accounts: readonly [string, string]): SeenTrade => {
    return { ...forcedTrade, id: `t${index}`, account: accounts[twin ? 1 : 0], side, lots, ticks, isForced: forced }
  }
  type Trading = Readonly<{ twin: boolean; side: 'buy' | 'sell'; forced: boolean; lots: number; ticks: number; part: number }>

  /** Everything that can be claimed, in as many claims as there are parts; what was paid in all. */
  function paidInParts(
    covers: readonly Pick<Cover, 'id' | 'account' | 'group' | 'capMinor'>[],
    trades: readonly SeenTrade[],
    partOf: (trade: number) => number,
  ): bigint {
    const book = bookWith(covers)
    let paid = 0n
    for (const part of [...new Set(trades.map((_, index) => partOf(index)))].sort((a, b) => a - b)) {
      for (const { id, account } of covers) {
        const evidence = trades.flatMap((trade, index): Evidence[] => {
          if (trade.account !== account || partOf(index) !== part || !trade.isForced) return []
          return [evidenceOf(trade)]
        })
        const heard = hear({ book, trades, ticks: 600_000, claim: { cover: id, account, at: claim.at, evidence } })
        if (!heard.ok) continue
        noteClaim(book, terms, { ...heard.value, at: claim.at })
        paid += heard.value.paidMinor
        expect(reasonOf(hear({ book, trades, ticks: 600_000, claim: { cover: id, account, at: claim.at, evidence } }))).toBe('tradeClaimed')
      }
    }
    return paid
  }

  test('property: as many claims as one likes bring what one claim brings, and never more than the caps or the loss', () => {
    fc.assert(
      fc.property(fc.array(trading, { minLength: 1, maxLength: 12 }), (tradings) => {
        const trades = tradings.map((each, index) => seen(each, index, ['maker', 'maker']))
        const covers = [{ ...cover, capMinor: dollars(300) }]
        const once = paidInParts(covers, trades, () => 0)
        const often = paidInParts(covers, trades, (index) => tradings[index]?.part ?? 0)
        expect(often).toBe(once)
        expect(once <= dollars(300)).toBe(true)
        const witness = witnessOf(trades, 600_000)
        const lost = trades.reduce((sum, trade) => sum + lossOf(witness, trade), 0n)
        expect(once <= (lost > 0n ? lost : 0n)).toBe(true)
      }),
    )
  })

  test('property: two accounts of a group bring what one account with both caps brings', () => {
    fc.assert(
      fc.property(fc.array(trading, { minLength: 1, maxLength: 12 }), (tradings) => {
        const single = tradings.map((each, index) => seen(each, index, ['maker', 'maker']))
        const split = tradings.map((each, index) => seen(each, index, ['maker', 'twin']))
        const whole = paidInParts([{ ...cover, capMinor: dollars(300) }], single, () => 0)
        const halves = [
          { ...cover, capMinor: dollars(100) },
          { ...cover, id: 'd', account: 'twin', capMinor: dollars(200) },
        ]
        expect(paidInParts(halves, split, () => 0)).toBe(whole)
      }),
    )
  })
})
