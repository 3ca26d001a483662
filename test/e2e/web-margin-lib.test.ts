import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scale, ticks, unitFor } from '../../web/src/lib/axis.ts'
import { liquidationBars, levelAt, type LiquidationMap } from '../../web/src/lib/liquidation-levels.ts'
import { crossings, type CurveLevel } from '../../web/src/lib/margin-curve.ts'
import { moveText, scenarioGrid, type Scan } from '../../web/src/lib/scenario-grid.ts'
import { ratioText, shortBy } from '../../web/src/lib/standing.ts'
import { exactText } from '../../web/src/lib/format.ts'
import { groups, markOf, memberGroups } from '../../web/src/lib/decision-groups.ts'
import { accountPath, routeOf } from '../../web/src/lib/route.ts'
import { waitAfter } from '../../web/src/lib/wait-after.ts'
import { auctionDecisionSchemas } from '../../src/api/schema-auction-decision.ts'
import { deleveragingDecisionSchemas } from '../../src/api/schema-deleveraging-decision.ts'
import { marginDecisionSchemas } from '../../src/api/schema-margin-decision.ts'
import { waterfallDecisionSchemas } from '../../src/api/schema-waterfall-decision.ts'

const scenario = (spotMove: number, volatilityMove: string, more: Partial<Scan['scenarios'][number]> = {}): Scan['scenarios'][number] => ({
  name: `${spotMove} ${volatilityMove}`,
  spotMove,
  volatilityMove,
  weight: 1,
  profit: 100 * spotMove,
  ...more,
})
const scanOf = (scenarios: Scan['scenarios'], worst = 0): Scan => ({ underlying: 'BTC', scenarios, worst, contributions: [] })

