import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { fieldsOf } from '../fields.ts'
import type { Procedure } from '../procedure.ts'
import { runFile, vectorFileOf, type FileOutcome } from '../run-conform.ts'
import { marginToolProcedures } from './margin-tools.ts'

type Document = Readonly<{ inputs: Readonly<Record<string, unknown>>; expected: Readonly<Record<string, unknown>> }>

const names = ['margin-apc-tools', 'margin-fhs-end-to-end']
const read = (name: string): Document => JSON.parse(readFileSync(sharedFile(`vectors/methods/${name}.json`), 'utf8')) as Document
const outcomeOf = (document: Document, name: string): FileOutcome => runFile(vectorFileOf(document, `${name}.json`), marginToolProcedures)
const computed = (name: string, inputs: unknown): unknown => {
  const procedure = marginToolProcedures[name] as Procedure
  return procedure(fieldsOf(inputs, { file: name, place: 'inputs' }))
}

describe('vectors', () => {
  test.skipIf(!hasShared).each(names)('vectors: %s', (name) => {
    expect(outcomeOf(read(name), name)).toMatchObject({ status: 'passed', worst: undefined })
  })

  test.skipIf(!hasShared).each(
    names.flatMap((name) => {
      const inputs = hasShared ? read(name).inputs : {}
      return Object.keys(inputs).map((input): [string, string] => [name, input])
    }),
  )('behavior: %s fails when its input %s is another', (name, input) => {
    const document = read(name)
    const value = document.inputs[input]
    // The floor does not bind in the file; it is raised until it does.
    const other = Array.isArray(value) ? value.slice(1) : input === 'floor' ? 0.5 : Number(value) * 1.2
    expect(outcomeOf({ ...document, inputs: { ...document.inputs, [input]: input === 'n' ? 6 : other } }, name).status).toBe('failed')
  })
})

describe('edges', () => {
  const tools = { m: [100], stress: 300, floor10: 120, w: 0.25, buf: 0.25, lo: 50, hi: 200, n: 5 }

  test('table: a series too short for a measure has none', () => {
    expect(computed('margin-apc-tools', tools)).toMatchObject({
      stats_base: { peak_to_trough: 1, n_day_max_increase: null, mean: 100, sd_dlog: null },
      floor: Float64Array.of(120),
      stress_weighted: Float64Array.of(150),
    })
  })

  test('table: a flat series, and levels that are one', () => {
    expect(computed('margin-apc-tools', { ...tools, m: [100, 100, 100], n: 1, lo: 150, hi: 150 })).toMatchObject({
      buffer: Float64Array.of(125, 125, 125),
      stats_buffer: { peak_to_trough: 1, n_day_max_increase: 0, mean: 125, sd_dlog: 0 },
    })
  })

  test('table: returns that do not move have no figures', () => {
    const inputs = { r: [0, 0], pos: 1, price: 1, lam: 0.9, n0: 2, al: 0.9, mpor: 1, adv: 1, spread: 0, Y: 0, w_st: 0, st: 0, floor: 0 }
    expect(computed('margin-fhs-end-to-end', inputs)).toMatchObject({ sigma: null, es_margin: null, total: null })
    expect(computed('margin-fhs-end-to-end', { ...inputs, r: [0.1, -0.2] })).toMatchObject({ liquidity_addon: 0 })
  })
})
