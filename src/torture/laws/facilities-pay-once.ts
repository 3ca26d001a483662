import { textOf, type Law } from './law.ts'

/**
 * A trade is claimed on once, and a gain that is held is decided on once.
 *
 * @example
 * facilitiesPayOnce.watch(world)(step)
 */
export const facilitiesPayOnce: Law = {
  name: 'facilities-pay-once',
  says: 'No trade is paid for by two claims, and no claim pays more than was lost; a gain that is held is released or kept once, and no more of it than was held.',
  watch: () => {
    const claimed = new Set<string>()
    const holds = new Map<string, bigint>()
    return ({ outcome }) => {
      for (const { body } of outcome.decisions) {
        if (body.kind === 'gainHeld') holds.set(body.hold, body.held.minor)
        if (body.kind === 'gainDecided') {
          const held = holds.get(body.hold)
          if (held === undefined || body.decided.minor > held) return `of ${held ?? 'nothing'} that is held: ${textOf(body)}`
          holds.delete(body.hold)
        }
        if (body.kind !== 'claimPaid') continue
        if (body.paid.minor > body.lost.minor) return `more is paid than was lost: ${textOf(body)}`
        const again = body.trades.find((trade) => claimed.has(trade))
        if (again !== undefined) return `trade ${again} is paid for again: ${textOf(body)}`
        for (const trade of body.trades) claimed.add(trade)
      }
      return undefined
    }
  },
}
