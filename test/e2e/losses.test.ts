import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { DecisionPage, View } from '../../src/api/schema.ts'
import type { LossEvents, Queue } from '../../src/api/schema-losses.ts'
import type { AmountText } from '../../src/api/schema-units.ts'
import { serveRun, type ServedRun } from '../../src/api/serve.ts'
import { openScenarioSource } from '../../src/cli/scenario-source.ts'
import { withDrawnAccounts } from '../../src/daemon/members/with-drawn-accounts.ts'
import { startRun } from '../../src/daemon/run-service.ts'
import type { RunHandle } from '../../src/daemon/run-types.ts'
import { loadPolicy } from '../../src/policy/load.ts'
import { launchBrowser, openPage, type LaunchedBrowser } from './browser.ts'
import { createFakeSession } from './fake-session.ts'
import { longName, lossesSession, winnersInQueue } from './losses-world.ts'

const screenshots = process.env['SEAWALL_SCREENSHOTS']

let launched: LaunchedBrowser
let folder: string
let handle: RunHandle
let server: ServedRun
let every: ServedRun
let page: Page
let errors: string[]

// Half an hour in which the price falls, with drawn accounts of which some cannot pay.
beforeAll(async () => {
  launched = await launchBrowser()
  folder = mkdtempSync(join(tmpdir(), 'seawall-losses-'))
  const { policy, text } = loadPolicy('exchange-perpetual')
  const feed = openScenarioSource({ name: '2025-10-10', seed: 1, from: '2025-10-10T20:55', to: '2025-10-10T21:25' })
  handle = await startRun({
    name: 'losses',
    feed: withDrawnAccounts(feed, { count: 600, seed: 1, policy }),
    policy,
    policyText: text,
    seed: 1,
    runsFolder: folder,
    command: ['test'],
  })
  server = await serveRun({ session: handle.session, port: 0, key: 'k' })
  every = await serveRun({ session: lossesSession(), port: 0, key: 'k' })
  await handle.done
}, 120_000)
afterAll(async () => {
  await handle.stop()
  await server.close()
  await every.close()
  await launched.close()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(async () => {
  expect(errors).toEqual([])
  await page.context().close()
})

async function open(url: string, options: Parameters<typeof openPage>[1] = {}): Promise<void> {
  ;({ page, errors } = await openPage(launched.browser, options))
  await page.goto(url)
}
async function api<Answer>(path: string, from = server): Promise<Answer> {
  return (await (await fetch(`${from.url}${path}`)).json()) as Answer
}
async function shoot(name: string): Promise<void> {
  if (screenshots === undefined) return
  mkdirSync(screenshots, { recursive: true })
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true })
}
const card = (testId: string): Locator => page.getByTestId(testId)
/** What a place says, with every gap as one space: where the sources break a line is of no concern. */
const textOf = async (place: Locator): Promise<string> => ((await place.textContent()) ?? '').replaceAll(/\s+/g, ' ').trim()
/** What is written for an amount of six decimals: cut after two. */
const written = ({ minor }: AmountText): string =>
  (Number(BigInt(minor) / 10_000n) / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })
const lossesOf = async (from = server): Promise<NonNullable<View['losses']>> => {
  const { losses } = await api<View>('/api/view', from)
  if (losses === undefined) throw new Error('the policy bears losses')
  return losses
}

