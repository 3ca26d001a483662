import type { TestName, TestResult, Verdict } from './backtest-result.ts'

/** The level of a test, and of the verdict over all of them. */
export const verdictLevel = 0.05

/** What a test is asked, in the words of a verdict. */
const complaints: Readonly<Record<TestName, string>> = {
  kupiec: 'the number of exceedances',
  christoffersen: 'the sequence of exceedances',
  conditionalCoverage: 'number and sequence of exceedances',
  duration: 'the waits between exceedances',
  dynamicQuantile: 'earlier exceedances foretelling later ones',
  dynamicQuantileOnForecast: 'the forecast foretelling exceedances',
  acerbiSzekely: 'the number and size of exceedances',
  mcNeilFrey: 'exceedances larger than ES',
  costanzinoCurran: 'the depth of the tail',
  duEscanciano: 'losses deep in the tail coming together',
}

/**
 * Whether a model holds, by Holm's rule over the tests that count: it fails when a test speaks against it at so low a p-value that chance
 * would not have made the lowest of so many that low; it is doubtful when a test alone would reject it.
 *
 * @param exceedances - Seen and expected.
 * @see S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian J. Statistics 6 (1979).
 *
 * @example
 * verdictOf(testsOf(report), { exceedances: 47, expected: 42 }).kind
 */
export function verdictOf(tests: readonly TestResult[], count: Readonly<{ exceedances: number; expected: number }>): Verdict {
  const judged = tests.flatMap(({ name, counts, outcome }) => (counts && outcome.ok ? [{ name, pValue: outcome.value.pValue }] : []))
  const ordered = judged.toSorted((a, b) => a.pValue - b.pValue)
  const firstHeld = ordered.findIndex(({ pValue }, i) => pValue > verdictLevel / (ordered.length - i))
  const failing = ordered.slice(0, firstHeld < 0 ? ordered.length : firstHeld).map(({ name }) => name)
  const alone = ordered.filter(({ pValue }) => pValue <= verdictLevel).map(({ name }) => name)
  const said = `${count.exceedances} exceedances where ${rounded(count.expected)} were expected`
  if (failing.length > 0) return { kind: 'fails', against: failing, sentence: `fails: ${said}; ${complaint(failing, ordered.length)}.` }
  if (alone.length > 0) {
    const sentence = `is doubtful: ${said}; ${listed(alone)} ${doubt(alone.length, ordered.length)}.`
    return { kind: 'doubtful', against: alone, sentence }
  }
  if (ordered.length === 0) return { kind: 'doubtful', against: [], sentence: `is doubtful: ${said}, and no test could be made.` }
  return { kind: 'holds', against: [], sentence: `holds: ${said}, and none of ${ordered.length} tests speaks against it.` }
}

function doubt(against: number, all: number): string {
  if (against === 1) return `would reject it alone, though of ${all} tests one may do so by chance`
  return `would each reject it alone, though none so clearly that chance among ${all} tests is ruled out`
}

/** Test by test while they are few; a model that fails nearly all of them has no use for a list. */
function complaint(failing: readonly TestName[], all: number): string {
  if (failing.length === all && all > 1) return `all ${all} tests speak against it`
  if (failing.length > 4) return `${failing.length} of ${all} tests speak against it, most of all ${listed(failing.slice(0, 2))}`
  return `against it ${failing.length === 1 ? 'speaks' : 'speak'} ${listed(failing)}`
}

function listed(names: readonly TestName[]): string {
  const words = names.map((name) => complaints[name])
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function rounded(expected: number): string {
  return expected >= 10 ? expected.toFixed(0) : expected.toFixed(1)
}
