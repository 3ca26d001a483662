import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { editedPolicy, policyText } from '../../test/policy-text.ts'
import { policyJsonSchema } from './json-schema.ts'
import { profileNames, readPolicy } from './load.ts'

type Validator = Readonly<{
  compile: (schema: unknown) => (value: unknown) => boolean
  validateSchema: (schema: unknown) => unknown
}>

// The validator that the web server brings along: another reader of the standard than the library that writes the schema.
const require = createRequire(createRequire(import.meta.resolve('fastify')).resolve('@fastify/ajv-compiler'))
const itsValidator = 'ajv/dist/2020.js'
const { Ajv2020 } = require(itsValidator) as { Ajv2020: new (options: object) => Validator }
const validator = new Ajv2020({ strict: true, strictTypes: false })
const isPolicy = validator.compile(policyJsonSchema())

describe('policyJsonSchema', () => {
  test('default: a valid schema of draft 2020-12', () => {
    expect(policyJsonSchema()['$schema']).toBe('https://json-schema.org/draft/2020-12/schema')
    expect(validator.validateSchema(policyJsonSchema())).toBe(true)
  })

  test.each(profileNames())('behavior: %s meets it', (name) => {
    expect(isPolicy(parse(readPolicy(name).text))).toBe(true)
  })

  test.each([
    ['unknown key', ['openingReserve', 'openingReserves']],
    ['wrong unit', ['    holdSeconds: 10', '    holdMs: 10']],
    ['unit in the value', ['penalSpreadBps: 8', 'penalSpreadBps: 8 bps']],
    ['unknown signal', ['signal: spreadBps', 'signal: spread']],
    ['release on the wrong side', ['releaseBelow: 3', 'releaseAbove: 3']],
    ['out of bounds', ['ewmaLambda: 0.94', 'ewmaLambda: 1']],
    ['missing key', ['  requoteBps: 2\n', '']],
    ['distance that is not measured', ['withinBps: 50', 'withinBps: 40']],
  ] as const)('error: it refuses a policy with: %s', (_, edit) => {
    expect(isPolicy(parse(policyText))).toBe(true)
    expect(isPolicy(parse(editedPolicy(edit)))).toBe(false)
  })

  test('behavior: every key is described, for editors', () => {
    const bare: string[] = []
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return
      const { properties, items, anyOf } = schema as {
        properties?: Record<string, { description?: string }>
        items?: unknown
        anyOf?: unknown[]
      }
      for (const [key, inner] of Object.entries(properties ?? {})) {
        if ((inner.description ?? '') === '') bare.push(`${path}.${key}`)
        visit(inner, `${path}.${key}`)
      }
      visit(items, `${path}[]`)
      for (const inner of anyOf ?? []) visit(inner, path)
    }
    visit(policyJsonSchema(), '')
    expect(bare).toEqual([])
  })
})
