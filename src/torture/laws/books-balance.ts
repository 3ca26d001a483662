import { auditLedger } from '../../ledger/audit.ts'
import type { Transfer } from '../../ledger/transfer.ts'
import { textOf, type Law } from './law.ts'

type Columns = { debitsPosted: bigint; creditsPosted: bigint; debitsPending: bigint; creditsPending: bigint }

/**
 * Debits equal credits in every asset, no account that must stay in credit is overdrawn, and the balances are what the transfers add up to.
 *
 * @example
 * booksBalance.watch(world)(step) // undefined while they do
 */
export const booksBalance: Law = {
  name: 'books-balance',
  says: 'Debits equal credits in every asset, posted and pending; balances are what the transfers add up to, each transfer once.',
  watch: () => {
    const columns = new Map<string, Columns>()
    let last: readonly [seq: number, index: number] = [0, -1]
    return ({ sequenced, outcome, state }) => {
      for (const transfer of outcome.transfers) {
        const [seq = NaN, index = NaN] = transfer.id.split(':').map(Number)
        const isNext = seq === sequenced.seq && (seq > last[0] || index === last[1] + 1)
        if (!isNext) return `transfer ${transfer.id} does not follow ${last.join(':')}`
        last = [seq, index]
        add(columns, transfer)
      }
      const [finding] = auditLedger(state.ledger).findings
      if (finding !== undefined) return textOf(finding)
      for (const account of state.ledger.accounts.values()) {
        const { debitsPosted, creditsPosted, debitsPending, creditsPending } = columns.get(account.id) ?? none
        const isSame =
          account.debitsPosted === debitsPosted &&
          account.creditsPosted === creditsPosted &&
          account.debitsPending === debitsPending &&
          account.creditsPending === creditsPending
        if (!isSame)
          return `${account.id} is not what its transfers add up to: ${textOf({ account, added: columns.get(account.id) ?? none })}`
      }
      return undefined
    }
  },
}

const none: Columns = { debitsPosted: 0n, creditsPosted: 0n, debitsPending: 0n, creditsPending: 0n }

function add(columns: Map<string, Columns>, { kind, debit, credit, minor }: Transfer): void {
  const [from, to] = [columnsOf(columns, debit), columnsOf(columns, credit)]
  const isReserved = kind === 'pending' ? minor : kind === 'posted' ? 0n : -minor
  from.debitsPending += isReserved
  to.creditsPending += isReserved
  if (kind === 'pending' || kind === 'voidPending') return
  from.debitsPosted += minor
  to.creditsPosted += minor
}

function columnsOf(columns: Map<string, Columns>, account: string): Columns {
  const found = columns.get(account) ?? { ...none }
  columns.set(account, found)
  return found
}
