import type { Decision, DecisionBody } from '../../engine/decision.ts'
import type { BodyOf, Law } from './law.ts'

/**
 * Whoever holds no position and owes nothing never pays for another's loss: it has less only where it took money out itself.
 *
 * @example
 * bystandersKeepTheirs.watch(world)(step)
 */
export const bystandersKeepTheirs: Law = {
  name: 'bystanders-keep-theirs',
  says: 'An account without positions that owes nothing never shares a loss: it has less of nothing, but for what it withdrew, traded, bought or borrowed itself, and for what it promised as a member of the mutual fund.',
  watch:
    () =>
    ({ outcome, before, after }) => {
      for (const [account, standing] of before) {
        if (standing.lots.size > 0 || standing.owes > 0n) continue
        for (const [asset, had] of standing.wealth) {
          const has = after.get(account)?.wealth.get(asset) ?? 0n
          if (has < had && !actsItself(account, outcome.decisions)) return `${account} holds nothing and lost ${had - has} of ${asset}`
        }
      }
      return undefined
    },
}

/** Decisions after which an account may have less by what it did or promised itself. */
const ownDoings: readonly DecisionBody['kind'][] = [
  'withdrawalPaid',
  'tradeAccepted',
  'positionReduced',
  'portfolioTransferred',
  'providerTookOver',
  'coverSold',
  'loanGranted',
  'loanReduced',
  'gainDecided',
]

function actsItself(account: string, decisions: readonly Decision[]): boolean {
  return decisions.some(({ body }) => {
    if (body.kind === 'lossAllocated') return isAssessed(body, account)
    if (!ownDoings.includes(body.kind)) return false
    return ('account' in body && body.account === account) || ('to' in body && body.to === account)
  })
}

/** Members of the mutual fund stand for its assessments, whatever they hold. */
function isAssessed({ layers }: BodyOf<'lossAllocated'>, account: string): boolean {
  return layers.some(({ kind, shares }) => kind === 'assessments' && shares.some((share) => share.account === account))
}
