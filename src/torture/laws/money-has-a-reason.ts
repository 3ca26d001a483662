import type { Law } from './law.ts'

/**
 * No money moves but by a decision that names the transfer: each transfer belongs to one decision of its input.
 *
 * @example
 * moneyHasAReason.watch(world)(step)
 */
export const moneyHasAReason: Law = {
  name: 'money-has-a-reason',
  says: 'Every transfer is named by exactly one decision of its input; only the opening reserves of a run are not.',
  watch:
    () =>
    ({ sequenced, outcome }) => {
      if (sequenced.input.kind === 'runStarted') return undefined
      const named = new Map<string, number>()
      for (const { transfers } of outcome.decisions) for (const id of transfers) named.set(id, (named.get(id) ?? 0) + 1)
      for (const { id, reason } of outcome.transfers) {
        const count = named.get(id) ?? 0
        if (count !== 1)
          return `transfer ${id} (${reason}) is named by ${count} decisions: ${outcome.decisions.map(({ body }) => body.kind).join(', ')}`
      }
      const booked = new Set(outcome.transfers.map(({ id }) => id))
      const unbooked = [...named.keys()].find((id) => !booked.has(id))
      return unbooked === undefined ? undefined : `a decision names transfer ${unbooked}, which was not booked`
    },
}
