import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { createPrng } from '../../base/prng.ts'
import { nextNormal } from '../../num/random.ts'
import { historicalTail } from '../../risk/tail/historical.ts'
import { historicalModel } from './model-historical.ts'
import { modelsNamed, riskModels } from './models.ts'
import type { RiskModel } from './risk-model.ts'
import { createSortedWindow, slideWindow } from './sorted-window.ts'
import { keepPart, keptPart, walkFolder } from './walk-cache.ts'
import { joinParts, stretchesOf, walkForward, type WalkPart } from './walk-forward.ts'
import { walkModels } from './walk-models.ts'

const folder = mkdtempSync(join(tmpdir(), 'seawall-walk-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Losses whose volatility comes and goes, so that every model has something to say. */
function makeLosses(count: number, seed = 7): Float64Array {
  const draws = createPrng(seed)
  let variance = 1e-4
  return Float64Array.from({ length: count }, () => {
    const loss = Math.sqrt(variance) * nextNormal(draws)
    variance = 5e-6 + 0.1 * loss * loss + 0.85 * variance
    return loss
  })
}

const losses = makeLosses(220)
const options = { window: 120, refitEvery: 20, confidence: 0.975 }
const all = { from: options.window, to: losses.length }

/** Where the first forecast differs; the length when none does. */
function firstDifference(a: WalkPart, b: WalkPart): number {
  const same = (x: Float64Array, y: Float64Array, i: number): boolean => Object.is(x[i], y[i])
  for (let i = 0; i < a.to - a.from; i++) {
    if (!same(a.valueAtRisk, b.valueAtRisk, i) || !same(a.expectedShortfall, b.expectedShortfall, i)) return a.from + i
  }
  return a.to
}

/** Whether changing the losses from `place` on changes a forecast for `place` or before: a look at the future. */
function looksAhead(modelOf: (series: Float64Array) => RiskModel, place: number): boolean {
  const changed = losses.map((loss, i) => (i < place ? loss : 10 * loss + 0.5))
  const before = walkForward(losses, modelOf(losses), all, options)
  const after = walkForward(changed, modelOf(changed), all, options)
  return firstDifference(before, after) <= place
}

describe('walkForward', () => {
  test.each(riskModels.map((model) => [model.name, model] as const))(
    'property: %s never sees the loss it forecasts, or a later one',
    (_, model) => {
      for (const place of [140, 153]) expect(looksAhead(() => model, place)).toBe(false)
    },
  )

  test('behavior: a planted look-ahead is caught', () => {
    // It knows the series and finds its place in it by the window it was given: today's loss is the forecast.
    const cheat = (series: Float64Array): RiskModel => ({
      ...historicalModel,
      fit: (window, settings) => {
        const honest = historicalModel.fit(window, settings)
        let next = series.indexOf(window.at(-1) as number) + 1
        return {
          outcome: { kind: 'fitted' },
          observe: (loss) => {
            next += 1
            honest.observe(loss)
          },
          forecast: () => ({ ...honest.forecast(), valueAtRisk: series[next] as number }),
        }
      },
    })
    expect(looksAhead(cheat, 153)).toBe(true)
  })

  test('behavior: a model that keeps and spoils its window cannot spoil the series', () => {
    const copy = Float64Array.from(losses)
    const vandal: RiskModel = {
      ...historicalModel,
      fit: (window, settings) => {
        const fitted = historicalModel.fit(Float64Array.from(window), settings)
        new Float64Array(window.buffer).fill(9)
        return fitted
      },
    }
    walkForward(copy, vandal, all, options)
    expect(copy).toEqual(losses)
  })

  test('property: historical simulation is the quantile of the window, whatever the refits', () => {
    for (const refitEvery of [1, 7, 50]) {
      const part = walkForward(losses, historicalModel, all, { ...options, refitEvery })
      for (const t of [120, 121, 162, 219]) {
        const expected = historicalTail(losses.subarray(t - 120, t), 0.975)
        expect(part.valueAtRisk[t - 120]).toBe(expected.valueAtRisk)
        expect(part.expectedShortfall[t - 120]).toBeCloseTo(expected.expectedShortfall, 14)
      }
    }
  })

  test('property: a stretch cut between fits gives the same', () => {
    for (const model of riskModels) {
      const stretches = stretchesOf(losses.length, model, options, 40)
      const joined = joinParts(stretches.map((stretch) => walkForward(losses, model, stretch, options)).reverse())
      expect(joined).toEqual(walkForward(losses, model, all, options))
    }
  })

  test('behavior: stretches cover every place once and begin at a fit', () => {
    const stretches = stretchesOf(1_003, historicalModel, { window: 500, refitEvery: 30, confidence: 0.99 }, 100)
    expect(stretches[0]).toEqual({ from: 500, to: 590 })
    expect(stretches.at(-1)?.to).toBe(1_003)
    for (const [i, { from }] of stretches.entries()) {
      expect((from - 500) % 30).toBe(0)
      if (i > 0) expect(from).toBe(stretches[i - 1]?.to)
    }
    expect(stretchesOf(1_003, { ...historicalModel, memory: 'past' }, { window: 500, refitEvery: 30, confidence: 0.99 }, 100)).toHaveLength(
      1,
    )
  })
})

describe('sorted window', () => {
  test('property: it holds the last losses in order, as sorting them does', () => {
    const loss = fc.oneof(fc.double({ min: -1, max: 1, noNaN: true }), fc.constantFrom(0, 0.5, -0.5))
    fc.assert(
      fc.property(fc.array(loss, { minLength: 1, maxLength: 9 }), fc.array(loss, { maxLength: 40 }), (first, later) => {
        const clean = (values: readonly number[]): number[] => values.map((value) => value + 0)
        const window = createSortedWindow(Float64Array.from(clean(first)))
        for (const value of clean(later)) slideWindow(window, value)
        const last = clean([...first, ...later]).slice(-first.length)
        expect([...window.ascending]).toEqual(last.toSorted((a, b) => a - b))
      }),
    )
  })
})

describe('walkModels', () => {
  const request = { losses, models: modelsNamed(['historical', 'normal']), options }

  test('property: the number of threads changes nothing, and neither does going on from parts', async () => {
    const cache = { folder: join(folder, 'cache'), version: '1', resume: true }
    const one = await walkModels({ ...request, workers: 1 })
    const three = await walkModels({ ...request, workers: 3, cache })
    const again = await walkModels({ ...request, workers: 2, cache })
    if (one.kind !== 'done' || three.kind !== 'done' || again.kind !== 'done') throw new Error('nothing interrupted it')
    expect(three.walks.map(({ part }) => part)).toEqual(one.walks.map(({ part }) => part))
    expect(again.walks.map(({ part }) => part)).toEqual(one.walks.map(({ part }) => part))
    expect([one.reused, three.reused, again.reused]).toEqual([0, 0, 2])
    expect(one.walks[0]?.part).toEqual(walkForward(losses, historicalModel, all, options))
  })

  test('behavior: an interruption keeps what is done, and going on does the rest', async () => {
    const cache = { folder: join(folder, 'stopped'), version: '1', resume: true }
    const long = { ...request, losses: makeLosses(2_000), workers: 1, cache }
    const stop = new AbortController()
    const stopped = await walkModels({ ...long, signal: stop.signal, onProgress: ({ done }) => void (done === 2 && stop.abort()) })
    expect(stopped).toEqual({ kind: 'interrupted', done: 2, of: 10 })
    const rest = await walkModels(long)
    expect(rest).toMatchObject({ kind: 'done', reused: 2 })
  })

  test('behavior: a part that was cut or edited is worked out anew, and NaN comes back as NaN', () => {
    const place = join(folder, 'parts')
    const task = { model: 'historical', stretch: { from: 1, to: 3 } }
    const column = Float64Array.of(0.5, NaN)
    const part = {
      from: 1,
      to: 3,
      valueAtRisk: column,
      expectedShortfall: column,
      volatility: column,
      survival: column,
      fits: 1,
      fallbacks: [],
    }
    keepPart(place, task, part)
    expect(keptPart(place, task)).toEqual(part)
    expect(keptPart(place, { ...task, model: 'other' })).toBeUndefined()
    const [name = ''] = readdirSync(place)
    const { text, hash } = JSON.parse(readFileSync(join(place, name), 'utf8')) as { text: string; hash: string }
    writeFileSync(join(place, name), JSON.stringify({ text: text.replace('0.5', '0.4'), hash }))
    expect(keptPart(place, task)).toBeUndefined()
    writeFileSync(join(place, name), '{"text')
    expect(keptPart(place, task)).toBeUndefined()
  })

  test('behavior: where nothing can be kept the walk goes on, and it is told once', async () => {
    writeFileSync(join(folder, 'file'), '')
    const told: unknown[] = []
    const cache = { folder: join(folder, 'file'), version: '1', resume: true }
    const outcome = await walkModels({ ...request, workers: 1, cache, onNotKept: (error) => told.push(error) })
    expect(outcome.kind).toBe('done')
    expect(told).toHaveLength(1)
  })

  test('behavior: other losses, options or versions have a folder of their own', () => {
    const identity = { losses, options, version: '1' }
    const folders = [
      identity,
      { ...identity, version: '2' },
      { ...identity, options: { ...options, window: 121 } },
      { ...identity, options: { ...options, refitEvery: 21 } },
      { ...identity, options: { ...options, confidence: 0.99 } },
      { ...identity, losses: losses.with(3, 9) },
    ].map((of) => walkFolder('x', of))
    expect(new Set(folders).size).toBe(folders.length)
    expect(walkFolder('x', { ...identity, losses: Float64Array.from(losses) })).toBe(folders[0])
  })

  test('error: a window that is too long or too short', async () => {
    const walk = (window: number, models = request.models): Promise<unknown> =>
      walkModels({ ...request, models, options: { ...options, window }, workers: 1 })
    await expect(walk(220)).rejects.toThrow('--window: value: expected fewer than the 220 losses of the series, found 220')
    const demanding = { ...historicalModel, leastWindow: 50 }
    await expect(walk(20, [demanding])).rejects.toThrow('--window: value: expected at least 50 for historical, found 20')
  })

  test('error: a model that fails is named', async () => {
    const unknown = { ...historicalModel, name: 'nobody' }
    await expect(walkModels({ ...request, models: [unknown], workers: 1 })).rejects.toThrow(
      'model nobody, losses 120 to 220: --model: value',
    )
  })

  test('error: an unknown model', () => {
    expect(() => modelsNamed(['historicl'])).toThrow('--model: value: expected one of historical, ')
  })
})
