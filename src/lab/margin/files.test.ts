import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { faultOf, testFolder } from '../../../test/feed-files.ts'
import { parseTime } from '../../feed/parse-time.ts'
import { valueAccount } from '../../margin/account/value-account.ts'
import { readPortfolio } from './read-portfolio.ts'
import { readDailyReturns } from './read-returns.ts'
import { readSnapshot } from './read-snapshot.ts'

const folder = testFolder()
afterAll(() => folder.remove())
const examples = resolve(import.meta.dirname, '../../../examples/margin')
const example = (name: string): string => readFileSync(resolve(examples, name), 'utf8')
const portfolioText = example('portfolio.yaml')
const marketText = example('market.yaml')

/** An example with one text of it replaced, as a file. */
function edited(text: string, [from, to]: readonly [string, string]): string {
  expect(text.split(from).length).toBeGreaterThan(1)
  return folder.write('edited.yaml', text.replace(from, to))
}

/** What is wrong, without the name of the file. */
async function faultsOf(read: () => unknown): Promise<readonly string[]> {
  const fault = await faultOf(async () => read())
  return fault.split('\n').map((line) => line.replace(/^\S*(edited\.yaml|edited\.json): /, ''))
}

describe('readPortfolio', () => {
  test('default: the accounts of the example', () => {
    const [covered, carry] = readPortfolio(resolve(examples, 'portfolio.yaml'))
    expect(covered).toMatchObject({ id: 'covered-call', cash: -20_000, collateral: [{ asset: 'BTC', amount: 1.5 }], orders: [] })
    expect(carry?.positions[0]).toEqual({ contract: 'BTC-PERPETUAL', size: -6_000, entryPrice: 66_500, unsettledFunding: 120 })
    expect(carry?.orders).toEqual([{ contract: 'ETH-PERP', side: 'buy', size: 10, price: 1_900 }])
    expect(carry?.owner).toBe('north-fund')
  })

  test('behavior: one account without a list, JSON, decimal texts, collateral as a list', () => {
    const file = folder.write(
      'one.json',
      '{"id": "a", "cash": "-0.5", "collateral": [{"asset": "BTC", "amount": "1e-3"}], "positions": []}',
    )
    expect(readPortfolio(file)).toEqual([{ id: 'a', cash: -0.5, collateral: [{ asset: 'BTC', amount: 0.001 }], positions: [], orders: [] }])
  })

  test('behavior: numbers that cannot be are left to the valuation of the account', async () => {
    const { snapshot } = await readSnapshot(resolve(examples, 'market.yaml'))
    const sizes = ['0', '.nan', '9007199254740992', '"1e400"', '0.005']
    const text = sizes.map((size, i) => `- { id: a${i}, positions: [{ contract: ETH-PERP, size: ${size} }] }`).join('\n')
    const refusals = readPortfolio(folder.write('odd.yaml', `accounts:\n${text}`)).map((account) => {
      const valued = valueAccount(account, snapshot)
      return valued.ok ? undefined : valued.refusal.reason
    })
    expect(refusals).toEqual(['sizeNotFinite', 'sizeNotFinite', 'numberTooLarge', 'sizeNotFinite', 'sizeNotWholeLots'])
  })

  test.each([
    [
      ['size: -1 }', 'sise: -1 }'],
      ['accounts[0].positions[0].sise (line 7, column 42): expected a known key, found the unknown key sise; did you mean size?'],
    ],
    [
      ['size: -1 }', 'size: one }'],
      ['accounts[0].positions[0].size (line 7, column 48): expected a number such as 0.5 or "0.5", without unit, found the text "one"'],
    ],
    [
      ['size: -1 }', 'size: }'],
      ['accounts[0].positions[0].size (line 7, column 48): expected a number such as 0.5 or "0.5", without unit, found an empty value'],
    ],
    [
      [', size: -1 }', ' }'],
      ['accounts[0].positions[0].size (line 7, column 9): expected a number such as 0.5 or "0.5", without unit, found nothing'],
    ],
    [
      ['{ BTC: 1.5 }', '{ BTC: 1.5 BTC }'],
      ['accounts[0].collateral.BTC (line 5, column 24): expected a number such as 0.5 or "0.5", without unit, found the text "1.5 BTC"'],
    ],
    [
      ['side: buy', 'side: bought'],
      ['accounts[1].orders[0].side (line 19, column 37): expected one of buy, sell, found the text "bought"'],
    ],
    [
      ['id: carry', 'id: covered-call'],
      ['accounts[1].id (line 10, column 9): expected a name that no account before has, found covered-call'],
    ],
    [
      ['owner: north-fund', 'owners: north-fund'],
      ['accounts[1].owners (line 11, column 5): expected a known key, found the unknown key owners; did you mean owner?'],
    ],
    [
      ['accounts:', 'acounts:'],
      ['acounts (line 2, column 1): expected a known key, found the unknown key acounts; did you mean accounts?'],
    ],
    [
      ['cash: 40000', 'cash: 40000\n    cash: 5'],
      ['line 13, column 5: expected well-formed YAML, found an error: Map keys must be unique'],
    ],
  ] as const)('error: %j', async (edit, faults) => {
    const file = edited(portfolioText, edit)
    expect(await faultsOf(() => readPortfolio(file))).toEqual(faults)
  })

  test('error: all faults of a file at once, in the order of its lines', async () => {
    const file = folder.write('edited.yaml', portfolioText.replace('cash: -20000', 'cash: none').replace('id: carry', 'ids: carry'))
    expect((await faultsOf(() => readPortfolio(file))).map((line) => line.split(' ')[0])).toEqual(['accounts[0].cash', 'accounts[1].ids'])
  })

  test('error: no file, a folder, an empty file, no mapping', async () => {
    expect(await faultOf(async () => readPortfolio(join(folder.path, 'none.yaml')))).toMatch(
      /path: expected a portfolio in YAML or JSON, found no such file$/,
    )
    expect(await faultOf(async () => readPortfolio(examples))).toMatch(/found a folder$/)
    expect(await faultOf(async () => readPortfolio(folder.write('empty.yaml', '\n')))).toMatch(/found an empty file$/)
    expect(await faultOf(async () => readPortfolio(folder.write('text.yaml', 'hello')))).toMatch(
      /expected a mapping of keys to values, found the text "hello"$/,
    )
  })
})

