import { seconds } from '../base/time.ts'
import type { LayerPolicy, TranchePolicy, WaterfallPolicy } from '../engine/loss/waterfall-policy.ts'
import type { WaterfallFile } from './waterfall-schema.ts'

/**
 * The waterfall section in core units.
 *
 * @example
 * toWaterfall(file.waterfall).layers[0]?.kind
 */
export function toWaterfall(file: WaterfallFile): WaterfallPolicy {
  return { layers: file.layers.map(layerOf) }
}

/** What is left out stays out, so that equal policies have equal hashes. */
function layerOf({ atMostPerLoss, ...layer }: WaterfallFile['layers'][number]): LayerPolicy {
  const cap = atMostPerLoss === undefined ? {} : { atMostPerLoss }
  switch (layer.kind) {
    case 'mutualFund':
    case 'assessments': {
      const { beside, ...rest } = layer
      return { ...rest, ...cap, ...besideOf(beside) }
    }
    case 'socialisation':
      return { ...layer, ...cap, steps: layer.steps.map(({ afterSeconds, part }) => ({ after: seconds(afterSeconds), part })) }
    default:
      return { ...layer, ...cap }
  }
}

function besideOf(beside: TranchePolicy | undefined): Readonly<{ beside?: TranchePolicy }> {
  return beside === undefined ? {} : { beside }
}
