import { encode } from '../base/codec.ts'
import { InputFault } from '../base/fault.ts'
import { hashOf } from '../base/hash.ts'
import { timeUs, type TimeUs } from '../base/time.ts'
import { clipInputs, type TimeRange } from '../feed/clip.ts'
import type { Feed } from '../feed/feed-contract.ts'
import { parseTime, timeText } from '../feed/parse-time.ts'
import { nearestWord } from '../policy/near-miss.ts'
import { findScenario, openScenario, scenarios } from '../simulation/scenarios/library.ts'
import type { Scenario } from '../simulation/scenarios/scenario.ts'

/** A scenario, and which part of it. */
export type ScenarioOptions = Readonly<{ name: string; seed: number; from?: string; to?: string }>

/**
 * The scenario of a name.
 *
 * @throws InputFault that lists the names.
 *
 * @example
 * requireScenario('2020-03-12').title
 */
export function requireScenario(name: string): Scenario {
  const scenario = findScenario(name)
  if (scenario !== undefined) return scenario
  const ids = scenarios.map(({ id }) => id)
  const near = nearestWord(name, ids)
  const hint = near === undefined ? '' : `; did you mean ${near}?`
  throw new InputFault({
    file: '--scenario',
    place: 'value',
    expected: `the name of a scenario (${ids.join(', ')})`,
    found: `${JSON.stringify(name)}${hint}`,
  })
}

/**
 * Opens a scenario, or the part of it between two times, as a feed.
 *
 * @throws InputFault for an unknown name and for a range that holds nothing.
 *
 * @example
 * openScenarioSource({ name: '2020-03-12', seed: 1, to: '2020-03-12T06:00' })
 */
export function openScenarioSource(options: ScenarioOptions): Feed {
  const scenario = requireScenario(options.name)
  const feed = openScenario(scenario, options.seed)
  const start = scenario.anchors[0]?.at ?? timeUs(0)
  const end = scenario.anchors.at(-1)?.at ?? start
  const range = rangeWithin(options, start, end)
  if (range.from === undefined && range.to === undefined) return feed
  const from = Math.max(range.from ?? start, start)
  const to = Math.min(range.to ?? end, end)
  return {
    ...feed,
    label: `${feed.label}, ${timeText(timeUs(from))} to ${timeText(timeUs(to))}`,
    identity: hashOf(encode({ scenario: feed.identity, from, to })),
    inputs: { [Symbol.asyncIterator]: () => clipInputs(feed.inputs, feed.instruments, range) },
    progress: () => Math.min(1, Math.max(0, (feed.progress() * (end - start) - (from - start)) / (to - from))),
  }
}

/**
 * How much time a scenario spans, in seconds.
 *
 * @example
 * scenarioSeconds(requireScenario('2020-03-12')) // 172800
 */
export function scenarioSeconds(scenario: Scenario): number {
  const start = scenario.anchors[0]?.at ?? 0
  return ((scenario.anchors.at(-1)?.at ?? start) - start) / 1e6
}

function rangeWithin(options: ScenarioOptions, start: TimeUs, end: TimeUs): TimeRange {
  const from = options.from === undefined ? undefined : parseTime(options.from, '--from')
  const to = options.to === undefined ? undefined : parseTime(options.to, '--to')
  const about = `of the scenario, ${timeText(start)} to ${timeText(end)}`
  if (from !== undefined && from >= end) throw rangeFault('--from', `a time before the end ${about}`, options.from)
  if (to !== undefined && to <= start) throw rangeFault('--to', `a time after the start ${about}`, options.to)
  if (from !== undefined && to !== undefined && to <= from) throw rangeFault('--to', `a time after --from ${options.from}`, options.to)
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

function rangeFault(option: string, expected: string, found: string | undefined): InputFault {
  return new InputFault({ file: option, place: 'value', expected, found: String(found) })
}
