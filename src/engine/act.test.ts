import { describe, expect, test } from 'vitest'
import { drivePolicy, fill, ofKind, startDrive, type Drive, type DrivePolicyOptions } from '../../test/engine-drive.ts'
import { inversePerpetual } from '../../test/instruments.ts'
import type { Decision } from './decision.ts'
import type { Outcome } from './turn.ts'

const thin = { half: 60, lots: 100 }

/** A market with a norm of 2 000 lots whose spread is wide from here on: the depth deployment is active. */
function activated(options: DrivePolicyOptions = {}): { drive: Drive; outcome: Outcome } {
  const drive = startDrive(drivePolicy({ facilities: ['depthDeployment'], ...options }))
  drive.book()
  // A minute is long enough that a few thin seconds do not move the norm by much.
  drive.wait(60)
  const outcome = drive.book(thin)
  return { drive, outcome }
}

function kindsOf(decisions: readonly Decision[]): readonly string[] {
  return decisions.map((decision) => decision.body.kind)
}

/** Books of the given shape, one a second, all cancels answered, and what was decided on books meanwhile. */
function booksFor(drive: Drive, seconds: number, book: Parameters<Drive['book']>[0]): readonly Decision[] {
  const decisions: Decision[] = []
  for (let i = 0; i < seconds; i++) {
    drive.wait(1)
    decisions.push(...drive.book(book).decisions)
    for (const { orderId, lotsLeft, cancelling } of [...drive.state.orders.values()]) {
      if (cancelling) drive.report(orderId, { kind: 'cancelled', lotsLeft })
    }
  }
  return decisions
}

describe('depth deployment', () => {
  test('default: both sides are lifted to the floor, inside the band and outside the penal spread', () => {
    const { drive, outcome } = activated()
    expect(kindsOf(outcome.decisions)).toEqual(['triggerMoved', 'triggerMoved', 'backstopActivated', 'quotesPlaced'])
    const [placed] = ofKind(outcome.decisions, 'quotesPlaced')
    expect(placed?.orders.map(({ side, ticks }) => [side, ticks])).toEqual([
      ['buy', 99_750],
      ['sell', 100_250],
    ])
    // Half of the norm is 1 000 lots at the touch of the calm book, 100 are there.
    for (const { lots } of placed?.orders ?? []) expect(lots).toBeGreaterThan(890)
    for (const { lots } of placed?.orders ?? []) expect(lots).toBeLessThan(910)
    expect(outcome.decisions.at(-1)?.transfers).toEqual(outcome.transfers.map((transfer) => transfer.id))
    expect(drive.state.orders.size).toBe(2)
  })

  test('behavior: quotes that still serve stay, those that do not are taken back and renewed, at most once a second', () => {
    const { drive } = activated()
    drive.wait(0.5)
    expect(drive.book({ ...thin, mid: 99_000 }).effects).toEqual([])
    drive.wait(0.5)
    const same = drive.book({ ...thin, mid: 100_015 })
    expect(same.effects).toEqual([])
    drive.wait(1)
    const moved = drive.book({ ...thin, mid: 99_000 })
    expect(ofKind(moved.decisions, 'quotesWithdrawn')).toMatchObject([{ why: 'requote', orders: [{}, {}] }])
    expect(moved.effects.map((effect) => effect.kind)).toEqual(['cancelOrder', 'cancelOrder', 'placeOrder', 'placeOrder'])
  })

  test('behavior: while the trigger recovers quotes give way, then the market is said to have returned', () => {
    const { drive } = activated()
    const decisions = booksFor(drive, 6, { half: 10, lots: 2_000 })
    expect(ofKind(decisions, 'quotesWithdrawn')).toMatchObject([{ why: 'marketReturned', orders: [{}, {}] }])
    expect(ofKind(decisions, 'backstopReleased')).toEqual([{ kind: 'backstopReleased', activeForUs: 5e6 }])
  })

  test('behavior: quotes left at the release are withdrawn', () => {
    const { drive } = activated()
    // The spread is back but not the depth: quotes are held, in steps fewer.
    const decisions = booksFor(drive, 6, { half: 10, lots: 100 })
    const withdrawn = ofKind(decisions, 'quotesWithdrawn').map((body) => body.why)
    expect(withdrawn.at(-1)).toMatch(/released|marketReturned/)
    expect(drive.state.orders.size).toBe(0)
  })

  test.each([
    ['one side is gone', (drive: Drive) => drive.book({ bids: [] })],
    ['it is crossed', (drive: Drive) => drive.book({ bids: [100_010, 1], asks: [100_000, 1] })],
    ['it is stale', (drive: Drive) => (drive.wait(6), drive.tick())],
  ])('behavior: the book is not known when %s: quotes are withdrawn, once, and none are placed', (_name, makeUnknown) => {
    const { drive } = activated()
    const outcome = makeUnknown(drive)
    expect(ofKind(outcome.decisions, 'quotesWithdrawn')).toMatchObject([{ why: 'bookUnknown', orders: [{}, {}] }])
    expect(outcome.effects.map((effect) => effect.kind)).toEqual(['cancelOrder', 'cancelOrder'])
    drive.wait(1)
    expect(makeUnknown(drive)).toEqual({ decisions: [], transfers: [], effects: [] })
  })
})