describe('readSnapshot', () => {
  const at = parseTime('2026-02-27T08:00', '')

  test('default: the market of the example', async () => {
    const { snapshot, notes } = await readSnapshot(resolve(examples, 'market.yaml'))
    expect(notes).toEqual([])
    expect(snapshot.at).toBe(parseTime('2026-02-05T16:00', ''))
    expect(snapshot.settlement).toEqual({ asset: 'USD', price: 1, confidence: 1 })
    expect(snapshot.underlyings.get('BTC')).toMatchObject({ indexPrice: 66_400, confidence: 1, dailyVolume: 42_000 })
    expect(snapshot.underlyings.get('BTC')?.expiries.get(at)).toEqual({
      variableForward: 66_550,
      fixedForward: 0,
      rate: 0.03,
      confidence: 1,
    })
    expect(snapshot.contracts.get('BTC-27FEB26-75000-C')).toMatchObject({ kind: 'option', payoff: 'inverse', strike: 75_000, lotSize: 0.1 })
    expect(snapshot.contracts.get('ETH-PERP')).toEqual({
      id: 'ETH-PERP',
      kind: 'perpetual',
      payoff: 'linear',
      underlying: 'ETH',
      multiplier: 1,
      lotSize: 0.01,
    })
    expect(snapshot.marks.get('BTC-27FEB26-55000-P')).toEqual({ volatility: 0.83, confidence: 1 })
    expect(snapshot.collateral.get('BTC')).toEqual({
      price: 66_400,
      confidence: 1,
      initialHaircut: 0.1,
      maintenanceHaircut: 0.05,
      underlying: 'BTC',
    })
    expect(snapshot.collateral.get('USDC')).toEqual({ price: 0.9998, confidence: 1, initialHaircut: 0, maintenanceHaircut: 0 })
    for (const account of readPortfolio(resolve(examples, 'portfolio.yaml'))) expect(valueAccount(account, snapshot).ok).toBe(true)
  })

  test('behavior: the averaging window, books, returns inline and from a file beside', async () => {
    folder.write('closes.csv', ['date,close', ...[100, 110, 99, 101, 105, 104].map((close, i) => `2026-02-0${i + 1},${close}`)].join('\n'))
    const text = marketText
      .replace('forward: 66550', 'forward: 66550, fixedForward: 50')
      .replace(
        'dailyVolume: 42000',
        'returnsFile: closes.csv\n    depth: { bids: [{ price: 66390, size: 2 }], asks: [{ price: 66410, size: 3, persistence: 0.5 }] }',
      )
      .replace('index: 1960', 'index: 1960\n    dailyReturns: [0.01, "-0.02"]')
    const { snapshot, notes } = await readSnapshot(folder.write('more.yaml', text))
    const btc = snapshot.underlyings.get('BTC')
    expect(btc?.expiries.get(at)).toMatchObject({ variableForward: 66_500, fixedForward: 50 })
    expect(btc?.depth).toEqual({ bids: [{ price: 66_390, size: 2, persistence: 1 }], asks: [{ price: 66_410, size: 3, persistence: 0.5 }] })
    // The 5th was not over at 16:00, and the 6th had not begun.
    expect(btc?.dailyReturns?.map((value) => Math.exp(value).toFixed(4))).toEqual(['1.1000', '0.9000', '1.0202'])
    expect(snapshot.underlyings.get('ETH')?.dailyReturns).toEqual([0.01, -0.02])
    expect(notes[0]).toMatch(/^3 daily returns from .*closes\.csv, the last of 2026-02-04\.$/)
  })

  test('behavior: prices that cannot be are left to the valuation', async () => {
    const text = marketText.replace('asset: USD, price: 1', 'asset: USD, price: 0').replace('index: 1960', 'index: -5')
    expect((await readSnapshot(folder.write('odd.yaml', text))).snapshot.settlement.price).toBe(0)
  })

  test.each([
    [
      ['forward: 66550', 'foward: 66550'],
      'underlyings.BTC.expiries[0].foward (line 10, column 33): expected a known key, found the unknown key foward; did you mean forward?',
    ],
    [
      ['  USDC: { price', '  USDC: { prise'],
      'collateral.USDC.prise (line 26, column 11): expected a known key, found the unknown key prise; did you mean price?',
    ],
    [
      ['kind: perpetual, payoff: linear', 'kind: perp, payoff: linear'],
      'contracts.ETH-PERP.kind (line 15, column 21): expected one of spot, perpetual, future, option, found the text "perp"',
    ],
    [
      ['underlying: ETH, lotSize', 'underlyin: ETH, lotSize'],
      'contracts.ETH-PERP.underlyin (line 15, column 48): expected a known key, found the unknown key underlyin; did you mean underlying?',
    ],
    [['lotSize: 0.01', 'lotSize: 0'], 'contracts.ETH-PERP.lotSize (line 15, column 74): expected a number above 0, found 0'],
    [
      ['at: 2026-02-05T16:00', 'at: 2026-02-30'],
      'at (line 2, column 5): expected a time in UTC that exists, such as 2026-02-27T08:00, found the text "2026-02-30"',
    ],
    [
      ['BTC-27FEB26-75000-C', 'BTC-31FEB26-75000-C'],
      'marks.BTC-31FEB26-75000-C (line 20, column 24): expected a contract of contracts, or a Deribit name such as BTC-27FEB26-60000-P, found BTC-31FEB26-75000-C',
    ],
    [
      ['forward: 66550', 'forward: 66550, fixedForward: 70000'],
      'underlyings.BTC.expiries[0].fixedForward (line 10, column 63): expected at most the forward, 66550, found 70000',
    ],
    [
      ['initialHaircut: 0.1', 'initialHaircut: 0.01'],
      'collateral.BTC.maintenanceHaircut (line 25, column 83): expected at most initialHaircut, 0.01, found 0.05',
    ],
    [
      ['initialHaircut: 0.1', 'initialHaircut: 10'],
      'collateral.BTC.initialHaircut (line 25, column 57): expected a share from 0 to 1, found 10',
    ],
    [
      ['dailyVolume: 42000', 'dailyReturns: [0.1]\n    returnsFile: a.csv'],
      'underlyings.BTC.returnsFile (line 9, column 18): expected one of dailyReturns and returnsFile, found both',
    ],
    [
      ['rate: 0.03 }', 'rate: 0.03 }\n      - { at: 2026-02-27T08:00:00Z, forward: 1 }'],
      'underlyings.BTC.expiries[1].at (line 11, column 15): expected a time that no expiry before has, found one twice',
    ],
    [
      ['index: 66400', 'indx: 66400'],
      'underlyings.BTC.indx (line 7, column 5): expected a known key, found the unknown key indx; did you mean index?',
    ],
  ] as const)('error: %j', async (edit, fault) => {
    const file = edited(marketText, edit)
    expect((await faultsOf(async () => readSnapshot(file)))[0]).toBe(fault)
  })

  test('error: a file of returns that is absent, or not daily', async () => {
    const absent = edited(marketText, ['dailyVolume: 42000', 'returnsFile: absent.csv'])
    expect(await faultOf(async () => readSnapshot(absent))).toMatch(/absent\.csv: /)
    writeFileSync(
      join(folder.path, 'hourly.csv'),
      ['time,close', ...[1, 2, 3, 4, 5].map((hour) => `2026-02-01T0${hour}:00:00Z,${100 + hour}`)].join('\n'),
    )
    const fault = await faultOf(async () => readDailyReturns(join(folder.path, 'hourly.csv'), at))
    expect(fault).toMatch(/hourly\.csv: whole file: expected one row a day, found one row in 1 h$/)
  })
})
