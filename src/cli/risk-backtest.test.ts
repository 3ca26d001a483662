import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createCommandLine, type Answer } from '../../test/command-line.ts'
import { InputFault } from '../base/fault.ts'
import { createProgram } from './program.ts'

const line = createCommandLine()
const { folder, put } = line
const seawall = (...args: readonly string[]): Answer => line.seawall('risk', 'backtest', ...args)

/** Closes of so many days, whose returns come and go and repeat nothing. */
function closes(count: number): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const price = 100 * (1 + 0.05 * Math.sin(i * 1.7) + 0.03 * Math.sin(i * i * 0.37) + (i % 97 === 0 ? -0.06 : 0))
    return `${new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10)},${price.toFixed(4)}`
  })
  return `Date,Close\n${rows.join('\n')}\n`
}

put('closes.csv', closes(260))
const quick = ['--data', 'closes.csv', '--model', 'historical,normal', '--window', '100', '--samples', '99']

describe('seawall risk backtest', () => {
  test('default: a table, the columns as they were understood, a sentence a model', () => {
    const { code, out, err } = seawall(...quick)
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('closes.csv: 159 forecasts from 2020-04-11 to 2020-09-16, confidence 0.99, window 100, refit every 20, seed 1')
    expect(out).toContain('Column "Close" holds prices, by its name')
    expect(out).toMatch(/^model +exceed +expected +Basel +Kupiec +Christoffersen +duration +DQ .*verdict$/m)
    expect(out).toMatch(/^historical (holds|is doubtful|fails): \d+ exceedances where 1\.6 were expected/m)
    expect(out).toMatch(/^normal (holds|is doubtful|fails): /m)
    expect(out).toContain('Only 1.59 exceedances are expected of 159 forecasts')
  })

  test('behavior: --json is one object with tests, verdicts, ranking and, on request, every forecast', () => {
    const { code, out } = seawall(...quick, '--json')
    expect(code).toBe(0)
    const answer = JSON.parse(out) as Record<string, unknown>
    expect(Object.keys(answer).sort()).toEqual(['caveats', 'data', 'models', 'options', 'ranking', 'samples', 'seed', 'version'])
    expect(answer).toMatchObject({
      data: {
        losses: 259,
        forecasts: 159,
        from: '2020-04-11T00:00:00.000Z',
        column: { name: 'Close', kind: 'price' },
        unit: 'fraction',
        gaps: { count: 0, dropped: false },
      },
      options: { window: 100, refitEvery: 20, confidence: 0.99 },
      models: [{ name: 'historical', fits: 8, verdict: {}, zones: {}, report: { kupiec: {}, shortfall: {} } }, { name: 'normal' }],
      ranking: { observations: 159, places: [{}, {}] },
    })
    // Typed arrays would have become objects with a key for each place.
    expect(out).not.toMatch(/"0":/)
    const [first] = answer['models'] as { tests: { name: string; outcome: unknown }[] }[]
    expect(first?.tests.map(({ name }) => name)).toHaveLength(10)
    const whole = JSON.parse(seawall(...quick, '--json', '--forecasts').out) as {
      forecasts: { at: string[]; losses: number[]; models: Record<string, Record<string, number[]>> }
    }
    expect(whole.forecasts.at[0]).toBe('2020-04-11T00:00:00.000Z')
    expect(whole.forecasts.losses).toHaveLength(159)
    expect(Object.keys(whole.forecasts.models['normal'] ?? {})).toEqual([
      'valueAtRisk',
      'expectedShortfall',
      'volatility',
      'probabilityAbove',
    ])
    expect(whole.forecasts.models['normal']?.['valueAtRisk']).toHaveLength(159)
  })

  test('behavior: the page is written, and the result does not depend on the threads', () => {
    const { out, err } = seawall(...quick, '--html', 'page.html', '--workers', '2')
    expect(err).toBe('page: page.html\n')
    const html = readFileSync(join(folder, 'page.html'), 'utf8')
    expect(html).toContain('npx seawall risk backtest --data closes.csv')
    expect(html).not.toMatch(/NaN|undefined/)
    expect(readdirSync(join(folder, '.cache/risk-backtest')).length).toBeGreaterThan(0)
    expect(seawall(...quick, '--workers', '1', '--resume').out).toBe(out)
  })

  test('behavior: Ctrl-C ends with 130, keeps what is done, and --resume goes on from it', async () => {
    put('long.csv', closes(2_600))
    const args = [
      '--data',
      'long.csv',
      '--model',
      'historical,garch-t,gjr-t',
      '--window',
      '1000',
      '--refit-every',
      '1',
      '--samples',
      '99',
      '--workers',
      '1',
    ]
    const begun = line.started('risk', 'backtest', ...args)
    const cache = join(folder, '.cache/risk-backtest')
    const kept = (): number => readdirSync(cache).flatMap((name) => readdirSync(join(cache, name))).length
    const before = kept()
    // The model that is quick is done first; then the slow ones are interrupted.
    const watch = setInterval(() => {
      if (kept() === before) return
      clearInterval(watch)
      begun.process.kill('SIGINT')
    }, 20)
    const { code, err } = await begun.ended
    clearInterval(watch)
    expect(code).toBe(130)
    expect(err).toMatch(/Stopped with [1-9]\d* of 12 parts done\. The same command with --resume goes on from there\./)
  })
})

