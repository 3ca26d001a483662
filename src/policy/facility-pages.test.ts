import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { btcPerpetual } from '../../test/instruments.ts'
import { carriedBy, createSupportBook, requestLoan } from '../backstop/collateral-support.ts'
import { createDrawBook, drawable, requestDraw } from '../backstop/fund-draw.ts'
import { holdGains } from '../backstop/gain-escrow.ts'
import { adjudicateClaim, type SeenTrade } from '../backstop/guarantee-claim.ts'
import { buyCover, createGuaranteeBook, noteClaim, windowTimes } from '../backstop/loss-guarantee.ts'
import { owedOn, repayLoan, reviewLoan, writeOffLoan } from '../backstop/support-loan.ts'
import { hashOf } from '../base/hash.ts'
import { later, timeUs } from '../base/time.ts'
import { loadPolicy } from './load.ts'
import { drawThreshold, holdAgainst, propensityAt, seedOfEpoch } from '../trigger/committed-threshold.ts'
import { drawTermsOf, guaranteeTermsOf, supportTermsOf } from '../engine/facilities/facility-terms.ts'

const { policy } = loadPolicy('supported-perpetual')
const base = { startedAt: timeUs(0), decimals: 6 }
/** A page with its lines joined, so that a sentence is found wherever it wraps. */
const page = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, `../../docs/concepts/${name}.md`), 'utf8').replaceAll(/\s+/g, ' ')
const dollars = (whole: number): bigint => BigInt(Math.round(whole * 1e6))
const money = (minor: bigint): string =>
  (Number(minor) / 1e6).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const given = <T>(outcome: Readonly<{ ok: true; value: T } | { ok: false; refusal: unknown }>): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.value
}

test("behavior: the guarantee page's example is what the rules say", () => {
  if (policy.lossGuarantee === undefined) throw new Error('the profile guarantees')
  const terms = guaranteeTermsOf(policy.lossGuarantee, base)
  const book = createGuaranteeBook()
  const buying = { group: 'm', at: timeUs(0), cashMinor: dollars(1e6), reserveMinor: dollars(5e7) }
  const first = given(buyCover(book, terms, { ...buying, id: 'c', account: 'maker', capMinor: dollars(250_000) }))
  given(buyCover(book, terms, { ...buying, id: 'd', account: 'twin', capMinor: dollars(50_000) }))
  const trade: SeenTrade = {
    id: 't',
    at: first.from,
    contract: 'BTC',
    account: 'maker',
    group: 'm',
    side: 'buy',
    lots: 2_000,
    ticks: 600_000,
    markTicks: 600_000,
    counterparty: { account: 'loser', group: 'l' },
    isForced: true,
  }
  const trades = [trade, { ...trade, id: 'u', account: 'twin', lots: 500 }]
  const witness = {
    trades: new Map(trades.map((each) => [each.id, each])),
    tradesOf: () => trades,
    closings: new Map([['BTC', { instrument: btcPerpetual, ticks: 520_000 }]]),
  }
  const at = windowTimes(terms, first.window).until
  const paid = (['c', 'd'] as const).map((cover, place) => {
    const { id, side, lots, ticks, account } = trades[place] ?? trade
    const heard = given(
      adjudicateClaim(book, terms, { claim: { cover, account, at, evidence: [{ trade: id, side, lots, ticks }] }, witness }),
    )
    noteClaim(book, terms, { ...heard, at })
    return heard
  })
  const text = page('loss-guarantee')
  expect(text).toContain(`3 %: ${money(first.premiumMinor)} USDT`)
  expect(paid.map(({ lostMinor }) => lostMinor)).toEqual([dollars(16_000), dollars(4_000)])
  expect(text).toContain(`the rest: ${money(paid[0]?.paidMinor ?? 0n)} USDT`)
  expect(text).toContain(`paid ${money(paid[1]?.paidMinor ?? 0n)} USDT: the deductible`)
})

