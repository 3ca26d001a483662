import { marketId, type Instrument } from '../../market/instrument.ts'
import type { Contract } from '../../margin/contract.ts'
import { recordDecision, type Turn } from '../turn.ts'
import type { MarginState } from './margin-state.ts'
import type { ContractListed } from './member-input.ts'
import { refuseInput, type InputRefusal } from './refuse-input.ts'

/**
 * Lists a contract that members may hold and that is not a market of the run. Inverse contracts settle in coin, which these books do not
 * hold; they are refused.
 *
 * @example
 * takeContract(turn, margin, input)
 */
export function takeContract(turn: Turn, margin: MarginState, input: ContractListed): void {
  const { contract } = input
  const refusal = contractRefusal(margin, input)
  if (refusal !== undefined) return refuseInput(turn, input.kind, { subject: contract.id, ...refusal })
  list(margin, contract, instrumentOf(input, margin))
  recordDecision(turn, { body: { kind: 'contractOpened', contract: contract.id } })
}

/**
 * Lists a market of the run as a contract of its own name on its base asset. Nothing when it is inverse or not quoted in the settlement
 * asset: members cannot hold it.
 *
 * @example
 * listMarket(margin, btcPerpetual)
 */
export function listMarket(margin: MarginState, instrument: Instrument): void {
  if (instrument.payoff !== 'linear' || instrument.quote !== margin.settlement.asset) return
  const terms = { id: instrument.id, underlying: instrument.base, multiplier: 1 }
  const contract: Contract = instrument.kind === 'spot' ? { ...terms, kind: 'spot' } : { ...terms, kind: 'perpetual', payoff: 'linear' }
  margin.listings.set(instrument.id, { contract, instrument, market: instrument.id })
  margin.contracts.set(instrument.id, contract)
}

function list(margin: MarginState, contract: Contract, instrument: Instrument): void {
  margin.listings.set(contract.id, { contract, instrument })
  margin.contracts.set(contract.id, contract)
}

function contractRefusal(margin: MarginState, input: ContractListed): InputRefusal | undefined {
  const { contract, tickUnits, priceDecimals, lotUnits, sizeDecimals } = input
  if (margin.contracts.has(contract.id)) return { reason: 'contractExists' }
  if ('payoff' in contract && contract.payoff === 'inverse') return { reason: 'payoffNotSupported', found: contract.payoff }
  const whole = [tickUnits, lotUnits].find((units) => !(Number.isSafeInteger(units) && units > 0))
  if (whole !== undefined) return { reason: 'contractNotWellFormed', found: String(whole) }
  const decimals = [priceDecimals, sizeDecimals].find((count) => !(Number.isSafeInteger(count) && count >= 0 && count <= 18))
  if (decimals !== undefined) return { reason: 'contractNotWellFormed', found: String(decimals) }
  if (!(contract.multiplier > 0 && contract.multiplier < Infinity) || contract.id === '' || contract.underlying === '') {
    return { reason: 'contractNotWellFormed', found: String(contract.multiplier) }
  }
  return undefined
}

/** The instrument that money is counted with: its lots are base, so the contract's multiplier is in them already. */
function instrumentOf(input: ContractListed, margin: MarginState): Instrument {
  const { contract, tickUnits, priceDecimals, lotUnits, sizeDecimals } = input
  return {
    id: marketId(contract.id),
    kind: contract.kind === 'spot' ? 'spot' : 'perpetual',
    payoff: 'linear',
    base: contract.underlying,
    quote: margin.settlement.asset,
    tickUnits,
    priceDecimals,
    lotUnits,
    sizeDecimals,
    contractSize: 1,
    quoteDecimals: margin.settlement.decimals,
    bookSource: 'recorded',
    sequenceRule: 'snapshotsOnly',
  }
}
