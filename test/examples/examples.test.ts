import { pathToFileURL } from 'node:url'
import { compileFunction } from 'node:vm'
import { describe, expect, test } from 'vitest'
import * as liquidity from '../../src/liquidity/index.ts'
import * as margin from '../../src/margin/index.ts'
import * as pricing from '../../src/pricing/index.ts'
import * as risk from '../../src/risk/index.ts'
import * as waterfall from '../../src/waterfall/index.ts'
import { marginData } from './margin-data.ts'
import { readExamples, type Example } from './read-examples.ts'
import { sampleData } from './sample-data.ts'
import { waterfallData } from './waterfall-data.ts'

// What the doc comments of the public subpaths show is run here, and must give what it says.
const subpaths: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { liquidity, risk, pricing, margin, waterfall }

/** What the examples of one subpath may name beside what all may. */
const ownData: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { margin: marginData, waterfall: waterfallData }

describe.each(Object.keys(subpaths))('seawall/%s', (subpath) => {
  test.each(readExamples(subpath).map((example) => [example.name, example] as const))('%s', async (_name, example) => {
    const own = (await import(pathToFileURL(example.file).href)) as Readonly<Record<string, unknown>>
    const scope = { ...sampleData, ...ownData[subpath], ...subpaths[subpath], ...own }
    const found = run(example.code, scope)
    if (example.expected !== undefined) expectShown(found, run(`return (${example.expected})`, scope), example)
  })
})

function run(code: string, scope: Readonly<Record<string, unknown>>): unknown {
  const example = compileFunction(code, Object.keys(scope)) as (...values: readonly unknown[]) => unknown
  return example(...Object.values(scope))
}

/** Numbers agree at the digits the comment shows; objects at the fields it shows. */
function expectShown(found: unknown, shown: unknown, example: Example): void {
  if (typeof shown === 'number')
    expect(isShownAs(found, shown), `${example.place} gives ${String(found)}, its comment says ${shown}`).toBe(true)
  else if (typeof shown === 'object' && shown !== null) {
    expect(Object.keys(found as object), example.place).toEqual(expect.arrayContaining(Object.keys(shown)))
    for (const [name, value] of Object.entries(shown)) expectShown((found as Readonly<Record<string, unknown>>)[name], value, example)
  } else expect(found, example.place).toBe(shown)
}

function isShownAs(found: unknown, shown: number): boolean {
  if (typeof found !== 'number') return false
  if (Object.is(found, shown) || !Number.isFinite(shown)) return Object.is(found, shown)
  const significant = shown.toExponential().replace(/e.*$/, '').replaceAll(/[-.]/g, '').length
  // The noughts of 54000 are shown too.
  const digits = Math.max(significant, String(Math.trunc(Math.abs(shown))).length)
  return Number(found.toPrecision(Math.max(1, Math.min(15, digits)))) === Number(shown.toPrecision(15)) || Math.abs(found - shown) < 1e-15
}
