import { parseHTML } from 'linkedom'
import { expect, test } from 'vitest'
import { inDays, madeSnapshot } from '../../test/margin.ts'
import { accept, refuse } from '../base/result.ts'
import type { TimeUs } from '../base/time.ts'
import { runMarginHistory } from '../lab/margin-history/run-history.ts'
import type { MarginModel, MarginModelName } from '../margin/margin-model.ts'
import type { MarketSnapshot } from '../margin/market-snapshot.ts'
import { shockSnapshot } from '../margin/shock-snapshot.ts'
import { renderMarginHistory } from './margin-history-page.ts'

/** A tenth of the index for every position, `times` over. */
const flat = (name: MarginModelName, times: number): MarginModel => ({
  name,
  title: `flat ${name}`,
  effectiveFrom: '2026-01-01',
  source: 'made here',
  assess: ({ equity, positions, account }, snapshot) => {
    if (account.id === 'calendar' && name === 'tims') return refuse({ account: account.id, reason: 'contractNotCovered' })
    const initialMargin = 0.1 * times * positions.length * (snapshot.underlyings.get('BTC')?.indexPrice ?? 0)
    return accept({ initialMargin, maintenanceMargin: initialMargin / 2, equity, parts: [], scans: [] })
  },
})

/** The made market, 20 % lower on the second day. */
function snapshotAt(at: TimeUs): Promise<MarketSnapshot> {
  const made = madeSnapshot({ at })
  return Promise.resolve(at === inDays(1) ? shockSnapshot(made, { spotMove: -0.2 }) : made)
}

async function read(times: readonly TimeUs[]) {
  const result = await runMarginHistory({
    file: '<chains>.parquet',
    underlying: 'BTC',
    times,
    snapshotAt,
    models: [flat('span', 1), flat('tims', 2)],
  })
  const html = renderMarginHistory(result)
  const { document } = parseHTML(html) as unknown as {
    document: { querySelectorAll: (selector: string) => Iterable<{ textContent: string }> }
  }
  const text = (selector: string): readonly string[] =>
    [...document.querySelectorAll(selector)].map((one) => one.textContent.replaceAll(/\s+/g, ' ').trim())
  return { html, text, result }
}

test('default: the answer, models side by side, a figure and a table for every portfolio', async () => {
  const { html, text, result } = await read([inDays(0), inDays(1), inDays(2)])
  expect(result.series).toHaveLength(24)
  expect(text('.verdict')[0]).toContain('peaked at 1.25 times its lowest under span')
  expect(text('.portfolios figure')).toHaveLength(12)
  expect(text('#models tbody tr')[0]).toMatch(/^span ?1\.25 ?25 % ?25 %/)
  expect(text('#measures details')).toHaveLength(12)
  expect(html).toContain('unknown: contractNotCovered')
  expect(html).toContain('&lt;chains&gt;.parquet')
  expect(html).not.toMatch(/NaN|undefined|Infinity|<script/)
})

test('behavior: a loss within a day beyond the margin held before it is counted', async () => {
  const { result } = await read([inDays(0), inDays(1), inDays(2)])
  const long = result.series.find(({ account, model }) => account === 'long-perpetual' && model === 'span')
  // A tenth of 60,000 was held against a fall of 12,000.
  expect(long?.measures).toMatchObject({ breaches: 1, judged: 2, worstUse: 2 })
})

test('error: a history that no expiry outlives says which there are', async () => {
  await expect(read([inDays(0), inDays(59.5)])).rejects.toThrow(/2026-02-15, 2026-04-06/)
})
