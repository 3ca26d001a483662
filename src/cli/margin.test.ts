import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createCommandLine, type Answer } from '../../test/command-line.ts'
import { madeModel } from '../../test/margin-model.ts'
import { madeAccount, madeSnapshot } from '../../test/margin.ts'
import { chainCsv } from '../../test/option-chain.ts'
import { refuse } from '../base/result.ts'
import { marginsOf, type MarginQuestion } from '../lab/margin/report-accounts.ts'
import { parseWhatIf } from '../margin/analysis/what-if.ts'
import { marginModelNames, type MarginModel } from '../margin/margin-model.ts'
import { curveText } from './margin-curve-text.ts'
import { marketExample, portfolioExample } from './margin-help.ts'
import { marginJson } from './margin-json.ts'
import { modelsAsked, whatIfsAsked } from './margin-options.ts'
import { marginRefusalText } from './margin-refusal-text.ts'
import { marginText, type MarginAbout } from './margin-text.ts'

const examples = resolve(import.meta.dirname, '../../examples/margin')
const portfolio = resolve(examples, 'portfolio.yaml')
const market = resolve(examples, 'market.yaml')
const { put, seawall } = createCommandLine()
const margin = (...args: readonly string[]): Answer => seawall('margin', ...args)

const snapshot = madeSnapshot()
const whatIf = parseWhatIf('spot -20%', ['BTC', 'ETH'])
const question: MarginQuestion = {
  snapshot,
  models: [madeModel],
  whatIfs: whatIf.ok ? [whatIf.value] : [],
  depth: 'everything',
  curve: {},
}
const long = madeAccount({ cash: 20_000, positions: [{ contract: 'BTC-PERP', size: 1, entryPrice: 60_000 }] })
const bad = madeAccount({ id: 'odd', positions: [{ contract: 'DOGE-PERP', size: 1 }] })
const about: MarginAbout = { market: 'made', asset: 'USD', notes: ['made up.'], width: 120, curves: 'drawn' }

describe('marginText', () => {
  test('default: one account under one model, with everything', () => {
    const text = marginText([marginsOf(long, question)], about)
    expect(text).toContain('Made for tests (tiered), numbers of 2026-01-01\nsource: closed form')
    expect(text).toMatch(
      /equity, USD +20,000\n +initial margin +6,000 +leaves 14,000\n +maintenance margin +3,000 +leaves 17,000\n +ratio +15\.0 % +healthy\n/,
    )
    expect(text).toMatch(/made of +initial +maintenance\n +share of notional +6,000 +3,000/)
    expect(text).toMatch(/worst scenario +profit\n +BTC +spot -20 % +of 3 +-12,000/)
    expect(text).toMatch(
      /position +size +value +worst loss +adds to initial +closing frees: initial +maintenance\n +BTC-PERP +1 +0\.00 +12,000 +6,000 +6,000 +3,000/,
    )
    // 20,000 + price - 60,000 = 0.05 price
    expect(text).toMatch(/BTC +60,000 +42,105\.3 \(-29\.8 %\) +none +40,000 \(-33\.3 %\) +none/)
    expect(text).toMatch(/as it is +20,000 +6,000 +3,000 +15\.0 % +healthy\n +spot -20% +8,000 +4,800 +2,400 +30\.0 % +healthy/)
    expect(text).toContain('margin against spot')
    expect(text).toContain('\nnote: made up.')
    expect(text).not.toContain('unknown')
  })

  test('behavior: an account below the line is told where it comes back', () => {
    const text = marginText([marginsOf({ ...long, cash: 1_000 }, question)], about)
    // 1,000 + price - 60,000 = 0.05 price
    expect(text).toMatch(/BTC +60,000 +none +back at 62,105\.3 \(\+3\.5 %\) +59,000 \(-1\.7 %\) +none/)
    const models = [madeModel, madeModel]
    expect(marginText([marginsOf({ ...long, cash: 1_000 }, { ...question, models })], about)).toMatch(/none +back at 62,105\.3/)
  })

  test('regression: a what-if moves a position that has no price of entry', () => {
    const account = madeAccount({ cash: 20_000, positions: [{ contract: 'BTC-PERP', size: 1 }] })
    expect(marginText([marginsOf(account, question)], about)).toMatch(/spot -20% +8,000 +4,800/)
  })

  test('behavior: a narrow terminal gets two tables in place of one that breaks', () => {
    const text = marginText([marginsOf(long, { ...question, curve: {} })], { ...about, width: 70 })
    expect(text).toMatch(/\n +position +size +value +worst loss +adds to initial\n/)
    expect(text).toMatch(/\n +closing it frees +initial +maintenance\n +BTC-PERP +6,000 +3,000\n/)
    const inTables = text.split('\n').slice(2, -2)
    expect(Math.max(...inTables.map((line) => line.length))).toBeLessThanOrEqual(90)
  })

  test('behavior: a bad account is listed with its reason and the others are margined', () => {
    const text = marginText(
      [bad, long].map((account) => marginsOf(account, { ...question, depth: 'figures', whatIfs: [] })),
      about,
    )
    expect(text).toMatch(
      /account, in USD +equity +initial +maintenance +ratio +status\n +odd +unknown\n +fund-7 +20,000 +6,000 +3,000 +15\.0 % +healthy/,
    )
    expect(text).toMatch(
      /unknown: takes no new risk, and is not liquidated\n +odd +expected a contract of the snapshot, not DOGE-PERP, found none/,
    )
  })

  test('behavior: models side by side, and what all of them refuse once', () => {
    const refusing: MarginModel = {
      ...madeModel,
      name: 'span',
      assess: () => refuse({ account: 'fund-7', reason: 'depthMissing', subject: 'BTC' }),
    }
    const models = [madeModel, refusing]
    const text = marginText(
      [bad, long].map((account) => marginsOf(account, { ...question, models })),
      about,
    )
    expect(text).toMatch(/odd +each +unknown\n +fund-7 +tiered +20,000 .*\n +fund-7 +span +unknown\n/)
    expect(text).toMatch(
      /model +worst scenario +profit +price +liquidation below +above\n +tiered +spot -20 % +-12,000 +BTC +42,105\.3 \(-29\.8 %\) +none/,
    )
    expect(text).toMatch(
      /odd +each +expected a contract of the snapshot, not DOGE-PERP, found none\n +fund-7 +span +expected a book to close BTC against, found none \(see --daily-volume\)/,
    )
  })

  test('behavior: an account without equity, and one whose what-if is not known', () => {
    const late = parseWhatIf('time +11d', [])
    const account = madeAccount({ cash: -70_000, positions: [{ contract: 'BTC-10D-60000-C', size: 0.1 }] })
    const text = marginText([marginsOf(account, { ...question, whatIfs: late.ok ? [late.value] : [] })], about)
    expect(text).toMatch(/ratio +no equity +bankrupt: owes more than it has/)
    expect(text).toContain('unknown: expected a contract that has not expired, not BTC-10D-60000-C')
  })
})