describe('scenarioGrid', () => {
  test('behavior: spot ascending with tails outside, volatility from up to down, holes where the model has nothing', () => {
    const grid = scenarioGrid(
      scanOf(
        [
          scenario(1, 'up', { weight: 0.14 }),
          scenario(0.1, 'up'),
          scenario(0, 'down'),
          scenario(0, 'unchanged'),
          scenario(-0.1, 'down'),
          scenario(-0.66, 'up', { weight: 0.2 }),
        ],
        4,
      ),
    )
    expect(grid.columns.map(({ spotMove, tail }) => [spotMove, tail])).toEqual([
      [-0.66, true],
      [-0.1, false],
      [0, false],
      [0.1, false],
      [1, true],
    ])
    expect(grid.rows.map(({ volatilityMove }) => volatilityMove)).toEqual(['up', 'unchanged', 'down'])
    expect(grid.rows.map(({ cells }) => cells.map((cell) => cell?.scenario.name))).toEqual([
      ['-0.66 up', undefined, undefined, '0.1 up', '1 up'],
      [undefined, undefined, '0 unchanged', undefined, undefined],
      [undefined, '-0.1 down', '0 down', undefined, undefined],
    ])
    expect(grid.rows[2]?.cells[1]?.worst).toBe(true)
    expect(grid.largest).toBe(100)
  })

  test('behavior: a cell that is taken and a move of another kind stand beside the table', () => {
    const grid = scenarioGrid(
      scanOf([scenario(0, 'unchanged'), scenario(0, 'unchanged', { name: 'forward contingency' }), scenario(0, 'skew turned')], 1),
    )
    expect(grid.others.map((cell) => [cell.scenario.name, cell.worst])).toEqual([
      ['forward contingency', true],
      ['0 skew turned', false],
    ])
  })

  test('behavior: a tail as far out as an ordinary move has a column of its own', () => {
    const grid = scenarioGrid(scanOf([scenario(-0.3, 'up'), scenario(0, 'up'), scenario(-0.3, 'up', { weight: 0.5, name: 'tail' })]))
    expect(grid.columns.map(({ spotMove, weight }) => [spotMove, weight])).toEqual([
      [-0.3, 0.5],
      [-0.3, 1],
      [0, 1],
    ])
  })

  test('behavior: nothing to lay out, and too much', () => {
    expect(scenarioGrid(scanOf([]))).toEqual({ columns: [], rows: [], others: [], largest: 0 })
    const many = Array.from({ length: 41 }, (_, i) => scenario(i / 100, 'unchanged'))
    expect(scenarioGrid(scanOf(many)).columns).toEqual([])
    expect(scenarioGrid(scanOf(many)).others).toHaveLength(41)
    expect(scenarioGrid(scanOf(many.slice(1))).others).toEqual([])
  })

  test('property: each scenario has exactly one place, and exactly one is the worst', () => {
    const anyScenario = fc
      .record({
        spot: fc.integer({ min: -6, max: 6 }),
        volatility: fc.constantFrom('up', 'unchanged', 'down', 'smile turned'),
        weight: fc.constantFrom(1, 1, 0.5),
        profit: fc.integer({ min: -9_000, max: 9_000 }),
      })
      .map(({ spot, volatility, ...more }) => scenario(spot / 20, volatility, more))
    fc.assert(
      fc.property(fc.array(anyScenario, { minLength: 1, maxLength: 40 }), fc.nat(), (list, at) => {
        const scenarios = list.map((each, i) => ({ ...each, name: String(i) }))
        const grid = scenarioGrid(scanOf(scenarios, at % scenarios.length))
        const cells = [...grid.rows.flatMap((row) => row.cells.flatMap((cell) => cell ?? [])), ...grid.others]
        expect(cells.map((cell) => Number(cell.scenario.name)).toSorted((a, b) => a - b)).toEqual(scenarios.map((_, i) => i))
        expect(cells.filter(({ worst }) => worst).map((cell) => Number(cell.scenario.name))).toEqual([at % scenarios.length])
        for (const row of grid.rows)
          row.cells.forEach((cell, i) => expect(cell?.scenario.spotMove ?? grid.columns[i]?.spotMove).toBe(grid.columns[i]?.spotMove))
      }),
    )
  })

  test('table: moves', () => {
    expect([-0.135, 0.18, 0, 5, -0.0001].map(moveText)).toEqual(['−13.5 %', '+18 %', '0 %', '+500 %', '0 %'])
  })
})

describe('liquidation map', () => {
  const level = (move: number, longNotional: number, shortNotional: number): LiquidationMap['levels'][number] => ({
    ...{ move, price: 100 * (1 + move), accounts: 1, longNotional, shortNotional },
  })
  // Longs fall due below, shorts above; one account at 10 % down comes back at 20 % down.
  const map: LiquidationMap = {
    underlying: 'BTC',
    indexPrice: 100,
    levels: [level(-0.2, 50, 0), level(-0.1, 60, 5), level(0, 10, 2), level(0.1, 4, 30)],
  }

  test('behavior: up to a price a bar has what its far end has, and reaches to the level nearer to the index', () => {
    expect(liquidationBars(map, 'cumulative').map(({ from, to, long, short }) => [from, to, long, short])).toEqual([
      [80, 90, 50, 0],
      [90, 100, 60, 5],
      [100, 110.000_000_000_000_01, 4, 30],
    ])
  })

  test('behavior: per level a bar has what is added; what comes back is not below zero', () => {
    expect(liquidationBars(map, 'perLevel').map(({ long, short }) => [long, short])).toEqual([
      [0, 0],
      [50, 3],
      [0, 28],
    ])
  })

  test('behavior: levels in any order, a level by its move, and none without a level at the index', () => {
    expect(liquidationBars({ ...map, levels: map.levels.toReversed() }, 'perLevel')).toEqual(liquidationBars(map, 'perLevel'))
    expect(levelAt(map, -0.1)?.longNotional).toBe(60)
    expect(levelAt(map, -0.15)).toBeUndefined()
    expect(liquidationBars({ ...map, levels: [] }, 'cumulative')).toEqual([])
  })
})