describe('withholding', () => {
  test.each([
    ['budgetSpent', { limits: { budget: 0 } }],
    ['inventoryLimit', { limits: { inventoryLimit: 0 } }],
  ] as const)('behavior: %s is said once, and again in the next activation', (why, options) => {
    const { drive, outcome } = activated(options)
    expect(ofKind(outcome.decisions, 'facilityWithheld')).toEqual([{ kind: 'facilityWithheld', facility: 'depthDeployment', why }])
    expect(outcome.decisions.at(-1)?.budgetBefore?.available.minor).toBe(why === 'budgetSpent' ? 0n : 400_000_000_000n)
    expect(ofKind(booksFor(drive, 5, thin), 'facilityWithheld')).toEqual([])
    booksFor(drive, 7, { half: 10 })
    expect(ofKind(booksFor(drive, 3, thin), 'facilityWithheld')).toHaveLength(1)
  })

  test('behavior: what is not linear is not acted on, said once', () => {
    const drive = startDrive(drivePolicy({ facilities: ['depthDeployment'] }), inversePerpetual)
    drive.book()
    const decisions = booksFor(drive, 4, thin)
    expect(ofKind(decisions, 'facilityWithheld').map((body) => body.why)).toEqual(['payoffNotSupported'])
    expect(drive.state.counts.effects).toBe(0)
  })

  test('behavior: a halt withdraws at once and is said once; after the resume quotes come back', () => {
    const { drive } = activated()
    const halted = drive.command('halt')
    expect(kindsOf(halted.decisions)).toEqual(['engineHalted', 'quotesWithdrawn'])
    const meanwhile = booksFor(drive, 4, thin)
    expect(ofKind(meanwhile, 'facilityWithheld').map((body) => body.why)).toEqual(['halted'])
    expect(ofKind(meanwhile, 'quotesPlaced')).toEqual([])
    expect(kindsOf(drive.command('resume').decisions)).toEqual(['engineResumed'])
    expect(ofKind(booksFor(drive, 1, thin), 'quotesPlaced')).toHaveLength(1)
  })
})

/** Lets the working buy be filled with 500 lots at 99 760 ticks without a fee: 1 USDT of loss is 20 ticks of the mid below it. */
function fillBuy(drive: Drive): void {
  const order = [...drive.state.orders.values()].find(({ side }) => side === 'buy')
  if (order === undefined) throw new Error('a buying quote works')
  drive.report(order.orderId, fill(99_760, 500, order.lotsLeft - 500))
}