test('behavior: JSON has the same keys for every account, and null for what is not known', () => {
  const margins = [long, bad].map((account) => marginsOf(account, question))
  const json = JSON.parse(JSON.stringify(marginJson(margins, { snapshot, notes: [] }))) as Record<string, unknown>
  expect(json).toMatchObject({
    at: '2026-02-05T16:00:00Z',
    settlementAsset: 'USD',
    indexPrices: { BTC: 60_000, ETH: 3_000 },
    models: [{ name: 'tiered', effectiveFrom: '2026-01-01' }],
    accounts: [
      {
        id: 'fund-7',
        owner: null,
        margins: [
          {
            ...{ model: 'tiered', status: 'healthy', equity: 20_000, initialMargin: 6_000, maintenanceMargin: 3_000, marginRatio: 0.15 },
            ...{ initialBalance: 14_000, maintenanceBalance: 17_000, shortfall: null },
            parts: [{ name: 'share of notional', initial: 6_000, maintenance: 3_000 }],
            scans: [{ underlying: 'BTC', worstScenario: 'spot -20 %', worstProfit: -12_000 }],
            positions: [{ contract: 'BTC-PERP', size: 1, value: 0, freedByClosing: { initial: 6_000, maintenance: 3_000 } }],
            prices: [{ underlying: 'BTC', indexPrice: 60_000, liquidation: { above: null }, bankruptcy: { below: 40_000, above: null } }],
            whatIfs: [{ text: 'spot -20%', equity: 8_000, status: 'healthy' }],
          },
        ],
      },
      {
        id: 'odd',
        margins: [
          {
            status: 'unknown',
            refusal: {
              reason: 'contractUnknown',
              subject: 'DOGE-PERP',
              found: null,
              text: 'expected a contract of the snapshot, not DOGE-PERP, found none',
            },
          },
        ],
      },
    ],
  })
})

