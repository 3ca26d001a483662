import type { Result } from '../../base/result.ts'
import { assetForLiability, liabilityForAsset, type ExchangeSide } from '../../margin/liquidation/debt-exchange.ts'
import { freeableShare } from '../../margin/liquidation/freeable-share.ts'
import { perpetualFundFee, spotFundFee } from '../../margin/liquidation/fund-fee.ts'
import { feeAfterSlots, liquidationMultiplier } from '../../margin/liquidation/rising-fee.ts'
import { baseToCoverShortage, liabilityToCoverShortage } from '../../margin/liquidation/shortage-size.ts'
import { fundingDeltaForLoss, interestDeltaForLoss } from '../../margin/liquidation/spread-loss.ts'
import type { Wide } from '../../margin/liquidation/wide-integer.ts'
import type { Fields } from '../fields.ts'
import { wholeIn } from '../whole-number.ts'

/** One call of a file: its inputs by name, in whole numbers. A refusal is the file's error. */
export type DriftCall = (inputs: Fields) => Result<bigint | readonly bigint[], unknown>

/** The calls of Drift's file that size liquidations and spread losses, by the file's `fn`. */
export const driftLiquidationCalls: Readonly<Record<string, DriftCall>> = {
  base_asset_amount_to_cover_margin_shortage: (inputs) =>
    baseToCoverShortage({
      shortage: wholeIn(inputs, 'margin_shortage'),
      marginRatio: wholeIn(inputs, 'margin_ratio'),
      liquidatorFee: wholeIn(inputs, 'liquidation_fee'),
      fundFee: wholeIn(inputs, 'if_liquidation_fee'),
      oraclePrice: wholeIn(inputs, 'oracle_price'),
      quotePrice: wholeIn(inputs, 'quote_oracle_price'),
    }),
  liability_transfer_to_cover_margin_shortage: (inputs) =>
    liabilityToCoverShortage({
      ...weightsIn(inputs),
      shortage: wholeIn(inputs, 'margin_shortage'),
      fundFee: wholeIn(inputs, 'if_liquidation_fee'),
    }),
  liability_transfer_implied_by_asset_amount: (inputs) => liabilityForAsset(exchangeIn(inputs), wholeIn(inputs, 'asset_amount')),
  asset_transfer_for_liability_transfer: (inputs) => {
    const name = inputs.has('liability_transfer') ? 'liability_transfer' : 'liability_amount'
    return assetForLiability(exchangeIn(inputs), { liabilityUnits: wholeIn(inputs, name), pledgedUnits: wholeIn(inputs, 'asset_amount') })
  },
  funding_rate_delta_to_resolve_bankruptcy: (inputs) =>
    fundingDeltaForLoss(wholeIn(inputs, 'loss'), { long: wholeIn(inputs, 'base_long'), short: wholeIn(inputs, 'base_short') }),
  cumulative_deposit_interest_delta_to_resolve_bankruptcy: (inputs) =>
    interestDeltaForLoss(wholeIn(inputs, 'borrow'), {
      balance: wholeIn(inputs, 'deposit_balance'),
      cumulativeInterest: wholeIn(inputs, 'cumulative_deposit_interest'),
      // The file leaves out that its deposits are of quote.
      decimals: inputs.numberOr('decimals', 6),
    }),
  perp_if_fee: (inputs) =>
    perpetualFundFee({
      shortage: wholeIn(inputs, 'margin_shortage'),
      base: wholeIn(inputs, 'user_base_asset_amount'),
      marginRatio: wholeIn(inputs, 'margin_ratio'),
      liquidatorFee: wholeIn(inputs, 'liquidator_fee'),
      oraclePrice: wholeIn(inputs, 'oracle_price'),
      quotePrice: wholeIn(inputs, 'quote_oracle_price'),
      mostFundFee: wholeIn(inputs, 'max_if_liquidation_fee'),
    }),
  spot_if_fee: (inputs) =>
    spotFundFee({
      ...weightsIn(inputs),
      shortage: wholeIn(inputs, 'margin_shortage'),
      debtUnits: wholeIn(inputs, 'token_amount'),
      mostFundFee: wholeIn(inputs, inputs.has('max_if_liquidation_fee') ? 'max_if_liquidation_fee' : 'max_if_fee'),
    }),
  liquidation_fee_by_elapsed_slots: (inputs) => {
    const terms = { baseFee: wholeIn(inputs, 'base_liquidation_fee'), mostFee: wholeIn(inputs, 'max_liquidation_fee') }
    return answered(feeAfterSlots(terms, wholeIn(inputs, 'current_slot') - wholeIn(inputs, 'last_active_slot')))
  },
  liquidation_multiplier: (inputs) =>
    answered(
      liquidationMultiplier(
        wholeIn(inputs, 'liquidation_fee'),
        inputs.text('multiplier_type').toLowerCase() === 'premium' ? 'premium' : 'discount',
      ),
    ),
  max_pct_to_liquidate: (inputs) =>
    freeableShare({
      shortage: wholeIn(inputs, 'margin_shortage'),
      freed: inputs.has('margin_freed') ? wholeIn(inputs, 'margin_freed') : 0n,
      slotsElapsed: wholeIn(inputs, 'slots_elapsed'),
      initialShare: wholeIn(inputs, 'initial_pct'),
      slotsToWhole: wholeIn(inputs, 'liquidation_duration'),
    }),
}

function answered(value: bigint): Wide {
  return { ok: true, value }
}

function weightsIn(inputs: Fields) {
  return {
    assetWeight: wholeIn(inputs, 'asset_weight'),
    assetMultiplier: wholeIn(inputs, 'asset_liquidation_multiplier'),
    liabilityWeight: wholeIn(inputs, 'liability_weight'),
    liabilityMultiplier: wholeIn(inputs, 'liability_liquidation_multiplier'),
    liabilityDecimals: inputs.number('liability_decimals'),
    liabilityPrice: wholeIn(inputs, 'liability_price'),
  }
}

function exchangeIn(inputs: Fields): Readonly<{ asset: ExchangeSide; liability: ExchangeSide }> {
  const side = (name: string): ExchangeSide => ({
    price: wholeIn(inputs, `${name}_price`),
    multiplier: wholeIn(inputs, `${name}_liquidation_multiplier`),
    decimals: inputs.number(`${name}_decimals`),
  })
  return { asset: side('asset'), liability: side('liability') }
}