describe('losses of a real run', () => {
  test('default: every layer stands with what it opened with, holds and paid, and what they paid is all the losses', async () => {
    await open(`${server.url}/`)
    await card('loss-glance').getByRole('link').click()
    await card('waterfall').waitFor()
    const { waterfall } = await lossesOf()
    expect(waterfall?.losses).toBeGreaterThan(5)
    const rows = card('waterfall').locator('[data-layer]')
    expect(await rows.count()).toBe(waterfall?.layers.length)
    for (const [i, { layer, kind, opening, holds, paid }] of (waterfall?.layers ?? []).entries()) {
      const row = rows.nth(i)
      expect(await row.getAttribute('data-layer')).toBe(layer)
      expect(await textOf(row.locator('[data-part=paid]'))).toBe(kind === 'defaulterMargin' ? '–' : written(paid))
      expect(await textOf(row.locator('[data-part=holds]'))).toBe(holds ? written(holds) : '–')
      expect(await textOf(row.locator('[data-part=opening]'))).toBe(opening ? written(opening) : '–')
    }
    const { shortfall } = await api<{ shortfall: AmountText }>('/api/margin')
    const paid = waterfall?.layers.reduce((sum, layer) => sum + BigInt(layer.paid.minor), 0n) ?? 0n
    expect(paid).toBeGreaterThan(0n)
    expect(await textOf(card('loss-paid'))).toBe(written({ asset: '', minor: String(paid) }))
    expect(await textOf(card('waterfall-lost'))).toBe(written(shortfall))
    expect(await textOf(card('uncovered'))).toContain(written(waterfall?.uncovered ?? { asset: '', minor: '-1' }))
    await shoot('losses')
  })

  test('behavior: the newest losses with who paid, and the drawer steps through all that was decided of one', async () => {
    await open(`${server.url}/#/losses`)
    const { events, total } = await api<LossEvents>('/api/losses/events')
    const { waterfall } = await lossesOf()
    expect(total).toBe(waterfall?.losses)
    const rows = card('loss-events').locator('[data-loss]')
    await rows.first().waitFor()
    expect(await rows.count()).toBe(Math.min(100, total))
    const [newest] = events
    if (newest === undefined) throw new Error('there are losses')
    const said = await textOf(rows.first())
    expect(await rows.first().getAttribute('data-loss')).toBe(newest.decision)
    expect(said).toContain(newest.account)
    for (const amount of [newest.loss, ...newest.layers.map(({ used }) => used)]) expect(said).toContain(written(amount))
    await rows.first().getByRole('button').click()
    await page.locator(`[data-testid=explanation][data-decision="${newest.decision}"]`).waitFor()
    expect(await textOf(card('loss-layers').locator('tfoot tr').last())).toContain(written(newest.loss))
    const { decisions } = await api<DecisionPage>(`/api/decisions?event=${newest.event}`)
    expect(decisions[0]?.kind).toBe('liquidationStarted')
    const before = decisions[decisions.findIndex(({ id }) => id === newest.decision) - 1]
    await page.getByRole('button', { name: 'Older' }).click()
    await page.locator(`[data-testid=explanation][data-decision="${before?.id}"]`).waitFor()
    await page.keyboard.press('Escape')
    await card('explanation').waitFor({ state: 'detached' })
    await card('loss-events').getByRole('searchbox').fill(newest.account.toUpperCase())
    expect(await rows.count()).toBe(events.filter(({ account }) => account.includes(newest.account)).length)
  })

  test('behavior: each winner has its place and the fall of the fund that closes it', async () => {
    await open(`${server.url}/#/losses`)
    const { deleveraging } = await lossesOf()
    const [contract] = await api<readonly string[]>('/api/losses/contracts')
    const queue = await api<Queue>(`/api/losses/queue?contract=${encodeURIComponent(contract ?? '')}&side=short`)
    expect(queue.total).toBeGreaterThan(20)
    expect(await textOf(card('until-start'))).toContain(written(deleveraging?.untilStart ?? { asset: '', minor: '-1' }))
    const rows = card('queue').locator('[data-place]')
    await rows.first().waitFor()
    for (const i of [0, 7, 19]) {
      const place = queue.places[i]
      expect(await textOf(rows.nth(i).locator('th'))).toBe(place?.account)
      expect(await textOf(rows.nth(i).locator('[data-part=ends]'))).toBe(place?.endsAt ? written(place.endsAt) : 'never')
    }
    expect(await textOf(card('queue-foot'))).toContain(`of ${queue.total.toLocaleString('en-US')} winners`)
  })
})

