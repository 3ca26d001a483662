import type { TimeUs } from '../base/time.ts'
import type { EffectId, EffectReport } from '../engine/effect.ts'
import type { Input } from '../engine/input.ts'
import type { EngineState } from '../engine/state.ts'
import type { Scene } from './resolve-event.ts'

/**
 * An input that makes no sense, one of several kinds: of nobody, of nothing, of no amount, of a number that is none.
 *
 * @example
 * nonsenseInput(scene, 'm-03', 5)
 */
export function nonsenseInput({ at, contracts }: Scene, account: string, which: number): readonly Input[] {
  const contract = contracts[which % contracts.length]?.id ?? ''
  const money = { asset: 'USDT', minor: '5' }
  const marks = { kind: 'marksChanged', at, indexes: [], contracts: [], assets: [] } as const
  const bad: readonly Input[] = [
    { kind: 'positionChanged', at, account, contract, lots: 0.5, ticks: 10 },
    { kind: 'positionChanged', at, account, contract, lots: 0, ticks: 10 },
    { kind: 'positionChanged', at, account, contract, lots: Number.MAX_SAFE_INTEGER * 2, ticks: 10 },
    { kind: 'positionChanged', at, account, contract: 'NO-SUCH', lots: 1, ticks: 10 },
    { kind: 'positionChanged', at, account: 'nobody', contract, lots: 1, ticks: 10 },
    { kind: 'positionChanged', at, account, contract, lots: 1, ticks: 0 },
    { kind: 'depositConfirmed', at, account, asset: 'USDT', minor: '-5' },
    { kind: 'depositConfirmed', at, account, asset: 'USDT', minor: '0' },
    { kind: 'depositConfirmed', at, account, asset: 'USDT', minor: '1.5' },
    { kind: 'depositConfirmed', at, account, asset: 'DOGE', minor: '5' },
    { kind: 'depositConfirmed', at, account: 'nobody', ...money },
    { kind: 'withdrawalRequested', at, account, asset: 'USDT', minor: '1e9' },
    { kind: 'withdrawalRequested', at, account, asset: 'USDT', minor: '9'.repeat(25) },
    { kind: 'fundingSettled', at, contract, rate: 2 },
    { kind: 'fundingSettled', at, contract: 'NO-SUCH', rate: 0.001 },
    { kind: 'contractSettled', at, contract, ticks: -1 },
    { kind: 'contractSettled', at, contract, ticks: 0.5 },
    { kind: 'contractSettled', at, contract: 'NO-SUCH', ticks: 5 },
    { ...marks, indexes: [{ underlying: 'BTC', indexPrice: 0, confidence: 1 }] },
    { ...marks, indexes: [{ underlying: 'BTC', indexPrice: 10_000, confidence: 2 }] },
    { ...marks, contracts: [{ contract, markPrice: -1, confidence: 1 }] },
    { ...marks, contracts: [{ contract: 'NO-SUCH', markPrice: 1, confidence: 1 }] },
    { ...marks, assets: [{ asset: 'DOGE', price: 1, confidence: 1 }] },
    { kind: 'ordersChanged', at, account, orders: [{ contract, side: 'buy', lots: -1, ticks: 10 }] },
    { kind: 'ordersChanged', at, account, orders: [{ contract: 'NO-SUCH', side: 'sell', lots: 1, ticks: 10 }] },
    { kind: 'accountOpened', at, account: 'no spaces', money: [], positions: [] },
    { kind: 'accountOpened', at, account: '', money: [], positions: [] },
    { kind: 'accountOpened', at, account: 'm-x', money: [], positions: [{ contract, lots: 0, ticks: 1 }] },
    { kind: 'accountOpened', at, account: 'm-y', money: [{ asset: 'USDT', minor: 'x' }], positions: [] },
    {
      kind: 'contractListed',
      at,
      contract: { id: contract, kind: 'spot', underlying: 'BTC', multiplier: 1 },
      tickUnits: 1,
      priceDecimals: 1,
      lotUnits: 1,
      sizeDecimals: 1,
    },
    {
      kind: 'contractListed',
      at,
      contract: { id: 'BAD', kind: 'spot', underlying: 'BTC', multiplier: 0 },
      tickUnits: 0,
      priceDecimals: 1,
      lotUnits: 1,
      sizeDecimals: 1,
    },
  ]
  const chosen = bad[which % bad.length]
  return chosen === undefined ? [] : [chosen]
}

/**
 * A receipt that cannot be: of an effect that never was, or of lots that an order never had.
 *
 * @example
 * strangeReceipt(at, state, 0)
 */
export function strangeReceipt(at: TimeUs, state: EngineState, which: number): readonly Input[] {
  const unknown = ['0:0', '999999:0', 'nothing', ''][which % 4] as EffectId
  const open = [...state.orders.keys(), ...(state.margin?.reductions.keys() ?? [])]
  const effectId = which < 4 ? unknown : (open[which % Math.max(1, open.length)] ?? unknown)
  const fill = { kind: 'filled', ticks: 1_000, liquidity: 'taker', feeMinor: '0' } as const
  const strange: readonly EffectReport[] = [
    { ...fill, lots: 5, lotsLeft: 0 },
    { kind: 'cancelled', lotsLeft: 5 },
    { kind: 'accepted' },
    { kind: 'rejected', reason: 'duplicate' },
    { ...fill, lots: 1e12, lotsLeft: 0 },
    { ...fill, lots: 0, lotsLeft: 1 },
    { ...fill, lots: -3, lotsLeft: 5 },
    { ...fill, lots: 2, lotsLeft: -1 },
  ]
  return [{ kind: 'effectReported', at, effectId, report: strange[which % strange.length] as EffectReport }]
}
