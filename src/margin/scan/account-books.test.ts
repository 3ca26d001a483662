import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inDays, madeAccount, madeSnapshot } from '../../../test/margin.ts'
import { durationUs } from '../../base/time.ts'
import type { MarginAccount, Position } from '../account/margin-account.ts'
import type { MarginRequirement, ScenarioOutcome } from '../margin-model.ts'
import type { MarketSnapshot } from '../market-snapshot.ts'
import { deribit } from '../models/deribit.ts'
import { paradex } from '../models/paradex.ts'
import { span } from '../models/span.ts'
import { createTimsModel, tims } from '../models/tims.ts'
import { timsTerms } from '../models/tims-terms.ts'
import { shockSnapshot, type MarketShock } from '../shock-snapshot.ts'
import { valueAccount } from '../account/value-account.ts'
import { accountBooks } from './account-books.ts'

const models = { span, paradex, deribit, tims }
const market = madeSnapshot()

function valued(account: MarginAccount, snapshot: MarketSnapshot = market) {
  const found = valueAccount(account, snapshot)
  if (!found.ok) throw new Error(JSON.stringify(found.refusal))
  return found.value
}

function required(model: (typeof models)[keyof typeof models], account: MarginAccount): MarginRequirement {
  const found = model.assess(valued(account), market)
  if (!found.ok) throw new Error(JSON.stringify(found.refusal))
  return found.value
}

const options = [40_000, 50_000, 60_000, 70_000, 80_000].flatMap((strike) => ['C', 'P'].map((kind) => `BTC-10D-${strike}-${kind}`))
const linear = ['BTC', 'BTC-PERP', 'BTC-60D', 'ETH-PERP', ...options]
const inverse = ['BTC-PERPETUAL', ...options.map((id) => `${id}-I`)]

/** Whole lots of everything, entered off the mark. */
function holding(contracts: readonly string[]): fc.Arbitrary<readonly Position[]> {
  const position = fc.record({
    contract: fc.constantFrom(...contracts),
    lots: fc.integer({ min: -40, max: 40 }).filter((lots) => lots !== 0),
    entry: fc.integer({ min: 800, max: 1_200 }),
  })
  return fc.uniqueArray(position, { selector: ({ contract }) => contract, maxLength: 8 }).map((made) =>
    made.map(({ contract, lots, entry }): Position => {
      const size = contract === 'BTC-PERPETUAL' ? 500 * lots : lots / 10
      const price = (contract.startsWith('ETH') ? 3 : 60) * entry
      // Without an entry a future counts as marked wherever the mark is: its equity would not move with it.
      return contract.includes('PERP') || contract === 'BTC-60D' ? { contract, size, entryPrice: price } : { contract, size }
    }),
  )
}
const everything = holding([...linear, ...inverse])
const coins = fc.integer({ min: -20, max: 30 }).map((tenths) => [
  { asset: 'BTC', amount: tenths / 10 },
  { asset: 'USDC', amount: 5_000 },
])
const accounts = fc.tuple(everything, coins).map(([positions, collateral]) => madeAccount({ positions, collateral }))

