import type { TimeUs } from '../../base/time.ts'
import { timeUs } from '../../base/time.ts'
import type { Instrument } from '../../market/instrument.ts'

/** A place the price is known to have been near, and how the market was from there to the next one. */
export type Anchor = Readonly<{
  at: TimeUs
  /** Quote per base, a round figure. */
  price: number
  /** Standard deviation of one minute's return until the next anchor, in basis points. */
  volatilityBps: number
  /** Base traded a minute until the next anchor. */
  volumePerMinute: number
}>

/** An event rebuilt from a handful of published figures. Not a recording: nothing between two anchors happened like this. */
export type Scenario = Readonly<{
  id: string
  title: string
  label: 'reconstruction'
  /** What is known and what is invented, for the report. */
  about: string
  sources: readonly Readonly<{ title: string; url: string }>[]
  instrument: Instrument
  /** Ascending; the first is the start and the last is the end of the scenario. At most 20. */
  anchors: readonly Anchor[]
  /** The path stays within these prices: the published extremes of the event. */
  lowestPrice: number
  highestPrice: number
}>

/**
 * Writes an anchor with its time as an ISO text, so that a scenario reads like the chronicle it is made from.
 *
 * @throws InvariantError when the text is no time.
 *
 * @example
 * anchor('2020-03-13T02:15Z', 3_600, { volatilityBps: 150, volumePerMinute: 800 })
 */
export function anchor(iso: string, price: number, until: Readonly<{ volatilityBps: number; volumePerMinute: number }>): Anchor {
  return { at: timeUs(Date.parse(iso) * 1000), price, ...until }
}
