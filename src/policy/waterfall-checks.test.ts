import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { seconds } from '../base/time.ts'
import { lintPolicy, type PolicyLint } from './lint.ts'
import { waterfallChecks } from './waterfall-checks.ts'

const profile = readFileSync(resolve(import.meta.dirname, 'profiles/margined-perpetual.yaml'), 'utf8').replace(
  /^waterfall:\n(?: .*\n)*/m,
  '',
)

function lint(...layers: readonly string[]): PolicyLint {
  return lintPolicy(`${profile}\nwaterfall:\n  layers:\n${layers.map((layer) => `    - ${layer}\n`).join('')}`, 'my.yaml')
}

const fund = '{ kind: insuranceFund, opening: 1000 }'
const mutual = '{ kind: mutualFund, order: together }'
const assessments = (more: string): string =>
  `{ kind: assessments, order: together, ${more}, periodBusinessDays: 20, periodAtMostMonths: 3 }`
const step = (afterSeconds: number, part: number): string => `{ afterSeconds: ${afterSeconds}, part: ${part} }`
const schedule = (...steps: readonly string[]): string =>
  `{ kind: socialisation, rule: shortfallOverBalances, steps: [${steps.join(', ')}] }`

describe('the waterfall section', () => {
  // Columns: layers, the faults' places after `waterfall.layers` and what they expect.
  const table: readonly (readonly [readonly string[], readonly string[]])[] = [
    [[fund], []],
    [[fund, '{ kind: deleveraging, atMostShare: 1 }'], []],
    [['{ kind: deleveraging, atMostShare: 1 }', fund], ['[0]: a place after insuranceFund, which must pay first']],
    [[fund, '{ kind: defaulterMargin }'], ['[0]: a place after defaulterMargin, which must pay first']],
    [[fund, fund], ['[1]: each layer once']],
    [['{ kind: tearUp, atMostShare: 1 }'], [': a layer that holds money before those that cut gains or withdrawals']],
    [[mutual, assessments('perDefault: 2.75, perPeriod: 5.5')], []],
    [[mutual, assessments('perDefault: 2, perPeriod: 2')], []],
    [[mutual, assessments('perDefault: 2, perPeriod: 1.99')], ['[1].perPeriod: at least perDefault: a period holds at least one default']],
    [[assessments('perDefault: 2, perPeriod: 2')], ['[0]: a mutualFund layer, of whose contributions assessments are multiples']],
    [
      ['{ kind: ownMoney, tranche: x, opening: 1 }', '{ kind: mutualFund, order: together, beside: { tranche: x, opening: 1 } }'],
      ['[1].beside: a tranche that pays in one place only'],
    ],
    [[fund, schedule(step(60, 0.5), step(61, 0.5))], []],
    [[fund, schedule(step(60, 0.5), step(60, 1))], ['[1].steps[1].afterSeconds: more than 60']],
    [[fund, schedule(step(60, 0.5), step(61, 0.4))], ['[1].steps[1].part: at least 0.5']],
  ]
  test.each(table)('table: %j', (layers, faults) => {
    const told = lint(...layers).faults.map(
      ({ place, expected }) => `${place.replace(/^waterfall\.layers/, '').replace(/ \(.*/, '')}: ${expected}`,
    )
    expect(told).toEqual(faults)
  })

  test('error: a kind that is none, a cap above the whole, and a misspelt key are told where they stand', () => {
    expect(lint('{ kind: insurance, opening: 1 }').faults[0]?.place).toMatch(/^waterfall\.layers\[0\]\.kind \(line/)
    expect(lint(fund, '{ kind: tearUp, atMostShare: 1.5 }').faults[0]?.place).toMatch(/^waterfall\.layers\[1\]\.atMostShare/)
    expect(lint('{ kind: insuranceFund, openning: 1 }').faults.map(({ found }) => found)).toContain('the unknown key openning')
    expect(waterfallChecks({ waterfall: { layers: 'none' } })).toEqual([])
  })

  test('error: without members there are no losses', () => {
    expect(waterfallChecks({ waterfall: { layers: [{ kind: 'insuranceFund', opening: 1 }] } })).toMatchObject([{ path: ['waterfall'] }])
  })

  test('behavior: who bids is asked only where somebody can', () => {
    const [warning] = lint('{ kind: mutualFund, order: nonBiddersFirst }').warnings.filter(({ place }) => place.includes('order'))
    expect(warning?.expected).toBe('together, as nobody can bid without an auction section')
  })

  test('behavior: in core units, and what is left out stays out', () => {
    const { policy } = lint(fund, '{ kind: mutualFund, order: together, atMostPerLoss: 5 }', schedule(step(60, 0.5)))
    expect(policy?.waterfall).toEqual({
      layers: [
        { kind: 'insuranceFund', opening: 1_000 },
        { kind: 'mutualFund', order: 'together', atMostPerLoss: 5 },
        { kind: 'socialisation', rule: 'shortfallOverBalances', steps: [{ after: seconds(60), part: 0.5 }] },
      ],
    })
    expect(Object.keys(policy?.waterfall?.layers[1] ?? {})).not.toContain('beside')
  })
})
