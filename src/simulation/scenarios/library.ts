import { encode } from '../../base/codec.ts'
import { hashOf } from '../../base/hash.ts'
import type { Feed } from '../../feed/feed-contract.ts'
import type { BarClosed, MarketInput } from '../../market/market-input.ts'
import { bookModelAssumptions } from '../book-model.ts'
import { bookModelDefaults } from '../book-model-parameters.ts'
import { modelBook } from '../model-book.ts'
import { blackThursday2020 } from './black-thursday-2020.ts'
import { may2021 } from './may-2021.ts'
import { october2025 } from './october-2025.ts'
import { scenarioBars, scenarioMinutes } from './scenario-bars.ts'
import type { Scenario } from './scenario.ts'

/** Raised whenever the same scenario and seed would give other inputs than before, so that run ids tell them apart. */
export const scenarioLibraryVersion = 1

/** Every scenario, oldest first. */
export const scenarios: readonly Scenario[] = [blackThursday2020, may2021, october2025]

const minutesPerBatch = 60

/**
 * The scenario of an id, or undefined when there is none.
 *
 * @example
 * findScenario('2020-03-12')?.title
 */
export function findScenario(id: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.id === id)
}

/**
 * Opens a scenario as a feed of book snapshots, prints and one-minute bars. Needs no file; the seed draws everything.
 *
 * @param seed - A whole number; the same one gives the same inputs on any machine.
 *
 * @example
 * const feed = openScenario(findScenario('2020-03-12') ?? fail(), 7)
 */
export function openScenario(scenario: Scenario, seed: number): Feed {
  const reading = { minutes: 0 }
  const minutes = scenarioMinutes(scenario)
  return {
    label: `${scenario.title} (${scenario.label}, seed ${seed})`,
    identity: hashOf(encode({ scenarioLibraryVersion, scenario, parameters: bookModelDefaults, seed })),
    instruments: [scenario.instrument],
    inputs: { [Symbol.asyncIterator]: () => readScenario(scenario, seed, reading)[Symbol.asyncIterator]() },
    progress: () => reading.minutes / minutes,
    faults: [],
    notes: [withoutStop(scenario.about), ...bookModelAssumptions.map(withoutStop)],
  }
}

// A feed's notes are listed, so they go without a full stop.
function withoutStop(sentence: string): string {
  return sentence.endsWith('.') ? sentence.slice(0, -1) : sentence
}

function readScenario(scenario: Scenario, seed: number, reading: { minutes: number }): AsyncIterable<readonly MarketInput[]> {
  return modelBook(barBatches(scenario, seed, reading), [scenario.instrument], { seed })
}

async function* barBatches(scenario: Scenario, seed: number, reading: { minutes: number }): AsyncIterable<readonly BarClosed[]> {
  let batch: BarClosed[] = []
  reading.minutes = 0
  for (const bar of scenarioBars(scenario, seed)) {
    batch.push(bar)
    if (batch.length < minutesPerBatch) continue
    yield batch
    reading.minutes += batch.length
    batch = []
  }
  if (batch.length > 0) yield batch
  reading.minutes += batch.length
}
