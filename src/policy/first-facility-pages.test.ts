import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { btcPerpetual } from '../../test/instruments.ts'
import { planDisposal, planPurchase } from '../backstop/asset-purchase.ts'
import { planQuotes, withdrawalShare } from '../backstop/depth-deployment.ts'
import type { WantedOrder } from '../backstop/facility.ts'
import { loadPolicy } from './load.ts'

const { depthDeployment, assetPurchase } = loadPolicy('exchange-perpetual').policy
if (depthDeployment === undefined || assetPurchase === undefined) throw new Error('the profile has both facilities')

/** A page with its lines joined, so that a sentence is found wherever it wraps. */
const page = (name: string): string =>
  readFileSync(resolve(import.meta.dirname, `../../docs/concepts/${name}.md`), 'utf8').replaceAll(/\s+/g, ' ')
const price = (ticks: number): string => (ticks / 10).toLocaleString('en-US')
const order = ({ lots, ticks }: WantedOrder): string => `${lots / 1_000} BTC at ${price(ticks)}`

test("behavior: the example of depth deployment's page is what the planner says", () => {
  const side = { depth: [200_000, 600_000], norm: [1_000_000, 4_000_000] }
  const quotes = planQuotes(depthDeployment, { instrument: btcPerpetual, midTicks: 600_000, depth: { buy: side, sell: side }, share: 1 })
  const of = (which: string): string =>
    quotes
      .filter((quote) => quote.side === which)
      .map(order)
      .join(' and ')
  expect(page('depth-deployment')).toContain(`So it buys ${of('buy')}, and sells ${of('sell')}.`)
  const shares = [0, 0.25, 0.5, 0.75].map((progress) => withdrawalShare(progress, depthDeployment.withdrawSteps))
  expect(page('depth-deployment')).toContain(`holds is ${shares.slice(0, -1).join(', ')} and ${shares.at(-1)}.`)
})

test("behavior: the example of asset purchase's page is what the planners say", () => {
  const market = { bidTicks: 579_990, referenceTicks: 600_000, tradedLots: 40_000 }
  const bought = planPurchase(assetPurchase, { ...market, askTicks: 580_000 })
  const text = page('asset-purchase')
  expect(text).toContain(`it pays ${price(bought?.boundTicks ?? 0)} at most`)
  expect(text).toContain(
    `the best offer is ${price(bought?.order.ticks ?? 0)}: it buys ${(bought?.order.lots ?? 0) / 1_000} BTC there. At 58,900`,
  )
  expect(planPurchase(assetPurchase, { ...market, askTicks: 589_000 })).toBeUndefined()
  const held = { askTicks: 577_300, tradedLots: 40_000, positionLots: 4_000, averageCostTicks: 580_000 }
  const given = (bidTicks: number, hours: number): ReturnType<typeof planDisposal> =>
    planDisposal(assetPurchase.disposal, { ...held, bidTicks, sinceReleaseUs: hours * 3_600e6 })
  const [sold, late] = [given(577_200, 1), given(570_000, 72)]
  expect(text).toContain(`gives back ${(sold?.order.lots ?? 0) / 1_000} BTC, a twentieth, at no less than ${price(sold?.boundTicks ?? 0)}`)
  expect(text).toContain(`At a best bid of ${price(sold?.order.ticks ?? 0)} it sells, at 57,700 it waits`)
  expect(given(577_000, 1)).toBeUndefined()
  expect(given(570_000, 71)).toBeUndefined()
  expect(text).toContain(`three days later it sells at ${price(late?.order.ticks ?? 0)}.`)
})
