import { seconds } from '../base/time.ts'
import type { DeleveragingPolicy } from '../engine/loss/deleveraging-policy.ts'
import type { DeleveragingFile } from './deleveraging-schema.ts'

/**
 * The section of a file in core units.
 *
 * @example
 * toDeleveraging(file.deleveraging).levels.startAt // -0.3
 */
export function toDeleveraging(file: DeleveragingFile): DeleveragingPolicy {
  return {
    rule: file.rule,
    levels: { startAt: file.startAt, stopAbove: file.stopAbove, windowFor: seconds(file.windowHours * 3_600) },
    priceBoundBps: file.priceBoundBps,
    waveApart: seconds(file.waveApartSeconds),
  }
}
