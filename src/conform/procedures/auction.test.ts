import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedFile } from '../../../test/shared-data.ts'
import { conformJson, conformText } from '../conform-text.ts'
import { runFile, vectorFileOf, type FileOutcome } from '../run-conform.ts'
import { auctionProcedures } from './auction.ts'

const outcomeOf = (document: unknown, name: string): FileOutcome => runFile(vectorFileOf(document, `${name}.json`), auctionProcedures)
const read = (path: string): Record<string, unknown> => JSON.parse(readFileSync(sharedFile(`vectors/${path}.json`), 'utf8')) as never

const expected: readonly (readonly [string, number])[] = [
  ['methods/auction-dutch-linear', 1],
  ['methods/auction-uniform-price', 1],
  ['venues/derive_auction_units', 18],
  ['venues/derive_liquidation_sims', 3],
  ['venues/maker_auctions', 14],
]

describe('vectors', () => {
  test.skipIf(!hasShared).each(expected)('vectors: %s', (path, cases) => {
    const name = path.split('/')[1] as string
    expect(outcomeOf(read(path), name)).toMatchObject({ status: 'passed', worst: undefined, cases: { passed: cases, failed: 0 } })
  })

  test.skipIf(!hasShared)('behavior: simulations that their file calls stale are named and not counted', () => {
    const outcome = outcomeOf(read('venues/derive_liquidation_sims'), 'derive_liquidation_sims')
    expect(outcome.skipped).toEqual([{ name: 'InsolventTest1', why: 'stale at its source, as the file says' }])
    expect(conformText([outcome])).toMatch('skipped: derive_liquidation_sims InsolventTest1: stale at its source')
    expect(conformJson([outcome])).toMatchObject({ files: [{ skipped: [{ name: 'InsolventTest1' }] }] })
  })

  test.skipIf(!hasShared).each([
    ['derive_liquidation_sims', 'bufferMarginPercentage', 0.21],
    ['derive_liquidation_sims', 'slowAuctionLength_s', 14_000],
    ['derive_liquidation_sims', 'fastAuctionLength_s', 110],
    ['derive_liquidation_sims', 'startingMtMPercentage', 0.99],
  ])('behavior: %s fails when %s is another', (name, parameter, value) => {
    const document = read(`venues/${name}`)
    const parameters = { ...(document['auction_parameters'] as object), [parameter]: value }
    expect(outcomeOf({ ...document, auction_parameters: parameters }, name).status).toBe('failed')
  })
})

const dutch = { reference: 100, start_discount: 0.1, end_discount: 0.4, duration: 10, kind: 'exponential', times: [-1, 0, 5, 10, 11] }
const compared = { tolerance: { rel: 1e-9, abs: 1e-11 } }

describe('edges', () => {
  test('table: an exponential price is clamped, and in the middle the geometric mean', () => {
    const document = { ...compared, procedure: 'auction-dutch', inputs: dutch, expected: { price: [90, 90, Math.sqrt(90 * 60), 60, 60] } }
    expect(outcomeOf(document, 'auction-x')).toMatchObject({ status: 'passed' })
  })

  test('error: a kind of schedule that there is not', () => {
    const document = { ...compared, procedure: 'auction-dutch', inputs: { ...dutch, kind: 'square' }, expected: { price: [] } }
    expect(outcomeOf(document, 'auction-x').worst?.actual).toMatch('inputs.kind: expected linear or exponential, found square')
  })

  test('table: a batch in which nobody reaches the reserve has no price', () => {
    const inputs = { px: [9], qty: [1], Q: 2, reserve: 10 }
    const nothing = { clearing_price: null, fills: [0], unsold: 2, revenue_uniform: 0, revenue_pay_as_bid: 0 }
    const document = { ...compared, procedure: 'auction-uniform-price', inputs, expected: nothing }
    expect(outcomeOf(document, 'auction-x')).toMatchObject({ status: 'passed' })
    expect(outcomeOf({ ...document, expected: { ...nothing, unsold: 1 } }, 'auction-x').status).toBe('failed')
  })

  test('behavior: a figure that a file expects and nothing computes fails', () => {
    const row = {
      name: 'a',
      MM: -1,
      MtM: 3,
      buffer: 0,
      discount_multiplier: 1,
      reserved_cash: 0,
      percent_wanted: 1,
      expected: { new_field: 1 },
    }
    const outcome = outcomeOf({ params: { insolvent_s: 600 }, solvent: [row] }, 'derive_auction_units')
    expect(outcome).toMatchObject({ status: 'failed', worst: { path: 'solvent a: new_field' } })
  })

  test('table: insolvent rows that name no portfolio speak of the last', () => {
    const rows = [
      { t: 0, MtM: -10, MM: -40, bid: -10, payout: 10 },
      { t: 3, limit: -25, payout: 25 },
      { t: 3, limit: -26, error: 'PriceLimitExceeded' },
      { t: 9, percent: 0.5, payout: 20, fund_empty: true, shortfall_socialised: true },
    ]
    const document = { params: { insolvent_s: 6 }, insolvent: rows }
    expect(outcomeOf(document, 'derive_auction_units')).toMatchObject({ status: 'passed', cases: { passed: 4 } })
    const wrong = [rows[0], { ...rows[1], limit: -26 }, { ...rows[2], limit: -25 }, { ...rows[3], shortfall_socialised: false }]
    expect(outcomeOf({ ...document, insolvent: wrong }, 'derive_auction_units')).toMatchObject({ cases: { passed: 1, failed: 3 } })
  })

  const setup = { debt: 100, chop: 1.1, oracle_price: 4, buf: 1.25, lot: 40, chost: 22 }
  const take = (purchase: object): FileOutcome => outcomeOf({ take: { setup, cases: [{ name: 'a', ...purchase }] } }, 'maker_auctions')

  test('table: what is to be raised and the first price follow from the debt and the oracle', () => {
    expect(take({ amt: 11, slice: 11, paid: 55, tab_left: 55, lot_left: 29 }).status).toBe('passed')
    expect(take({ amt: 18, slice: 18 }).worst).toMatchObject({ actual: 17.6 })
    expect(take({ price: 2, amt: 40, paid_about: 80.5, tab_written_off: true, tab_left: 0 }).status).toBe('passed')
    expect(take({ price: 2, amt: 40, paid_about: 82 }).status).toBe('failed')
    expect(take({ steps: [{ amt: 30 }, { amt: 1, slice: 1 }] }).worst).toMatchObject({ expected: 'an auction that goes on' })
  })

  test.each([
    [{ name: 'a', debt: 100, hole: 80, dust: 20, tab: 80, lot: 32, ink_left: 8, art_left: 20 }, 'passed'],
    [{ name: 'a', debt: 100, hole: 80, dust: '20.5 > rest', tab: 100, lot: 40 }, 'passed'],
    [{ name: 'a', debt: 100, hole: 0, tab: 0 }, 'failed'],
    [{ name: 'a', debt: 100, hole: 1e-9, tab: 0 }, 'failed'],
  ])('table: opening %j', (row, status) => {
    expect(outcomeOf({ take: { setup, cases: [] }, bark_dust: [row] }, 'maker_auctions').status).toBe(status)
  })

  test('error: a price curve of a kind that there is not', () => {
    const outcome = outcomeOf({ price_curves: [{ kind: 'cliff', top: 1, points: [[0, 1]] }] }, 'maker_auctions')
    expect(outcome.worst?.actual).toMatch('kind: expected linear, exponential or stairstep, found "cliff"')
  })
})
