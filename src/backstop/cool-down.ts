import { later, type DurationUs, type TimeUs } from '../base/time.ts'

/** Until when each linked group must wait. Plain data, changed in place. */
export type CoolDowns = Map<string, TimeUs>

/**
 * Lets a group wait. A longer wait it is under already stands.
 *
 * @example
 * coolDown(coolDowns, 'fund-7', { at, waitFor: seconds(86_400) })
 */
export function coolDown(coolDowns: CoolDowns, group: string, wait: Readonly<{ at: TimeUs; waitFor: DurationUs }>): void {
  const until = later(wait.at, wait.waitFor)
  if (wait.waitFor > 0 && until > (coolDowns.get(group) ?? 0)) coolDowns.set(group, until)
}

/**
 * Until when a group must wait, as of a time; the end itself is free.
 *
 * @returns Undefined when it need not wait.
 *
 * @example
 * coolingUntil(coolDowns, 'fund-7', at)
 */
export function coolingUntil(coolDowns: CoolDowns, group: string, at: TimeUs): TimeUs | undefined {
  const until = coolDowns.get(group)
  return until !== undefined && at < until ? until : undefined
}

/**
 * Forgets groups that need not wait any more, so that state does not grow with history.
 *
 * @example
 * forgetCooled(coolDowns, at)
 */
export function forgetCooled(coolDowns: CoolDowns, at: TimeUs): void {
  for (const [group, until] of coolDowns) if (at >= until) coolDowns.delete(group)
}
