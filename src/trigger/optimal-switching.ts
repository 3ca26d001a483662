import { ArgumentError, requireFinite, requireProbability, requireSameLength, requireSeries } from '../base/argument.ts'
import { invariant } from '../base/assert.ts'
import { absorbingCosts } from '../num/absorbing-chain.ts'

/** When to switch a measure on and off, while a state of stress moves by chance. Costs are per period, in one unit. */
export type SwitchingProblem = Readonly<{
  /** `transition[i][j]`: probability of going from state `i` to `j` in a period; each row sums to 1. */
  transition: readonly ArrayLike<number>[]
  /** Cost of a period in each state with the measure off, and on. */
  costOff: ArrayLike<number>
  costOn: ArrayLike<number>
  /** Cost of switching, paid at once. */
  switchOnCost: number
  switchOffCost: number
  /** What a cost one period later counts for now; strictly between 0 and 1. */
  discount: number
}>

/** The best way to switch, by state. */
export type SwitchingPolicy = Readonly<{
  /** Expected discounted cost from here on, when off or on before the choice of this period. */
  valueOff: Float64Array
  valueOn: Float64Array
  /** Whether to switch on when off: when it is strictly better. */
  activate: readonly boolean[]
  /** Whether to stay on when on: when switching off is not strictly better. */
  stay: readonly boolean[]
  /** Indices of states in which to leave things as they are: neither switch on nor off. */
  band: readonly number[]
  /** Improvements until none was left. */
  iterations: number
}>

type Choice = { readonly whenOff: Uint8Array; readonly whenOn: Uint8Array }

/** Costs closer than this, as a fraction of their size, are taken as alike: then nothing is switched. */
const indifference = 1e-13

/**
 * The policy of least expected discounted cost: in every period, knowing the state, choose the mode for this period, pay for
 * switching if it changes, and then the period's cost. Solved by policy iteration, each policy valued exactly, so it ends.
 *
 * @throws ArgumentError for no states, shapes that do not match, a row that is not a distribution, or a discount outside its range.
 * @see A. Dixit, "Entry and exit decisions under uncertainty", J. Political Economy 97 (1989); R. Howard, "Dynamic Programming and
 *   Markov Processes" (1960).
 *
 * @example
 * optimalSwitching({ transition: [[1]], costOff: [1], costOn: [0], switchOnCost: 5, switchOffCost: 0, discount: 0.5 }).activate // [false]
 */
export function optimalSwitching(problem: SwitchingProblem): SwitchingPolicy {
  check(problem)
  const size = problem.costOff.length
  const choice: Choice = { whenOff: new Uint8Array(size), whenOn: new Uint8Array(size).fill(1) }
  let iterations = 1
  let values = valuesOf(problem, choice)
  while (improve(problem, choice, values)) {
    invariant(iterations < 4 * size + 100, 'policy iteration ends')
    iterations += 1
    values = valuesOf(problem, choice)
  }
  const activate = Array.from(choice.whenOff, (mode) => mode === 1)
  const stay = Array.from(choice.whenOn, (mode) => mode === 1)
  const band = activate.flatMap((switches, state) => (!switches && stay[state] === true ? [state] : []))
  return { ...values, activate, stay, band, iterations }
}

/** How far the sum of a row may be from 1: room for probabilities printed to four digits. */
const rowRounding = 1e-3

function check(problem: SwitchingProblem): void {
  const { transition, costOff, costOn } = problem
  requireSeries('costOff', costOff)
  requireSeries('costOn', costOn)
  requireSameLength(['costOff', costOff], ['costOn', costOn])
  requireSameLength(['costOff', costOff], ['transition', transition])
  requireFinite('switchOnCost', problem.switchOnCost)
  requireFinite('switchOffCost', problem.switchOffCost)
  requireProbability('discount', problem.discount)
  transition.forEach((row, position) => {
    requireSeries(`transition[${position}]`, row, 0)
    requireSameLength(['costOff', costOff], [`transition[${position}]`, row])
    let sum = 0
    for (let j = 0; j < row.length; j++) {
      const weight = row[j] as number
      // A row written to some digits, its last entry one less the others, may hold a speck below 0.
      if (weight < -1e-6)
        throw new ArgumentError(`transition[${position}]`, { position: j, expected: 'a probability', found: String(weight) })
      sum += weight
    }
    // With a sum above the reciprocal of the discount, costs would grow without end.
    if (Math.abs(sum - 1) > rowRounding || sum * problem.discount >= 1)
      throw new ArgumentError('transition', { position, expected: 'a row that sums to 1', found: String(sum) })
  })
}

type Values = Readonly<{ valueOff: Float64Array; valueOn: Float64Array }>

/** The values of a policy: states `0..size-1` off, the rest on, a chain that ends with probability `1 - discount` in each period. */
function valuesOf(problem: SwitchingProblem, choice: Choice): Values {
  const size = problem.costOff.length
  const moves = new Float64Array(4 * size * size)
  const leaving = new Float64Array(2 * size)
  const costs = new Float64Array(2 * size)
  for (let from = 0; from < 2 * size; from++) {
    const wasOn = from >= size
    const state = wasOn ? from - size : from
    const isOn = (wasOn ? choice.whenOn[state] : choice.whenOff[state]) === 1
    const row = problem.transition[state] as ArrayLike<number>
    let sum = 0
    for (let j = 0; j < size; j++) {
      const weight = problem.discount * (row[j] as number)
      moves[from * 2 * size + (isOn ? size : 0) + j] = weight
      sum += weight
    }
    leaving[from] = 1 - sum
    costs[from] = periodCost(problem, state, isOn) + switchingCost(problem, wasOn, isOn)
  }
  const values = absorbingCosts({ size: 2 * size, moves, leaving }, costs)
  return { valueOff: values.slice(0, size), valueOn: values.slice(size) }
}

function periodCost(problem: SwitchingProblem, state: number, isOn: boolean): number {
  return (isOn ? problem.costOn[state] : problem.costOff[state]) as number
}

function switchingCost(problem: SwitchingProblem, wasOn: boolean, isOn: boolean): number {
  if (wasOn === isOn) return 0
  return isOn ? problem.switchOnCost : problem.switchOffCost
}

/** Takes the better mode in every state; keeps the present one unless the other is better. */
function improve(problem: SwitchingProblem, choice: Choice, values: Values): boolean {
  let changed = false
  for (let state = 0; state < choice.whenOff.length; state++) {
    const row = problem.transition[state] as ArrayLike<number>
    const off = periodCost(problem, state, false) + problem.discount * expectation(row, values.valueOff)
    const on = periodCost(problem, state, true) + problem.discount * expectation(row, values.valueOn)
    const margin = indifference * (Math.abs(off) + Math.abs(on))
    const whenOff = off - (problem.switchOnCost + on) > margin ? 1 : 0
    const whenOn = on - (problem.switchOffCost + off) > margin ? 0 : 1
    if (whenOff !== choice.whenOff[state] || whenOn !== choice.whenOn[state]) changed = true
    choice.whenOff[state] = whenOff
    choice.whenOn[state] = whenOn
  }
  return changed
}

function expectation(row: ArrayLike<number>, values: Float64Array): number {
  let sum = 0
  for (let j = 0; j < values.length; j++) sum += (row[j] as number) * (values[j] as number)
  return sum
}