describe('curveText', () => {
  const curve = Array.from({ length: 151 }, (_, i) => {
    const spotMove = (i - 50) / 100
    return { spotMove, figures: { equity: 100 * spotMove, initialMargin: 20, maintenanceMargin: 10 } }
  })

  test('default: lines, zero, and moves below', () => {
    const drawn = curveText(curve, { width: 80, height: 16 })
    expect(drawn).toHaveLength(16 + 3)
    expect(drawn[0]).toMatch(/^ +100 │.*\*$/)
    expect(drawn[15]).toMatch(/^ +-50 │\*/)
    expect(drawn[10]).toMatch(/^ +0 │ *·+\*+·+$/)
    expect(drawn[17]).toMatch(/^ +-50 % .* 0 % .* \+100 %$/)
    expect(Math.max(...drawn.map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  test('behavior: flat figures, and nothing known', () => {
    expect(curveText([{ spotMove: 0 }], { width: 80, height: 16 })).toEqual(['  the account is not known at any of these prices'])
    const flat = curve.map(({ spotMove }) => ({ spotMove, figures: { equity: 0, initialMargin: 0, maintenanceMargin: 0 } }))
    expect(curveText(flat, { width: 40, height: 5 })[0]).toContain('****')
  })
})

describe('options', () => {
  test('behavior: models in the order asked, once each, and all of them', () => {
    expect(modelsAsked({ model: ['span,tims', 'span'] }).map(({ name }) => name)).toEqual(['span', 'tims'])
    expect(modelsAsked({ model: ['all'] }).map(({ name }) => name)).toEqual([...marginModelNames])
  })

  test('error: a model that is none, and a move that is none', () => {
    expect(() => modelsAsked({ model: ['deribt'] })).toThrow(/found "deribt"; did you mean deribit\?$/)
    expect(() => modelsAsked({ model: [] })).toThrow(/^--model: option: expected one of derive-pmrm2, .*, or all, found nothing$/)
    expect(() => whatIfsAsked(['spot -10%, vol 5%'], ['BTC'])).toThrow(
      '--what-if: "spot -10%, vol 5%": expected spot, vol or time with a sign and a number, an underlying before it where one alone moves: "BTC spot -10%", found "vol 5%"',
    )
    expect(() => whatIfsAsked(['SOL spot -10%'], ['BTC', 'ETH'])).toThrow(
      'expected an underlying of the market (BTC, ETH), found "SOL spot -10%"',
    )
  })

  test('behavior: a refusal names the option that would help', () => {
    expect(marginRefusalText({ account: 'a', reason: 'historyMissing', subject: 'BTC' })).toMatch(/BTC, found none \(see --returns\)$/)
    expect(marginRefusalText({ account: 'a', reason: 'markMissing', subject: 'BTC' })).toMatch(/BTC, found none$/)
  })
})

describe('seawall margin', () => {
  test('default: the examples, as text', () => {
    const answer = margin(portfolio, '--market', market, '--model', 'deribit', '--what-if', 'spot -10%, vol +20%', '--curve')
    expect(answer).toMatchObject({ code: 0, err: '' })
    expect(answer.out).toContain('2026-02-05T16:00:00Z: BTC 66,400, ETH 1,960, in USD')
    expect(answer.out).toMatch(/covered-call +78,400/)
    expect(answer.out).toMatch(/spot -10%, vol \+20% /)
  })

  test('behavior: the files of the help are sound', () => {
    const answer = margin(put('p.yaml', portfolioExample), '--market', put('m.yaml', marketExample), '--model', 'tims,deribit', '--json')
    expect(answer).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(answer.out)).toMatchObject({ accounts: [{ margins: [{ status: 'healthy' }, { status: 'healthy' }] }] })
  })

  test('behavior: a chain, one bad account among others, and exactly one JSON object', () => {
    put('made.csv', chainCsv())
    put(
      'two.yaml',
      'accounts:\n- { id: bad, positions: [{ contract: BTC-1JAN26-60000-C, size: 1 }] }\n- { id: good, cash: 5e4, positions: [{ contract: BTC-15FEB26-60000-C, size: -1 }] }',
    )
    const answer = margin('two.yaml', '--market', 'made.csv', '--model', 'tims', '--json')
    expect(answer).toMatchObject({ code: 1, err: '' })
    expect(JSON.parse(answer.out)).toMatchObject({
      accounts: [
        { id: 'bad', margins: [{ status: 'unknown', refusal: { reason: 'contractExpired' } }] },
        { id: 'good', margins: [{ status: 'healthy', scans: [{}] }] },
      ],
      notes: expect.arrayContaining([expect.stringContaining('taken at the nearest forward')]) as unknown,
    })
  })

  test.each([
    [['none.yaml', '--market', market, '--model', 'tims'], 'none.yaml: path: expected a portfolio in YAML or JSON, found no such file'],
    [
      [portfolio, '--market', 'none.yaml', '--model', 'tims'],
      'none.yaml: path: expected a market snapshot in YAML or JSON, found no such file',
    ],
    [
      [portfolio, '--market', 'none.parquet', '--model', 'tims'],
      'none.parquet: path: expected an option chain: .parquet, .csv or .csv.gz, found no such file',
    ],
    [
      [portfolio, '--market', market, '--model', 'tims', '--at', '2026-02-05'],
      '--at: option: expected this option with option chains only',
    ],
    [
      [portfolio, '--market', market, '--model', 'tims', '--along', 'SOL'],
      '--along: value: expected an underlying of the market (BTC, ETH), found "SOL"',
    ],
    [
      [portfolio, '--market', market, '--model', 'tims', '--daily-volume', '5'],
      '--daily-volume: value: expected the underlying with it, such as BTC=..., found several underlyings, BTC or ETH',
    ],
    [[portfolio, '--model', 'tims'], '--market: option: expected a market snapshot, or a file of option chains, found nothing'],
    [[portfolio, '--market', market], '--model: option: expected one of'],
  ])('error: %j', (args, text) => {
    const answer = margin(...args)
    expect(answer).toMatchObject({ code: 2, out: '' })
    expect(answer.err).toContain(text)
  })
})