describe('crossings', () => {
  const at = (move: number, equity: number, maintenanceMargin: number): CurveLevel => ({
    ...{ move, price: 100 * (1 + move), equity, maintenanceMargin, initialMargin: maintenanceMargin * 2 },
  })
  const curve = (...levels: readonly CurveLevel[]) => ({ underlying: 'BTC', levels: [...levels] })

  test('table: a long, a short, both, neither, and one that is below already', () => {
    expect(crossings(curve(at(-0.2, -10, 10), at(-0.1, 20, 10), at(0, 50, 10), at(0.1, 80, 10)))).toEqual({
      below: false,
      lower: 100 * (0.8 + 0.1 * (2 / 3)),
    })
    expect(crossings(curve(at(-0.1, 40, 10), at(0, 20, 10), at(0.1, 0, 10)))).toEqual({ below: false, higher: 105 })
    expect(crossings(curve(at(-0.1, 0, 10), at(0, 20, 10), at(0.1, 0, 10)))).toEqual({ below: false, lower: 95, higher: 105 })
    expect(crossings(curve(at(-0.1, 40, 10), at(0, 20, 10), at(0.1, 11, 10)))).toEqual({ below: false })
    expect(crossings(curve(at(-0.1, -20, 10), at(0, 0, 10), at(0.1, 20, 10)))).toEqual({ below: true, higher: 105 })
  })

  test('behavior: the nearest counts; equity that just meets the line is not below it', () => {
    const wave = curve(at(-0.3, 20, 10), at(-0.2, 0, 10), at(-0.1, 20, 10), at(0, 30, 10))
    expect(crossings(wave).lower).toBeCloseTo(85, 9)
    expect(crossings(curve(at(-0.1, 10, 10), at(0, 10, 10), at(0.1, 12, 10)))).toEqual({ below: false })
  })

  test('behavior: a curve without the index, and an empty one, cross nowhere', () => {
    expect(crossings(curve(at(-0.1, 0, 10), at(0.1, 20, 10)))).toEqual({ below: false })
    expect(crossings(curve())).toEqual({ below: false })
  })
})

describe('standings and figures', () => {
  test('table: what an account is short by', () => {
    const figures = { equity: 900, initialMargin: 2_000, maintenanceMargin: 1_000 }
    expect(shortBy(figures)).toBe(1_100)
    expect(shortBy({ ...figures, equity: 2_000 })).toBeUndefined()
    expect(shortBy({ ...figures, equity: -1 })).toBe(2_001)
    expect(shortBy(undefined)).toBeUndefined()
  })

  test('table: a ratio, or why there is none', () => {
    expect(ratioText({ standing: 'healthy', marginRatio: 0.930_4 })).toBe('0.930')
    expect(ratioText({ standing: 'liquidating', figures: { equity: 0, maintenanceMargin: 5 } })).toBe('no equity')
    expect(ratioText({ standing: 'healthy', figures: { equity: 10, maintenanceMargin: 0 } })).toBe('no risk')
    expect(ratioText({ standing: 'unknown' })).toBe('unknown')
  })

  test('behavior: every kind of decision about members is in a group of its own, and can be asked for within the query', () => {
    const grouped = groups.filter(({ name }) => memberGroups.includes(name)).flatMap(({ kinds }) => kinds)
    expect(new Set(grouped).size).toBe(grouped.length)
    const ofLosses = [...waterfallDecisionSchemas, ...auctionDecisionSchemas, ...deleveragingDecisionSchemas]
    for (const { shape } of ofLosses) expect(grouped).toContain(shape.kind.value)
    for (const { shape } of marginDecisionSchemas) expect(grouped).toContain(shape.kind.value)
    for (const { kinds } of groups) expect(kinds.join(',').length).toBeLessThanOrEqual(500)
    const line = { index: 0, id: '1:0', at: 0, title: '', text: '' }
    expect(markOf({ ...line, kind: 'liquidationStarted' })).toEqual({ sign: 'fired', colour: 'active' })
    expect(markOf({ ...line, kind: 'marginCallMet' }).sign).toBe('released')
  })
})

