import { describe, expect, test, vi } from 'vitest'
import { drivePolicy, startDrive } from '../../../test/engine-drive.ts'
import { startMarginDrive, tenthModel } from '../../../test/margin-drive.ts'
import { encode } from '../../base/codec.ts'
import { accountPageOf, marginViewOf } from './margin-view-of.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

function four(): ReturnType<typeof startMarginDrive> {
  const drive = startMarginDrive()
  drive.open('called', { cash: 400, lots: 1_000 })
  drive.open('idle', { cash: 5_000 })
  drive.open('long', { cash: 2_000, lots: 1_000 })
  drive.open('short', { cash: 4_000, lots: -2_000 })
  return drive
}

describe('the view of margin', () => {
  test('default: who stands how, nearest to liquidation first', () => {
    const view = marginViewOf(four().state)
    expect(view?.standings).toEqual({ liquidating: 0, unknown: 0, called: 1, restricted: 0, healthy: 3 })
    // Maintenance margin over equity: 500 / 400, 500 / 2,000, 1,000 / 4,000; equals in order of name; who holds nothing is not near.
    expect(view?.nearest.map(({ account, marginRatio }) => [account, marginRatio])).toEqual([
      ['called', 1.25],
      ['long', 0.25],
      ['short', 0.25],
    ])
    expect(view?.ratios.map(({ from, accounts }) => [from, accounts]).filter(([, accounts]) => accounts !== 0)).toEqual([
      [0.25, 2],
      [1, 1],
    ])
    expect(view?.calls).toMatchObject([{ account: 'called', shortBy: { minor: 600_000_000n } }])
  })

  test('behavior: an account that rests is shown at the marks of now, not as it was last looked at', () => {
    const drive = four()
    drive.wait(2)
    drive.book({ mid: 100_500 })
    expect(drive.member('long').figures?.equity).toBe(2_000)
    expect(marginViewOf(drive.state)?.nearest.find(({ account }) => account === 'long')?.figures?.equity).toBe(2_050)
  })

  test('behavior: the liquidation map counts whoever would be below maintenance margin at a price', () => {
    const [map] = marginViewOf(four().state)?.maps ?? []
    const at = (move: number): unknown => {
      const level = map?.levels.find((each) => each.move === move)
      return [level?.accounts, level?.longNotional, level?.shortNotional]
    }
    // The long holds until 2,000 + 10,000 x move = 500 x (1 + move): -15.8 %. The short, 2 BTC, until +14.3 %.
    expect(at(0)).toEqual([1, 10_000, 0])
    expect(at(-0.15)).toEqual([1, 10_000, 0])
    expect(at(-0.175)).toEqual([2, 20_000, 0])
    expect(at(0.125)).toEqual([0, 0, 0])
    expect(at(0.15)).toEqual([1, 0, 20_000])
    expect(map?.levels.find(({ move }) => move === -0.5)?.price).toBe(5_000)
  })

  test('behavior: an account has its scenarios, and a curve that meets its requirement where the map says', () => {
    const page = accountPageOf(four().state, 'long')
    expect(page?.requirement?.scans[0]?.scenarios[0]).toMatchObject({ name: 'a tenth against it', profit: -1_000 })
    expect(page?.positions).toMatchObject([{ contract: 'BTC/USDT:USDT', size: 1, entryPrice: 10_000, mark: 10_000, value: 0 }])
    expect(page?.cash).toEqual({ asset: 'USDT', minor: 2_000_000_000n })
    const below = page?.curves[0]?.levels.filter(({ equity, maintenanceMargin }) => equity < maintenanceMargin).map(({ move }) => move)
    expect(below?.at(-1)).toBe(-0.175)
  })

  test('behavior: reading changes nothing, and an account that cannot be valued shows what it holds and why', () => {
    const drive = four()
    const before = encode(drive.state)
    marginViewOf(drive.state)
    accountPageOf(drive.state, 'long')
    expect(encode(drive.state)).toBe(before)
    drive.book({ bids: [], asks: [] })
    drive.wait(3_601)
    drive.tick()
    expect(marginViewOf(drive.state)?.unknown.map(({ account }) => account)).toEqual(['called', 'long', 'short'])
    const page = accountPageOf(drive.state, 'long')
    expect(page).toMatchObject({ standing: 'unknown', refusal: { reason: 'markStale' }, positions: [{ lots: 1_000 }], curves: [] })
    expect(page?.requirement).toBeUndefined()
  })

  test('error: no margin, no such account', () => {
    expect(marginViewOf(startDrive(drivePolicy()).state)).toBeUndefined()
    expect(accountPageOf(four().state, 'nobody')).toBeUndefined()
  })
})
