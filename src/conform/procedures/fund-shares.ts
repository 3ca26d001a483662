import { accept, refuse, type Result } from '../../base/result.ts'
import { rebaseExponent } from '../../waterfall/shares/rebase.ts'
import { minorForShares, sharesForMinor } from '../../waterfall/shares/share-value.ts'
import { forfeitedShares } from '../../waterfall/shares/unstaking.ts'
import type { Fields } from '../fields.ts'
import { wholeIn } from '../whole-number.ts'

/** One call of a file on the shares of a fund. A refusal is the file's error. */
export type FundShareCall = (inputs: Fields) => Result<bigint | readonly bigint[], unknown>

/** The calls of Drift's file that are about shares of its insurance fund, by the file's `fn`. */
export const fundShareCalls: Readonly<Record<string, FundShareCall>> = {
  if_shares_rebase: (inputs) => {
    const vault = wholeIn(inputs, 'vault_balance')
    if (vault === 0n) return refuse('divisionByZero')
    const exponent = rebaseExponent(wholeIn(inputs, 'total_shares'), vault)
    return accept([BigInt(exponent), BigInt(`1${'0'.repeat(exponent)}`)])
  },
  if_shares_lost_on_cancel_unstake: (inputs) => {
    const request = { shares: wholeIn(inputs, 'request_shares'), minor: wholeIn(inputs, 'request_value') }
    const total = wholeIn(inputs, 'total_shares')
    if (request.shares > total) return refuse('moreThanThereAre')
    return accept(forfeitedShares(request, total, wholeIn(inputs, 'vault_balance')))
  },
  vault_amount_to_if_shares: (inputs) =>
    sharesForMinor(wholeIn(inputs, 'amount'), wholeIn(inputs, 'total_shares'), wholeIn(inputs, 'vault_balance')),
  if_shares_to_vault_amount: (inputs) => {
    const shares = wholeIn(inputs, inputs.has('n_shares') ? 'n_shares' : 'shares')
    const total = wholeIn(inputs, 'total_shares')
    return shares > total ? refuse('moreThanThereAre') : accept(minorForShares(shares, total, wholeIn(inputs, 'vault_balance')))
  },
}