describe.each(Object.entries(models))('%s', (_name, model) => {
  test('property: parts add up, contributions add up, and maintenance is asked before initial margin', () => {
    fc.assert(
      fc.property(accounts, (account) => {
        const { parts, scans, ...margin } = required(model, account)
        const total = (amountOf: (part: (typeof parts)[number]) => number): number => parts.reduce((sum, part) => sum + amountOf(part), 0)
        expect(total(({ initial }) => initial)).toBeCloseTo(margin.initialMargin, 6)
        expect(total(({ maintenance }) => maintenance)).toBeCloseTo(margin.maintenanceMargin, 6)
        expect(margin.maintenanceMargin).toBeGreaterThanOrEqual(0)
        expect(margin.initialMargin).toBeGreaterThanOrEqual(margin.maintenanceMargin)
        expect(margin.equity).toBe(valued(account).equity)
        for (const scan of scans) {
          const worst = scan.scenarios[scan.worst] as ScenarioOutcome
          expect(scan.contributions.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(-worst.profit, 6)
          expect(worst.profit).toBe(Math.min(...scan.scenarios.map(({ profit }) => profit)))
          expect(new Set(scan.scenarios.map(({ name }) => name)).size).toBe(scan.scenarios.length)
        }
        expect(scans.map(({ underlying }) => underlying)).toEqual(scans.map(({ underlying }) => underlying).toSorted())
      }),
      { numRuns: 60 },
    )
  })

  test('property: the order of positions changes no bit', () => {
    const shuffled = fc
      .tuple(everything, coins)
      .chain(([positions, collateral]) =>
        fc.tuple(fc.constant(positions), fc.shuffledSubarray([...positions], { minLength: positions.length }), fc.constant(collateral)),
      )
    fc.assert(
      fc.property(shuffled, ([positions, others, collateral]) => {
        const { equity: _one, ...inOrder } = required(model, madeAccount({ positions, collateral }))
        const { equity: _other, ...shuffledMargin } = required(model, madeAccount({ positions: others, collateral }))
        expect(shuffledMargin).toEqual(inOrder)
      }),
      { numRuns: 60 },
    )
  })

  test('behavior: cash alone asks nothing, and collateral its haircut', () => {
    expect(required(model, madeAccount())).toMatchObject({ initialMargin: 0, maintenanceMargin: 0, scans: [] })
    const held = required(model, madeAccount({ collateral: [{ asset: 'BTC', amount: 1 }] }))
    if (model === tims) expect(held).toMatchObject({ initialMargin: 9_000, maintenanceMargin: 9_000 })
    else expect(held).toMatchObject({ initialMargin: 6_000, maintenanceMargin: 3_000 })
  })
})

/** The volatility every option here has, and its time: ten days. */
const tenDays = 3 ** 0.3
const day = durationUs(86_400e6)

/** What the venue's rule does to a volatility of 0.6 at ten days, written again. */
const shocks: Readonly<Record<string, (scenario: ScenarioOutcome) => Partial<MarketShock>>> = {
  tims: () => ({}),
  paradex: ({ volatilityMove }) => ({ volatilityMove: (volatilityMove === 'up' ? 0.4 : -0.22) * tenDays }),
  deribit: ({ volatilityMove }) => ({ volatilityMove: (volatilityMove === 'up' ? 0.5 : volatilityMove === 'down' ? -0.25 : 0) * tenDays }),
  span: ({ volatilityMove }) => ({
    volatilityPoints: volatilityMove === 'up' ? 0.15 : volatilityMove === 'down' ? -0.15 : 0,
    passing: day,
  }),
}

describe('repricing', () => {
  const reprice = (scenario: ScenarioOutcome, shock: Partial<MarketShock>): MarketSnapshot =>
    shockSnapshot(market, { underlying: 'BTC', spotMove: scenario.spotMove, ...shock })

  test.each(['tims', 'paradex', 'span', 'deribit'] as const)(
    'property: every ordinary scenario of %s is what shocked markets do to equity',
    (name) => {
      // Deribit margins contracts settled in coin apart; they have a test of their own.
      const contracts = [...linear, ...(name === 'deribit' ? [] : inverse)].filter((contract) => !contract.startsWith('ETH'))
      fc.assert(
        fc.property(holding(contracts), coins, (positions, collateral) => {
          fc.pre(positions.length > 0)
          const account = madeAccount({ positions, ...(name === 'tims' && { collateral }) })
          const scan = required(models[name], account).scans.find(({ underlying }) => underlying === 'BTC')
          for (const scenario of scan?.scenarios ?? []) {
            if (scenario.name.endsWith('extended')) continue
            const shocked = valued(account, reprice(scenario, shocks[name]?.(scenario) ?? {})).equity
            expect((shocked - valued(account).equity) * scenario.weight).toBeCloseTo(scenario.profit, 5)
          }
        }),
        { numRuns: 40 },
      )
    },
  )

  test('property: contracts settled in coin gain coins, counted at the index of now', () => {
    fc.assert(
      fc.property(holding(inverse), (positions) => {
        fc.pre(positions.length > 0)
        const account = madeAccount({ positions, cash: 0 })
        const [scan] = required(deribit, account).scans
        expect(scan?.underlying).toBe('BTC settled in coin')
        for (const scenario of scan?.scenarios ?? []) {
          if (scenario.name.endsWith('extended')) continue
          const shocked = reprice(scenario, shocks['deribit']?.(scenario) ?? {})
          const gained = valued(account, shocked).equity / (1 + scenario.spotMove) - valued(account).equity
          expect(gained).toBeCloseTo(scenario.profit, 5)
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('offsets', () => {
  test.each(['tims', 'paradex'] as const)(
    'property: %s asks of a portfolio no more than of its positions one by one, and twice for twice',
    (name) => {
      fc.assert(
        fc.property(everything, (positions) => {
          fc.pre(positions.length > 0)
          const whole = required(models[name], madeAccount({ positions })).initialMargin
          const apart = positions.reduce(
            (sum, position) => sum + required(models[name], madeAccount({ positions: [position] })).initialMargin,
            0,
          )
          expect(whole).toBeLessThanOrEqual(apart + 1e-6)
          const doubled = positions.map((position) => ({ ...position, size: 2 * position.size }))
          expect(required(models[name], madeAccount({ positions: doubled })).initialMargin).toBeCloseTo(2 * whole, 5)
        }),
        { numRuns: 60 },
      )
    },
  )

  test('property: a wider range asks no less of futures and short options, whose loss grows with the move', () => {
    const sold = holding(['BTC-PERP', 'BTC', ...options]).map((positions) =>
      positions.map((position) => (position.contract.includes('D-') ? { ...position, size: -Math.abs(position.size) } : position)),
    )
    fc.assert(
      fc.property(sold, fc.integer({ min: 20, max: 300 }), (positions, thousandths) => {
        fc.pre(positions.length > 0)
        const at = (range: number): number =>
          required(createTimsModel({ ...timsTerms, otherwise: range }), madeAccount({ positions })).initialMargin
        expect(at(thousandths / 1000)).toBeLessThanOrEqual(at((thousandths + 20) / 1000) + 1e-6)
      }),
      { numRuns: 60 },
    )
  })

  test('behavior: SPAN gives credit for bitcoin against ether, and charges what offsets within bitcoin', () => {
    const both = (sizes: readonly [number, number]): MarginRequirement =>
      required(span, madeAccount({ positions: ['BTC-PERP', 'ETH-PERP'].map((contract, i) => ({ contract, size: sizes[i] ?? 0 })) }))
    const partOf = (margin: MarginRequirement, name: string): number => margin.parts.find((part) => part.name === name)?.maintenance ?? NaN
    expect(partOf(both([1, 18]), 'inter-commodity credit')).toBe(0)
    expect(partOf(both([1, -18]), 'inter-commodity credit')).toBeCloseTo(-0.6 * (5_400 + 5_940), 6)
    const calendar = required(
      span,
      madeAccount({ positions: ['BTC-PERP', 'BTC-60D'].map((contract, i) => ({ contract, size: 2 - 4 * i })) }),
    )
    expect(partOf(calendar, 'intra-commodity charge')).toBeCloseTo(2 * 150, 9)
  })

  test('behavior: TIMS sees coin held against short calls, the others do not', () => {
    const short = { positions: [{ contract: 'BTC-10D-60000-C', size: -1 }] }
    const covered = { ...short, collateral: [{ asset: 'BTC', amount: 1 }] }
    const scanned = (account: MarginAccount, model: typeof tims): readonly string[] =>
      required(model, account).scans.flatMap(({ contributions }) => contributions.map(({ contract }) => contract))
    expect(required(tims, madeAccount(covered)).initialMargin).toBeLessThan(required(tims, madeAccount(short)).initialMargin)
    expect(scanned(madeAccount(covered), tims)).toEqual(['BTC-10D-60000-C', 'collateral BTC'])
    expect(scanned(madeAccount(covered), paradex)).toEqual(['BTC-10D-60000-C'])
  })
})

test('behavior: books are by underlying in order of name, futures without a mark of their own take the forward', () => {
  const marks = new Map([...market.marks, ['BTC-60D', { confidence: 1 }]])
  const fixed = { variableForward: 20_000, fixedForward: 40_000, rate: 0, confidence: 1 }
  const btc = market.underlyings.get('BTC')
  const underlyings = new Map([
    ...market.underlyings,
    ['BTC', { indexPrice: 60_000, confidence: 1, ...btc, expiries: new Map([[inDays(60), fixed]]) }],
  ])
  const snapshot = madeSnapshot({ marks, underlyings })
  const account = madeAccount({ positions: ['ETH-PERP', 'BTC-60D', 'BTC'].map((contract) => ({ contract, size: 1 })) })
  const books = accountBooks(valued(account, snapshot), snapshot)
  expect(books.map(({ underlying, lines }) => [underlying, lines.map(({ id }) => id)])).toEqual([
    ['BTC', ['BTC', 'BTC-60D']],
    ['ETH', ['ETH-PERP']],
  ])
  expect(books[0]?.lines[1]?.instrument.price).toEqual({ moving: 20_000, fixed: 40_000 })
})
