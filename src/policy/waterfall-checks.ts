import { holdsMoney, waterfallTermsOf } from '../engine/loss/waterfall-policy.ts'
import { checkTerms, type TermsFault } from '../waterfall/layers/check-terms.ts'
import { layerName } from '../waterfall/layers/waterfall-terms.ts'
import { assertNever } from '../base/assert.ts'
import type { Finding } from './finding.ts'
import { recordIn } from './plain.ts'
import { toWaterfall } from './to-waterfall.ts'
import { waterfallSchema, type WaterfallFile } from './waterfall-schema.ts'

/** Minor units only matter for caps below one of them, of which a file has none. */
const decimals = 6

/**
 * Rules within the waterfall section and beside others: layers in an order that can be, caps that can be met, a schedule that rises, members for
 * it to be about. Silent about a section that the schema does not accept.
 *
 * @example
 * waterfallChecks({ margin: {}, waterfall: { layers: [{ kind: 'insuranceFund', opening: 1 }] } }) // []
 */
export function waterfallChecks(root: unknown): readonly Finding[] {
  const parsed = waterfallSchema.safeParse(recordIn(root, 'waterfall'))
  if (!parsed.success) return []
  const { layers } = parsed.data
  const alone: readonly Finding[] =
    recordIn(root, 'margin') === undefined
      ? [{ path: ['waterfall'], level: 'fault', expected: 'a margin section beside it: members make the losses', found: 'none' }]
      : []
  return [
    ...alone,
    ...moneyFindings(layers),
    ...checkTerms(waterfallTermsOf(toWaterfall(parsed.data), decimals)).map((fault) => findingOf(layers, fault)),
    ...layers.flatMap(stepFindings),
    ...bidderFindings(layers, recordIn(root, 'auction') !== undefined),
  ]
}

type Layers = WaterfallFile['layers']

function moneyFindings(layers: Layers): readonly Finding[] {
  if (layers.some(holdsMoney)) return []
  const expected = 'a layer that holds money before those that cut gains or withdrawals'
  return [{ path: ['waterfall', 'layers'], level: 'fault', expected, found: 'none' }]
}

function findingOf(layers: Layers, fault: TermsFault): Finding {
  const [expected, found, member] = wordsOf(fault)
  const place = 'layer' in fault ? layers.findLastIndex((layer) => layerName(layer) === fault.layer) : 0
  return { path: ['waterfall', 'layers', place, ...(member === undefined ? [] : [member])], level: 'fault', expected, found }
}

function wordsOf(fault: TermsFault): readonly [expected: string, found: string, member?: string] {
  switch (fault.kind) {
    case 'noLayers':
      return ['at least one layer', 'none']
    case 'layerTwice':
      return ['each layer once', fault.layer]
    case 'trancheTwice':
      return ['a tranche that pays in one place only', fault.tranche, 'beside']
    case 'outOfOrder':
      return [`a place after ${fault.mustFollow}, which must pay first`, `${fault.layer} before it`]
    case 'assessmentsWithoutMutualFund':
      return ['a mutualFund layer, of whose contributions assessments are multiples', 'none']
    case 'capNotAboveZero':
      return ['a cap above 0', '0', fault.cap]
    case 'capAboveWhole':
      return ['at most 1', 'more', 'atMostShare']
    case 'periodCapBelowOneDefault':
      return ['at least perDefault: a period holds at least one default', 'less', 'perPeriod']
    case 'periodTooShort':
      return ['a whole number of days and months above 0', 'less', 'periodBusinessDays']
    default:
      return assertNever(fault)
  }
}

/** Each step later than the one before and cutting no less, so that waiting never pays and never surprises. */
function stepFindings(layer: Layers[number], place: number): readonly Finding[] {
  if (layer.kind !== 'socialisation') return []
  return layer.steps.flatMap(({ afterSeconds, part }, index): readonly Finding[] => {
    const before = layer.steps[index - 1]
    const path = ['waterfall', 'layers', place, 'steps', index]
    if (before === undefined) return []
    return [
      ...(afterSeconds > before.afterSeconds
        ? []
        : [
            {
              path: [...path, 'afterSeconds'],
              level: 'fault',
              expected: `more than ${before.afterSeconds}`,
              found: `${afterSeconds}`,
            } as const,
          ]),
      ...(part >= before.part
        ? []
        : [{ path: [...path, 'part'], level: 'fault', expected: `at least ${before.part}`, found: `${part}` } as const]),
    ]
  })
}

/** Without auctions nobody bids, and all pay first. */
function bidderFindings(layers: Layers, hasAuction: boolean): readonly Finding[] {
  if (hasAuction) return []
  return layers.flatMap((layer, place): readonly Finding[] => {
    if (!('order' in layer) || layer.order === 'together') return []
    const expected = 'together, as nobody can bid without an auction section'
    return [{ path: ['waterfall', 'layers', place, 'order'], level: 'warning', expected, found: layer.order }]
  })
}