describe('bad input', () => {
  // Columns: arguments beside a good file, what stderr says.
  const options: readonly (readonly [readonly string[], string])[] = [
    [['--model', 'historicl'], '--model: value: expected one of historical, age-weighted,'],
    [['--confidence', '1'], '--confidence: value: expected a number strictly between 0 and 1, such as 0.99, found "1"'],
    [['--confidence', '0'], '--confidence: value: expected a number strictly between 0 and 1'],
    [['--confidence', '99%'], '--confidence: value: expected a number strictly between 0 and 1'],
    [['--window', '1'], '--window: value: expected a whole number, 2 or above, found "1"'],
    [['--window', '2.5'], '--window: value: expected a whole number'],
    [['--window', '259'], '--window: value: expected fewer than the 259 losses of the series, found 259'],
    [['--window', '60', '--model', 'evt'], '--window: value: expected at least 100 for evt, found 60'],
    [['--refit-every', '0'], '--refit-every: value: expected a whole number, 1 or above'],
    [['--workers', '0'], '--workers: value: expected a whole number, 1 or above'],
    [['--workers', '65'], '--workers: value: expected a whole number from 0 to 64'],
    [['--samples', '10'], '--samples: value: expected a whole number, 99 or above'],
    [['--seed', '-1'], '--seed: value: expected a whole number from 0'],
    [['--every', '90s'], '--every: value: expected a number of minutes, hours or days such as 1m, 4h or 1d'],
    [['--kind', 'profit'], '--kind: value: expected price or return or loss, found "profit"'],
    [['--position', 'flat'], '--position: value: expected long or short'],
    [['--returns', 'percent'], '--returns: value: expected simple or log'],
    [['--gaps', 'fill'], '--gaps: value: expected auto or keep or drop'],
    [['--missing', 'fill'], '--missing: value: expected fault or skip'],
    [['--from', '2020-02-30'], '--from: value: expected a date or date-time in UTC'],
    [['--from', '2020-03-01', '--to', '2020-03-01'], '--to: value: expected a time after --from'],
    [['--column', 'Open'], 'column "Open": expected one of the columns of the file, found the columns Date, Close'],
  ]
  // In this process, since a process of its own for each would take most of the time of all tests.
  test.each(options)('error: %j', async (args, message) => {
    const run = createProgram().parseAsync(['node', 'seawall', 'risk', 'backtest', '--data', line.at('closes.csv'), '--quiet', ...args])
    await expect(run).rejects.toThrow(message)
    await expect(run).rejects.toBeInstanceOf(InputFault)
  })

  test('error: no data, no such file, a file that is bad in one place; with --json one object', () => {
    expect(seawall()).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining("required option '--data <file>' not specified") as string,
    })
    put('bad.csv', closes(50).replace(/^2020-01-20,.*$/m, '2020-01-20,NaN'))
    const answer = seawall('--data', 'bad.csv', '--json')
    expect(answer.code).toBe(2)
    expect(JSON.parse(answer.out)).toMatchObject({
      error: {
        kind: 'input',
        faults: [{ file: 'bad.csv', place: 'line 21, column "Close"', expected: 'a price above zero', found: 'NaN' }],
      },
    })
  })

  test('error: a page that cannot be written says where, before anything is worked out', () => {
    const { code, out, err } = seawall(...quick, '--html', 'no/such/folder/page.html')
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('--html: value: expected a file in a folder that is there, found "no/such/folder/page.html"')
    expect(existsSync(join(folder, 'no'))).toBe(false)
  })
})
