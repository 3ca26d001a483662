import { describe, expect, test } from 'vitest'
import { everyBody, fakeDecision, fakeView } from '../../test/fake-session.ts'
import { signalCatalogue } from '../engine/signal-catalogue.ts'
import type { BookIntegrity } from '../market/book-integrity.ts'
import type { TriggerPhase } from '../trigger/evaluate.ts'
import type { UnknownReason } from '../trigger/reading.ts'
import { decisionBodySchema } from './schema-decision.ts'
import { minorSchema, phaseSchema, readingSchema, unknownReasonSchema } from './schema-units.ts'
import { controlSchema, decisionSchema, marketSchema, progressSchema, signalEntrySchema, speedSchema, viewSchema } from './schema.ts'
import { phaseNames } from './thin.ts'
import { toWire } from './wire.ts'

// A record over a union names each of its cases: one more in the engine does not compile here.
const reasons: Readonly<Record<UnknownReason, true>> = {
  awaitingSnapshot: true,
  gap: true,
  crossed: true,
  stale: true,
  oneSided: true,
  insufficientDepth: true,
  warmingUp: true,
  noTrades: true,
  notMeanReverting: true,
  constantSeries: true,
  fasterThanSampled: true,
}
const integrities: Readonly<Record<BookIntegrity, true>> = { ok: true, gap: true, crossed: true, stale: true, awaitingSnapshot: true }
const phases: Readonly<Record<TriggerPhase, true>> = { calm: true, watch: true, stressed: true, active: true, recovering: true }

describe('schemas beside the engine', () => {
  test('reasons, integrities and phases are those of the engine, and phases stand in their places', () => {
    expect(new Set(unknownReasonSchema.options)).toStrictEqual(new Set(Object.keys(reasons)))
    expect(new Set(marketSchema.shape.integrity.options)).toStrictEqual(new Set(Object.keys(integrities)))
    expect(new Set(phaseSchema.options)).toStrictEqual(new Set(Object.keys(phases)))
    expect(phaseNames).toStrictEqual(phaseSchema.options)
  })

  test('every signal of the catalogue may be published', () => {
    for (const entry of signalCatalogue) expect(signalEntrySchema.strict().parse(entry)).toStrictEqual(entry)
  })

  test.each(everyBody.map((body, place) => [body.kind, place, body] as const))(
    '%s (%i) passes with every member it has',
    (_kind, place, body) => {
      expect(decisionBodySchema.parse(toWire(body))).toStrictEqual(toWire(body))
      const decision = toWire(fakeDecision(body, place))
      expect(decisionSchema.strict().parse(decision)).toStrictEqual(decision)
    },
  )

  test('a view passes with every member it has; with bigints it does not', () => {
    expect(viewSchema.strict().parse(toWire(fakeView()))).toStrictEqual(toWire(fakeView()))
    expect(viewSchema.safeParse(fakeView()).success).toBe(false)
  })
})

describe('limits', () => {
  test.each([
    [speedSchema, 'max', true],
    [speedSchema, 0.001, true],
    [speedSchema, 1_000_000, true],
    [speedSchema, 1_000_001, false],
    [speedSchema, 0, false],
    [speedSchema, -1, false],
    [speedSchema, Number.POSITIVE_INFINITY, false],
    [speedSchema, 'fast', false],
    [progressSchema.shape.fraction, 0, true],
    [progressSchema.shape.fraction, 1, true],
    [progressSchema.shape.fraction, 1.000_001, false],
    [progressSchema.shape.fraction, -0.000_001, false],
    [minorSchema, '0', true],
    [minorSchema, '-9007199254740993', true],
    [minorSchema, '1.5', false],
    [minorSchema, '1e9', false],
    [minorSchema, '', false],
    [minorSchema, 5, false],
    [readingSchema, { kind: 'known', value: 0 }, true],
    [readingSchema, { kind: 'known', value: Number.NaN }, false],
    [readingSchema, { kind: 'known' }, false],
    [readingSchema, { kind: 'unknown', reason: 'because' }, false],
    [controlSchema, { action: 'halt', reason: 'r' }, true],
    [controlSchema, { action: 'halt', reason: 'r'.repeat(500) }, true],
    [controlSchema, { action: 'halt', reason: 'r'.repeat(501) }, false],
    [controlSchema, { action: 'halt', reason: ' \n' }, false],
    [controlSchema, { action: 'unhalt' }, false],
    [controlSchema, { action: 'speed' }, false],
    [controlSchema, { action: 'resume', reason: 'r' }, false],
  ])('table: row %#: %2$j is allowed: %3$s', (schema, value, allowed) => {
    expect(schema.safeParse(value).success).toBe(allowed)
  })

  test('a reason is kept without the space around it', () => {
    expect(controlSchema.parse({ action: 'halt', reason: '  a look  ' })).toStrictEqual({ action: 'halt', reason: 'a look' })
  })
})