describe('suspension', () => {
  test.each([
    [11.5, true],
    [12, true],
    [12.5, false],
  ])('threshold: a loss of 12 against a limit of %s suspends: %s', (lossLimit, isSuspended) => {
    const { drive } = activated({ limits: { lossLimit } })
    fillBuy(drive)
    drive.wait(1)
    const outcome = drive.book({ ...thin, mid: 99_520 })
    const suspended = ofKind(outcome.decisions, 'facilitySuspended')
    expect(suspended).toEqual(isSuspended ? [{ kind: 'facilitySuspended', facility: 'depthDeployment', why: 'lossLimit' }] : [])
    expect(drive.desk('depthDeployment').facility.suspended).toBe(isSuspended)
    if (!isSuspended) return
    expect(ofKind(outcome.decisions, 'quotesWithdrawn').map((body) => body.why)).toEqual(['suspended'])
    expect(ofKind(outcome.decisions, 'quotesPlaced')).toEqual([])
    const later = booksFor(drive, 3, { ...thin, mid: 100_000 })
    expect(later.filter(({ body }) => body.kind !== 'inventoryMarked')).toEqual([])
  })

  test('behavior: fees count', () => {
    const { drive } = activated({ limits: { lossLimit: 12 } })
    const order = [...drive.state.orders.values()].find(({ side }) => side === 'buy')
    if (order === undefined) throw new Error('a buying quote works')
    drive.report(order.orderId, fill(99_760, 500, order.lotsLeft - 500, 500_000n))
    drive.wait(1)
    expect(ofKind(drive.book({ ...thin, mid: 99_540 }).decisions, 'facilitySuspended')).toEqual([])
    drive.wait(1)
    expect(ofKind(drive.book({ ...thin, mid: 99_530 }).decisions, 'facilitySuspended')).toHaveLength(1)
  })

  test('behavior: the loss counts from the activation, and a new one starts unsuspended', () => {
    const { drive } = activated({ limits: { lossLimit: 12 } })
    fillBuy(drive)
    const first = booksFor(drive, 1, { ...thin, mid: 99_520 })
    expect(ofKind(first, 'facilitySuspended')).toHaveLength(1)
    booksFor(drive, 7, { mid: 99_520, half: 10 })
    expect(drive.desk('depthDeployment').facility.suspended).toBe(false)
    const second = booksFor(drive, 2, { ...thin, mid: 99_520 })
    expect(ofKind(second, 'facilitySuspended')).toEqual([])
    expect(ofKind(booksFor(drive, 1, { ...thin, mid: 99_300 }), 'facilitySuspended')).toEqual([])
    expect(ofKind(booksFor(drive, 1, { ...thin, mid: 99_280 }), 'facilitySuspended')).toHaveLength(1)
  })
})

describe('inventory', () => {
  test("behavior: it is marked at the policy's pace, and given back only after the release", () => {
    const { drive } = activated()
    fillBuy(drive)
    const active = booksFor(drive, 12, thin)
    expect(ofKind(active, 'inventoryMarked').map(({ markTicks, unrealised }) => [markTicks, unrealised.minor])).toEqual([
      [100_000, 12_000_000n],
    ])
    drive.trade(100_000, 400)
    expect(ofKind(active, 'disposalOrdered')).toEqual([])
    drive.trade(100_000, 400)
    const recovering = booksFor(drive, 4, {})
    expect(drive.market.triggers[0]?.phase).toBe('recovering')
    expect(ofKind(recovering, 'disposalOrdered')).toEqual([])
    const released = booksFor(drive, 1, {})
    expect(kindsOf(released)).toContain('backstopReleased')
    const [disposal] = ofKind(released, 'disposalOrdered')
    // Half of the 800 lots that traded; no lower than cost less 50 bps.
    expect(disposal).toMatchObject({ facility: 'depthDeployment', order: { side: 'sell', ticks: 99_990, lots: 400 }, boundTicks: 99_262 })
    drive.report(disposal?.order.effectId ?? '', fill(99_990, 400, 0))
    drive.trade(100_000, 1_000)
    const rest = booksFor(drive, 1, {})
    expect(ofKind(rest, 'disposalOrdered')).toMatchObject([{ order: { lots: 100 } }])
    drive.report(ofKind(rest, 'disposalOrdered')[0]?.order.effectId ?? '', fill(99_990, 100, 0))
    expect(drive.desk('depthDeployment').facility.position).toEqual({ lots: 0, costMinor: 0n })
    drive.trade(100_000, 1_000)
    expect(booksFor(drive, 2, {})).toEqual([])
  })

  test('behavior: a halted engine gives nothing back', () => {
    const { drive } = activated()
    fillBuy(drive)
    drive.command('halt')
    drive.trade(100_000, 800)
    expect(ofKind(booksFor(drive, 8, {}), 'disposalOrdered')).toEqual([])
    drive.command('resume')
    expect(ofKind(booksFor(drive, 1, {}), 'disposalOrdered')).toHaveLength(1)
  })
})

