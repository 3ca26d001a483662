import type { Evidence } from '../../backstop/guarantee-claim.ts'
import type { ClaimFiled } from '../../engine/facilities/facility-input.ts'
import type { FacilitiesState } from '../../engine/facilities/facilities-state.ts'
import type { EngineState } from '../../engine/state.ts'
import type { OutsideInput } from '../../runtime/runner.ts'

const decisionId = /^\d+:\d+$/

/**
 * Puts the ids of decisions into a request to the facilities that names accounts and contracts in their place, as a file does, which cannot know ids
 * beforehand. Of an account: the cover whose window ended last, or, while none has, its first; its last loss event; its first gains in review. Of a contract:
 * the account's first trade of that size and price that no claim has named. What is not found stays as it is, and the facility refuses it.
 *
 * @param state - As it is when the request comes; the input that is journaled has the ids.
 *
 * @example
 * nameSubjects(state, { ...claim, cover: 'maker' }) // its cover: '812:0'
 */
export function nameSubjects(state: EngineState, input: OutsideInput): OutsideInput {
  const { facilities } = state
  if (facilities === undefined) return input
  switch (input.kind) {
    case 'claimFiled':
      return { ...input, cover: coverNamed(facilities, input), evidence: evidenceNamed(facilities, input) }
    case 'drawRequested': {
      if (decisionId.test(input.event)) return input
      const events = [...(facilities.draws?.events ?? [])].filter(([, loss]) => loss.account === input.event)
      return { ...input, event: events.at(-1)?.[0] ?? input.event }
    }
    case 'reviewDecided': {
      if (decisionId.test(input.hold)) return input
      const held = [...(facilities.draws?.escrow.values() ?? [])].find(({ account }) => account === input.hold)
      return { ...input, hold: held?.id ?? input.hold }
    }
    default:
      return input
  }
}

function coverNamed({ guarantees }: FacilitiesState, { at, account, cover }: ClaimFiled): string {
  if (decisionId.test(cover)) return cover
  const covers = [...(guarantees?.book.covers.values() ?? [])].filter((each) => each.account === account)
  return (covers.findLast(({ until }) => until <= at) ?? covers[0])?.id ?? cover
}

function evidenceNamed({ guarantees, trades }: FacilitiesState, { account, evidence }: ClaimFiled): readonly Evidence[] {
  const taken = new Set(evidence.map(({ trade }) => trade))
  for (const { claimed } of guarantees?.book.windows.values() ?? []) for (const id of claimed) taken.add(id)
  return evidence.map((named) => {
    if (decisionId.test(named.trade)) return named
    const { trade: contract, side, lots, ticks } = named
    const seen = [...trades.values()].find(
      (each) =>
        each.account === account &&
        each.contract === contract &&
        each.side === side &&
        each.lots === lots &&
        each.ticks === ticks &&
        !taken.has(each.id),
    )
    if (seen === undefined) return named
    taken.add(seen.id)
    return { ...named, trade: seen.id }
  })
}