test("behavior: the support page's example is what the rules say", () => {
  if (policy.collateralSupport === undefined) throw new Error('the profile lends')
  const terms = supportTermsOf(policy.collateralSupport, base)
  const pledges = (price: number) => [{ asset: 'BTC', valueMinor: dollars(5 * price), haircutBps: 2_000n }]
  const book = createSupportBook()
  const standing = { kind: 'known', equityMinor: dollars(100_000), dueMinor: dollars(120_000), liquidMinor: 0n } as const
  const request = { id: 'l', account: 'a', group: 'g', at: timeUs(0), wantedMinor: dollars(120_000), marketBps: 500n, standing }
  const loan = given(requestLoan(book, terms, { ...request, pledges: pledges(40_000), reserveMinor: dollars(5e7) }))
  const end = later(timeUs(0), terms.termFor)
  const owed = owedOn(loan, end)
  expect(reviewLoan(book, terms, { id: 'l', at: end, pledges: pledges(28_000) }).kind).toBe('defaulted')
  const brought = carriedBy(pledges(28_000), 10_000n)
  given(repayLoan(book, terms, { id: 'l', minor: brought, at: end }))
  const lost = writeOffLoan(book, terms, { id: 'l', at: end })
  const calledBelow = (owed.principalMinor + owed.interestMinor) / 4n
  const text = page('collateral-support')
  expect(carriedBy(pledges(40_000), 10_000n)).toBe(dollars(160_000))
  expect(carriedBy(pledges(40_000), terms.lendAtBps)).toBe(dollars(144_000))
  expect(text).toContain(`10 %: ${Number(loan.ratePpb) / 1e7} % a year`)
  expect(text).toContain(`it owes ${money(owed.interestMinor)} USDT interest`)
  expect(text).toContain(`below a price of ${money(calledBelow)}.`)
  expect(text).toContain(`brings ${Number(brought / 1_000_000n).toLocaleString('en-US')} USDT, and the fund loses ${money(lost)} USDT`)
})

test("behavior: the draw page's example is what the rules say", () => {
  if (policy.fundDraw === undefined) throw new Error('the profile pays losses')
  const terms = drawTermsOf(policy.fundDraw, { ...base, startedAt: timeUs(0) })
  const book = createDrawBook()
  const request = {
    at: timeUs(0),
    event: 'before',
    beneficiary: 'b',
    group: 'g',
    uncoveredMinor: dollars(200_000),
    reserveMinor: dollars(5e7),
  }
  given(requestDraw(book, { ...terms, coolDownFor: terms.coolDownFor }, { ...request, wantedMinor: dollars(200_000) }))
  book.coolDowns.clear()
  const most = drawable(book, terms, { ...request, event: 'now', beneficiary: 'a', uncoveredMinor: dollars(700_000) })
  const gain = (whole: number, ticks: number) => [{ trade: 't', ticks, markTicks: 1_000, gainMinor: dollars(whole) }]
  const winners = [
    { account: 'linked', group: 'g', trades: gain(120_000, 1_000), holdableMinor: dollars(1e6) },
    { account: 'far', group: 'f', trades: gain(80_000, 1_100), holdableMinor: dollars(1e6) },
    { account: 'near', group: 'n', trades: gain(300_000, 1_000), holdableMinor: dollars(1e6) },
  ]
  const { farBps, reviewFor } = policy.fundDraw
  const held = (drawnMinor: bigint) =>
    holdGains(
      new Map(),
      { farBps, reviewFor },
      { loss: { event: 'now', loserGroup: 'g', drawnMinor, winners, at: timeUs(0) }, idOf: String },
    ).map(({ minor }) => minor)
  const text = page('fund-draw')
  expect(most).toBe(dollars(400_000))
  expect(text).toContain('leaves 400,000: that much can be drawn')
  expect(text).toContain(`held, ${money(held(most).reduce((sum, each) => sum + each, 0n))} USDT`)
  const [linked, far] = held(dollars(100_000))
  expect(text).toContain(`${money(linked ?? 0n)} and ${money(far ?? 0n)} would have been held`)
})

test("behavior: the thresholds page's example is what the rules say", () => {
  const distribution = [
    { level: 1, probability: 0 },
    { level: 1.5, probability: 0.8 },
    { level: 2, probability: 1 },
  ]
  const [low, high] = [propensityAt(distribution, 1.25), propensityAt(distribution, 1.75)]
  const seed = seedOfEpoch(hashOf('an example'), { epoch: 0, epochs: 10 })
  const threshold = drawThreshold(seed, { trigger: 'fireSale', distribution })
  const { activated } = holdAgainst(seed, { trigger: 'fireSale', epoch: 0, score: 1.25, distribution })
  const text = page('committed-thresholds')
  expect(text).toContain(`with probability ${low}, one of 1.75 with ${high}.`)
  expect(text).toContain(`counts ${1 / low}, the second ${(1 / high).toFixed(2)}`)
  expect(text).toContain(`the threshold is ${threshold.toFixed(4)}: a score of 1.25 ${activated ? 'reaches it' : 'does not reach it'}.`)
})
