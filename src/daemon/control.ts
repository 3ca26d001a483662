import type { Control } from '../api/schema.ts'
import type { ControlRefusal } from '../api/session.ts'
import { accept, refuse, type Result } from '../base/result.ts'
import type { TimeUs } from '../base/time.ts'
import type { Input } from '../engine/input.ts'
import type { Pacer } from './pacer.ts'

/** Operators' commands on their way into the order of inputs, and the wall clock's hold on the run. */
export type ControlDesk = Readonly<{
  take: (command: Control) => Result<undefined, ControlRefusal>
  /** Commands that wait to become inputs, each stamped with the run's own time. */
  drain: (at: TimeUs) => readonly Input[]
}>

/**
 * Makes the desk that takes an operator's commands. Pause, resume and speed act on the wall clock alone; halting and
 * resuming the engine become inputs, so a replay takes them at the same place.
 *
 * @example
 * const desk = createControlDesk(pacer, () => status)
 */
export function createControlDesk(pacer: Pacer, isOver: () => boolean): ControlDesk {
  let waiting: { command: 'halt' | 'resume'; reason: string }[] = []
  return {
    take: (control) => {
      if (isOver()) return refuse({ kind: 'runOver' })
      if (control.action === 'pause') pacer.pause()
      if (control.action === 'resume') pacer.resume()
      if (control.action === 'speed') pacer.setSpeed(control.speed === 'max' ? undefined : control.speed)
      if (control.action === 'halt') waiting.push({ command: 'halt', reason: control.reason })
      if (control.action === 'unhalt') waiting.push({ command: 'resume', reason: control.reason })
      return accept(undefined)
    },
    drain: (at) => {
      const commands = waiting
      waiting = []
      return commands.map(({ command, reason }) => ({ kind: 'operatorCommanded', at, by: 'operator', command, reason }))
    },
  }
}