describe('exactText', () => {
  test('table: every digit, no needless zeros', () => {
    const text = (minor: string, decimals: number): string => exactText({ asset: 'BTC', minor }, decimals)
    expect([text('4012500000', 8), text('1', 8), text('0', 8), text('-250000000', 8), text('123456700000000', 8), text('42', 0)]).toEqual([
      ...['40.125', '0.00000001', '0', '−2.5', '1,234,567', '42'],
    ])
  })

  test('property: what is written is what there is', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.integer({ min: 0, max: 18 }), (minor, decimals) => {
        const [whole = '', rest = ''] = exactText({ asset: 'BTC', minor: String(minor) }, decimals)
          .replaceAll(',', '')
          .replace('−', '-')
          .split('.')
        expect(BigInt(whole.replace('-', '') + rest.padEnd(decimals, '0')) * (whole.startsWith('-') ? -1n : 1n)).toBe(minor)
      }),
    )
  })
})

describe('axis', () => {
  test('table: ticks are round, within the range, and about as many as asked for', () => {
    expect(ticks({ from: 0, to: 95 }, 5)).toEqual([0, 20, 40, 60, 80])
    expect(ticks({ from: -13_500_000, to: 11_500_000 }, 6)).toEqual([-10_000_000, -5_000_000, 0, 5_000_000, 10_000_000])
    expect(ticks({ from: 1, to: 1 }, 5)).toEqual([])
    expect(ticks({ from: 0, to: Infinity }, 5)).toEqual([])
  })

  test('property: ticks ascend within the range and are at most twice as many as asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 1e6 }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 12 }),
        (from, width, count) => {
          const found = ticks({ from: from / 100, to: (from + width) / 100 }, count)
          expect(found.length).toBeLessThanOrEqual(count + 1)
          found.forEach((tick, i) => {
            expect(tick).toBeGreaterThanOrEqual(from / 100 - 1e-6)
            expect(tick).toBeLessThanOrEqual((from + width) / 100 + 1e-6)
            if (i > 0) expect(tick).toBeGreaterThan(found[i - 1] as number)
          })
        },
      ),
    )
  })

  test('table: scales and units', () => {
    expect(scale({ from: 0, to: 10 }, { from: 0, to: 100 })(5)).toBe(50)
    expect(scale({ from: 10, to: -10 }, { from: 0, to: 100 })(10)).toBe(0)
    expect(scale({ from: 3, to: 3 }, { from: 0, to: 100 })(3)).toBe(50)
    expect([0, 9_999, 10_000, -113_700, 9_999_999, 1e7, 1e10].map((size) => unitFor(size).name)).toEqual([
      ...['', '', 'thousand', 'thousand', 'thousand', 'million', 'billion'],
    ])
  })
})

describe('pages and waits', () => {
  test('table: fragments', () => {
    expect(
      ['', '#/', '#decisions', '#/margin', '#/margin/', '#/margin/accounts/', '#/margin/accounts/%', '#/losses'].map(
        (text) => routeOf(text).page,
      ),
    ).toEqual([...['market', 'market', 'market', 'margin', 'margin', 'margin', 'margin', 'losses']])
  })

  test('property: the link to an account leads to its page, whatever its name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme' }), (account) => {
        expect(routeOf(accountPath(account))).toEqual({ page: 'account', account })
      }),
    )
  })

  test('table: the page asks no more than a fifth of the time', () => {
    expect([0, 225, 226, 300, 2_500, 60_000].map(waitAfter)).toEqual([900, 900, 904, 1_200, 10_000, 10_000])
  })
})
