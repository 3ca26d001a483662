import { hashOf } from '../src/base/hash.ts'
import type { Feed } from '../src/feed/feed-contract.ts'
import type { MarketInput } from '../src/market/market-input.ts'
import { btcPerpetual } from './instruments.ts'

/**
 * Inputs in memory as a feed of one market, in batches of 50. `before` is called with the place of each batch's first input.
 *
 * @example
 * feedOf(smallMarket({ seed: 7, seconds: 60 }), (place) => place === 100 && handle.stop())
 */
export function feedOf(inputs: readonly MarketInput[], before: (place: number) => unknown = () => undefined): Feed {
  let read = 0
  return {
    label: 'a small market',
    identity: hashOf('a small market'),
    instruments: [btcPerpetual],
    inputs: (async function* () {
      for (; read < inputs.length; read += 50) {
        before(read)
        yield inputs.slice(read, read + 50)
      }
    })(),
    progress: () => Math.min(1, read / inputs.length),
    faults: [],
    notes: [],
  }
}
