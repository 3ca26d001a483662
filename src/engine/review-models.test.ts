import { describe, expect, test } from 'vitest'
import { drivePolicy, startDrive, type Drive } from '../../test/engine-drive.ts'
import { decode, encode } from '../base/codec.ts'
import { createPrng } from '../base/prng.ts'
import { nextNormal } from '../num/random.ts'
import type { LiveModelName } from '../risk/live/live-model.ts'
import { championOf, modelEvidence } from './model-bench.ts'
import type { Decision } from './decision.ts'
import { viewOf } from './view-of.ts'

const models = { scoreWindowReturns: 200, scoreMinimumReturns: 100, coverageLevel: 0.01 }

function policyOf(names: readonly LiveModelName[], coverageLevel = models.coverageLevel) {
  return drivePolicy({
    facilities: [],
    measure: {
      tailWindowReturns: 300,
      tailMinimumReturns: 100,
      valueAtRiskConfidence: 0.95,
      expectedShortfallConfidence: 0.9,
      models: { ...models, names, coverageLevel },
    },
  })
}

/** Books once a second whose mid moves by normal returns of the given volatility. Returns what was decided about models. */
function wander(
  drive: Drive,
  walk: Readonly<{ seed: number; returns: number; volatility: (second: number) => number }>,
): readonly Decision[] {
  const generator = createPrng(walk.seed)
  const decisions: Decision[] = []
  let mid = 100_000
  for (let second = 0; second < walk.returns; second++) {
    mid *= 1 + walk.volatility(second) * nextNormal(generator)
    decisions.push(...drive.book({ mid: Math.round(mid) }).decisions.filter(({ body }) => body.kind.startsWith('model')))
    drive.wait(1)
  }
  return decisions
}

/** Calm for 500 seconds, then eight times as volatile: the window of a historical simulation is the last to notice. */
const storm = (second: number): number => (second < 500 ? 0.0005 : 0.004)

describe('reviewModels', () => {
  test('a champion whose coverage fails gives way to the challenger whose coverage holds', () => {
    const drive = startDrive(policyOf(['historical', 'filteredHistorical']))
    const demoted = wander(drive, { seed: 3, returns: 600, volatility: storm })
    expect(demoted).toHaveLength(1)
    const body = demoted[0]?.body
    if (body?.kind !== 'modelDemoted') throw new Error('a demotion was just found')
    expect([body.model, body.successor]).toEqual(['historical', 'filteredHistorical'])
    expect(body.record.pValue).toBeLessThan(models.coverageLevel)
    expect(body.record.exceedances).toBeGreaterThan(body.record.expected)
    expect(body.successorRecord.pValue).toBeGreaterThanOrEqual(models.coverageLevel)
    expect(demoted[0]?.evidence).toEqual([])
    expect(championOf(drive.market.assessment.models).model.name).toBe('filteredHistorical')
  })

  test("the figures of the market are the champion's from that return on", () => {
    const drive = startDrive(policyOf(['historical', 'filteredHistorical']))
    wander(drive, { seed: 3, returns: 600, volatility: storm })
    const { models: views } = viewOf(drive.state)?.markets[0] ?? {}
    const champion = views?.find(({ standing }) => standing === 'champion')
    expect(champion?.name).toBe('filteredHistorical')
    expect(drive.reading('valueAtRisk')).toEqual({ kind: 'known', value: champion?.valueAtRisk })
    expect(drive.reading('coveragePValue')).toEqual({ kind: 'known', value: champion?.record.pValue })
  })

  test('without a challenger that holds the champion stays, and is distrusted once', () => {
    const drive = startDrive(policyOf(['historical', 'ewmaNormal'], 0.499))
    const kinds = wander(drive, { seed: 3, returns: 560, volatility: storm }).map(({ body }) => body.kind)
    const said = kinds.filter((kind) => kind === 'modelDistrusted').length
    const trusted = kinds.filter((kind) => kind === 'modelTrusted' || kind === 'modelDemoted').length
    expect(said).toBeGreaterThan(0)
    // It is said again only after it was trusted, or another model took over.
    expect(said).toBeLessThanOrEqual(trusted + 1)
  })

  test('a champion alone is never reviewed', () => {
    const drive = startDrive(policyOf(['historical'], 0.499))
    expect(wander(drive, { seed: 3, returns: 600, volatility: storm })).toEqual([])
  })

  test('nothing is concluded before the fewest returns are judged', () => {
    const drive = startDrive(policyOf(['historical', 'filteredHistorical'], 0.499))
    const decisions = wander(drive, { seed: 3, returns: 199, volatility: (second) => (second < 101 ? 0.0005 : 0.02) })
    const { models: bench } = drive.market.assessment
    const record = modelEvidence(championOf(bench), policyOf(['historical']).measure)
    expect(record.observations).toBeLessThan(models.scoreMinimumReturns)
    expect(record.exceedances).toBeGreaterThan(10)
    expect(record).not.toHaveProperty('pValue')
    expect(decisions).toEqual([])
    expect(drive.reading('coveragePValue')).toEqual({ kind: 'unknown', reason: 'warmingUp' })
  })

  test('a calm market keeps its champion', () => {
    const drive = startDrive(policyOf(['historical', 'filteredHistorical', 'ewmaNormal'], 1e-4))
    expect(wander(drive, { seed: 8, returns: 2_000, volatility: () => 0.001 })).toEqual([])
  })

  test('the models are plain data: saved and read they are the same', () => {
    const drive = startDrive(policyOf(['historical', 'filteredHistorical', 'ewmaNormal']))
    wander(drive, { seed: 4, returns: 300, volatility: () => 0.001 })
    const { models: bench } = drive.market.assessment
    expect(decode(encode(bench))).toEqual(bench)
  })
})
