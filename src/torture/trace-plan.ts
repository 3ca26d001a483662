import type { SequencedInput } from '../engine/input.ts'
import type { Outcome } from '../engine/turn.ts'
import { worldStart } from './world.ts'

/**
 * One input and what came of it as a line for people: its number, its time in seconds since the start, itself, and decisions.
 *
 * @example
 * traceLine(sequenced, outcome) // '12 3.5s {"kind":"clockTicked"} -> marginCallIssued {...}'
 */
export function traceLine({ seq, input }: SequencedInput, { decisions, effects }: Outcome): string {
  const { at, ...rest } = input
  const bodies = decisions.map(({ body: { kind, ...about } }) => `\n    ${kind} ${textOf(about)}`)
  const asked = effects.map(({ kind, ...about }) => `\n    asks ${kind} ${textOf(about)}`)
  const told = rest.kind === 'runStarted' ? { kind: rest.kind, seed: rest.seed, policy: rest.policy } : rest
  return `${seq} ${((at - worldStart) / 1e6).toFixed(3)}s ${textOf(told)}${bodies.join('')}${asked.join('')}`
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (key, item: unknown) => {
    if (typeof item === 'bigint') return String(item)
    return key === 'evidence' || key === 'venueAt' ? undefined : item
  })
}