describe('every loss there can be', () => {
  test('behavior: an auction says its stage, the time that counts, why its clock stands still, and its price', async () => {
    await open(`${every.url}/#/losses`)
    const dutch = card('auctions').locator('[data-closing="12:0"]')
    await dutch.waitFor()
    const said = await textOf(dutch)
    expect(said).toContain(longName)
    for (const part of ['37 of 100 parts left', 'insolvent, round 2', '12 min 34 s', '487 bps', '12,345,678.90 USDT', '3 bidders so far'])
      expect(said).toContain(part)
    expect(await textOf(dutch.locator('[data-part=stops]'))).toMatch(/stands still: .*marks that are believed; a book is not whole/)
    const batch = await textOf(card('auctions').locator('[data-closing="13:0"]'))
    expect(batch).toContain('4 s, closes in 6 s')
    expect(batch).toContain('set by the bids')
    expect(batch).toContain('2 sealed')
    expect(await textOf(card('auctions').locator('[data-closing="11:0"]'))).toContain('without bids for 2 min')
    await card('providers').locator('summary').click()
    expect(await textOf(card('providers').locator('tbody tr').first())).toMatch(/provider-1.*100 bps.*3,000,000\.00/)
  })

  test('behavior: what nobody covers, the cuts to come and the capped period are said', async () => {
    await open(`${every.url}/#/losses`)
    await card('uncovered').waitFor()
    expect(await textOf(card('uncovered'))).toMatch(/Uncovered.*since .* UTC.*812,345\.67/)
    expect(await card('cuts').locator('tbody tr').allTextContents()).toEqual([
      expect.stringMatching(/in force.*0\.0400 %/s),
      expect.stringMatching(/in 1 h.*0\.40 %/s),
      expect.stringMatching(/in 24 h.*4\.00 %/s),
      expect.stringMatching(/in 7 d.*10\.00 %/s),
    ])
    expect(await textOf(card('period'))).toContain('with 3 defaults so far')
    const flow = card('waterfall').locator('[data-layer="ownMoney:firstTranche"] .flow')
    // What the mutual fund and the assessments paid, and what is uncovered.
    expect(await textOf(flow)).toContain('8,312,345.67 went on')
    expect(await textOf(card('deleveraging-state'))).toContain('Winners are closed now: the fund is empty')
    expect(await textOf(card('waves').locator('tbody tr').first())).toMatch(/^7.*7,000\.00.*6,300\.00.*12$/)
  })

  test('behavior: of thousands of winners some are listed, and any is found by its name', async () => {
    await open(`${every.url}/#/losses`)
    const rows = card('queue').locator('[data-place]')
    await rows.first().waitFor()
    expect(await rows.count()).toBe(50)
    expect(await textOf(card('queue-foot'))).toContain(`50 of ${winnersInQueue.toLocaleString('en-US')} winners`)
    await page.getByRole('button', { name: 'Show 200 of them' }).click()
    expect(await rows.count()).toBe(200)
    await page.getByLabel('Find an account’s place by its name').fill(longName.slice(5, 30).toUpperCase())
    await expect.poll(() => rows.count()).toBe(1)
    expect(await textOf(rows)).toMatch(new RegExp(`^4322.*${longName}.*never`))
    await page.getByLabel('Find an account’s place by its name').fill('zzz')
    await card('deleveraging').getByText('None of 5,000 winners has that in its name.').waitFor()
  })

  test('behavior: shares, guarantees, loans and gains in review', async () => {
    await open(`${every.url}/#/losses`)
    await card('fund').waitFor()
    expect(await textOf(card('fund-status'))).toBe('on ice: many want out')
    expect(await textOf(card('fund-holds'))).toContain('1,000.00')
    // Whoever leaves stands first.
    expect(await textOf(card('fund').locator('tbody tr').first())).toMatch(/^staker-7.*53\.00.*−9\.00.*in 2 d 18 h.*pays 24\.40/)
    const books = await textOf(card('facility-books'))
    for (const part of [
      '600,000.00',
      '100,000.00 of 500,000.00 left',
      'called for more collateral',
      '12.0 % a year',
      '44,000.00 this epoch',
      '777.00',
    ])
      expect(books).toContain(part)
    expect(books).toContain('made against a linked account')
  })

  const table = [
    { width: 1_280, scheme: 'light' },
    { width: 1_280, scheme: 'dark' },
    { width: 390, scheme: 'light' },
    { width: 390, scheme: 'dark' },
    { width: 320, scheme: 'light' },
  ] as const
  test.each(table)('behavior: $width px, $scheme: nothing scrolls sideways', async ({ width, scheme }) => {
    await open(`${every.url}/#/losses`, { width, scheme })
    await card('queue').locator('[data-place]').first().waitFor()
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0)
    await shoot(`losses-${width}-${scheme}`)
  })
})

describe('empty states', () => {
  test('behavior: a policy without any of it says so, has no such page in the bar and no card on the market page', async () => {
    const session = createFakeSession()
    session.goTo(700)
    const without = await serveRun({ session, port: 0, key: 'k' })
    await open(`${without.url}/#/losses`)
    await card('no-losses').getByText('Its policy has no waterfall').waitFor()
    await card('no-losses').getByRole('link').click()
    await page.getByTestId('state').waitFor()
    expect(await card('loss-glance').count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Losses', exact: true }).count()).toBe(0)
    await page.goto('about:blank')
    await without.close()
  })

  test('behavior: before anything is lost the page says so', async () => {
    const session = lossesSession()
    const view = session.view()
    const { waterfall } = view?.losses ?? {}
    if (view === undefined || waterfall === undefined) throw new Error('there is a waterfall')
    const nothing = { asset: 'USDT', minor: 0n } as const
    const { asset, decimals, layers } = waterfall
    const still = layers.map((layer) => ({ ...layer, paid: nothing }))
    const losses = { waterfall: { asset, decimals, layers: still, contributors: 0, losses: 0, uncovered: nothing, cuts: [] } }
    const calm = await serveRun({ session: { ...session, view: () => ({ ...view, losses }) }, port: 0, key: 'k' })
    await open(`${calm.url}/#/losses`)
    await card('loss-events').getByText('Every member has paid what it owed so far.').waitFor()
    expect(await textOf(card('uncovered'))).toBe('Nothing is uncovered 0.00')
    expect(await card('waterfall').locator('.flow').count()).toBe(0)
    await page.goto('about:blank')
    await calm.close()
  })
})
