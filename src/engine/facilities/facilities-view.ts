import { owedOn } from '../../backstop/support-loan.ts'
import { wholePpb } from '../../backstop/penal-price.ts'
import { spentOf } from '../../backstop/allowance.ts'
import type { HoldReason } from '../../backstop/gain-escrow.ts'
import { amount, type Amount } from '../../base/amount.ts'
import type { TimeUs } from '../../base/time.ts'
import { pendingOf, remainingOf } from '../../ledger/balance.ts'
import type { EngineState } from '../state.ts'

/** A cover on which may still be claimed. `left` is what is set aside for it. */
export type CoverView = Readonly<{
  cover: string
  account: string
  group: string
  from: TimeUs
  until: TimeUs
  cap: Amount
  left: Amount
  premium: Amount
}>

/** A loan that is not over. */
export type LoanView = Readonly<{
  loan: string
  account: string
  principal: Amount
  interest: Amount
  /** Simple interest of a year, as a fraction. */
  yearlyRate: number
  dueAt: TimeUs
  standing: 'open' | 'called' | 'inDefault'
}>

/** Gains in review. */
export type HeldView = Readonly<{ hold: string; account: string; event: string; why: HoldReason; held: Amount; reviewUntil: TimeUs }>

/** Guarantees, loans and draws as a reader sees them. A list is absent where the policy has no such facility. */
export type FacilitiesView = Readonly<{
  covers?: readonly CoverView[]
  loans?: readonly LoanView[]
  held?: readonly HeldView[]
  /** Drawn in the epoch of the last draw. */
  drawn?: Amount
  /** Reserved in the reserve for everything there is: orders, margin it carries, covers. */
  reserved: Amount
}>

/**
 * What of guarantees, loans and draws is open, as a reader sees it; undefined without any of them or without members.
 *
 * @example
 * facilitiesViewOf(state)?.loans?.[0]?.standing // 'open'
 */
export function facilitiesViewOf(state: EngineState): FacilitiesView | undefined {
  const { facilities, margin } = state
  if (facilities === undefined || margin === undefined) return undefined
  const { guarantees, support, draws } = facilities
  if (guarantees === undefined && support === undefined && draws === undefined) return undefined
  const money = (minor: bigint): Amount => amount(margin.settlement.asset, minor)
  return {
    ...(guarantees && {
      covers: [...guarantees.book.covers.values()].map(({ id, account, group, from, until, capMinor, premiumMinor }) => {
        const left = remainingOf(state.ledger, guarantees.reservations.get(id) ?? '')
        return { cover: id, account, group, from, until, cap: money(capMinor), left: money(left), premium: money(premiumMinor) }
      }),
    }),
    ...(support && {
      loans: [...support.book.loans.values()].map((loan): LoanView => {
        const { principalMinor, interestMinor } = owedOn(loan, state.at)
        const standing = loan.defaultedAt !== undefined ? 'inDefault' : loan.call === undefined ? 'open' : 'called'
        const owed = { principal: money(principalMinor), interest: money(interestMinor) }
        const yearlyRate = Number(loan.ratePpb) / Number(wholePpb)
        return { loan: loan.id, account: loan.account, ...owed, yearlyRate, dueAt: loan.dueAt, standing }
      }),
    }),
    ...(draws && {
      held: [...draws.escrow.values()].map(({ id, account, event, why, minor, reviewUntil }) => {
        return { hold: id, account, event, why, held: money(minor), reviewUntil }
      }),
      drawn: money(spentOf(draws.book.allowance, { key: 'all', scope: 'epoch' })),
    }),
    reserved: money(pendingOf(state.ledger, `reserve:${margin.settlement.asset}`)),
  }
}