describe('asset purchase', () => {
  function fallen(options: DrivePolicyOptions = {}): Drive {
    const drive = startDrive(drivePolicy({ facilities: ['assetPurchase'], ...options }))
    drive.book()
    drive.wait(1)
    drive.trade(97_000, 500)
    return drive
  }

  test('default: a share of what traded, at the offer, bounded by the clipped reference', () => {
    const drive = fallen()
    const outcome = drive.book({ mid: 97_000 })
    expect(ofKind(outcome.decisions, 'purchaseOrdered')).toMatchObject([
      { referenceTicks: 100_000, boundTicks: 99_000, order: { side: 'buy', ticks: 97_010, lots: 100 } },
    ])
    expect(outcome.effects).toMatchObject([{ timeInForce: 'immediateOrCancel' }])
    expect(outcome.decisions.at(-1)?.trigger).toBe('gap')
  })

  test('behavior: one slice a second, one order at a time, nothing when nothing traded', () => {
    const drive = fallen()
    const [first] = ofKind(drive.book({ mid: 97_000 }).decisions, 'purchaseOrdered')
    drive.wait(1)
    drive.trade(97_000, 500)
    expect(drive.book({ mid: 97_000 }).effects).toEqual([])
    drive.report(first?.order.effectId ?? '', fill(97_010, 100, 0))
    drive.trade(97_000, 250)
    expect(drive.book({ mid: 97_000 }).effects).toEqual([])
    drive.wait(1)
    expect(drive.book({ mid: 97_000 }).effects).toMatchObject([{ lots: 50 }])
    const [working] = drive.state.orders.keys()
    drive.report(working ?? '', { kind: 'cancelled', lotsLeft: 50 })
    drive.wait(1)
    expect(drive.book({ mid: 97_000 }).effects).toEqual([])
  })

  test('behavior: it buys only while the trigger is active, not while it recovers', () => {
    const drive = fallen()
    drive.report(drive.book({ mid: 97_000 }).effects[0]?.effectId ?? '', fill(97_010, 100, 0))
    drive.wait(1)
    drive.trade(98_990, 5_000)
    // A gap of -1 % is the release: recovering, although the offer is still below the bound.
    const outcome = drive.book({ mid: 98_990, half: 1 })
    expect(drive.market.triggers[1]?.phase).toBe('active')
    expect(outcome.effects).toHaveLength(1)
    drive.report(outcome.effects[0]?.effectId ?? '', { kind: 'cancelled', lotsLeft: 1_000 })
    drive.wait(1)
    drive.trade(99_050, 5_000)
    expect(drive.book({ mid: 99_050, half: 100 }).effects).toEqual([])
    expect(drive.market.triggers[1]?.phase).toBe('recovering')
  })

  test.each([
    ['budgetSpent', { limits: { budget: 0 } }],
    ['inventoryLimit', { limits: { inventoryLimit: 0 } }],
  ] as const)('behavior: %s is said once', (why, options) => {
    const drive = fallen(options)
    const whys: string[] = []
    for (let i = 0; i < 4; i++) {
      whys.push(...ofKind(drive.book({ mid: 97_000 }).decisions, 'facilityWithheld').map((body) => body.why))
      drive.wait(1)
      drive.trade(97_000, 500)
    }
    expect(whys).toEqual([why])
  })
})
