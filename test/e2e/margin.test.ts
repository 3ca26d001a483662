import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { DecisionPage } from '../../src/api/schema.ts'
import type { MarginAccountPage, MarginOverview } from '../../src/api/schema-margin.ts'
import { serveRun, type ServedRun } from '../../src/api/serve.ts'
import { startRun } from '../../src/daemon/run-service.ts'
import type { RunHandle } from '../../src/daemon/run-types.ts'
import { loadPolicy } from '../../src/policy/load.ts'
import { launchBrowser, openPage, type LaunchedBrowser } from './browser.ts'
import { createFakeSession } from './fake-session.ts'
import { marginWorldFeed, marginWorldPolicy } from './margin-world.ts'

const screenshots = process.env['SEAWALL_SCREENSHOTS']

let launched: LaunchedBrowser
let folder: string
let handle: RunHandle
let server: ServedRun
let page: Page
let errors: string[]

// Twenty-six minutes around 10:30 in a few seconds, with 120 accounts: it plays while the first test looks at it.
beforeAll(async () => {
  launched = await launchBrowser()
  folder = mkdtempSync(join(tmpdir(), 'seawall-margin-'))
  const file = join(folder, 'policy.yaml')
  writeFileSync(file, marginWorldPolicy())
  const { policy, text } = loadPolicy(file)
  handle = await startRun({
    name: 'margin',
    feed: marginWorldFeed({ accounts: 120, from: '2020-03-12T10:20', to: '2020-03-12T10:46' }),
    policy,
    policyText: text,
    seed: 1,
    runsFolder: folder,
    speed: 400,
    command: ['test'],
  })
  server = await serveRun({ session: handle.session, port: 0, key: 'k' })
})
afterAll(async () => {
  await handle.stop()
  await server.close()
  await launched.close()
  rmSync(folder, { recursive: true, force: true })
})
afterEach(async () => {
  expect(errors).toEqual([])
  await page.context().close()
})

async function open(path: string, options: Parameters<typeof openPage>[1] = {}): Promise<void> {
  ;({ page, errors } = await openPage(launched.browser, options))
  await page.goto(`${server.url}/${path}`)
}
async function api<Answer>(path: string): Promise<Answer> {
  return (await (await fetch(`${server.url}${path}`)).json()) as Answer
}
async function shoot(name: string, fullPage = true): Promise<void> {
  if (screenshots === undefined) return
  mkdirSync(screenshots, { recursive: true })
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage })
}
const card = (testId: string): Locator => page.getByTestId(testId)
/** The number a page writes, as a number: `−1,234.50` is -1234.5. */
const numberIn = (text: string | null): number => Number((text ?? '').replace('−', '-').replaceAll(/[^\d.-]/g, ''))
const numberOf = async (place: Locator): Promise<number> => numberIn(await place.textContent())
const cellsOf = async (row: Locator): Promise<readonly string[]> => await row.locator('th, td').allTextContents()
const settled = (): Promise<void> => page.locator('[data-status=finished]').waitFor({ timeout: 60_000 })
const margin = (): Promise<MarginOverview> => api<MarginOverview>('/api/margin')
/** The most endangered account with a call, and its page: something of everything. */
async function calledAccount(): Promise<MarginAccountPage> {
  await handle.done
  const { nearest } = await margin()
  const line = nearest.find(({ account, standing }) => standing === 'called' && account.startsWith('strangle'))
  return api<MarginAccountPage>(`/api/margin/accounts/${line?.account ?? 'nobody'}`)
}

describe('margin of all accounts', () => {
  test('default: it plays: calls and liquidations appear while one looks, and the end is what the API says', async () => {
    await open('')
    await page.getByRole('link', { name: 'Margin', exact: true }).click()
    await expect.poll(() => numberOf(card('margin-accounts')), { timeout: 15_000 }).toBe(120)
    await expect.poll(() => numberOf(card('count-called')), { timeout: 30_000 }).toBeGreaterThan(0)
    await settled()
    await handle.done
    const view = await margin()
    expect(view.standings.called * view.standings.liquidating * view.standings.unknown).toBeGreaterThan(0)
    for (const standing of ['unknown', 'liquidating', 'called', 'restricted', 'healthy'] as const)
      await expect.poll(() => numberOf(card(`count-${standing}`)), { timeout: 15_000 }).toBe(view.standings[standing])
    for (const bucket of view.ratios)
      expect(await numberOf(card('ratios').locator(`[data-bucket="${bucket.from}"] .count`))).toBe(bucket.accounts)
    expect(view.ratios.reduce((sum, { accounts }) => sum + accounts, 0)).toBeGreaterThan(80)
    const beyond = view.ratios.at(-1)
    expect(await card('ratios').locator('[data-bucket="1"]').textContent()).toContain(`${beyond?.standings.called} called`)
  })

  test('behavior: nearest to liquidation first, with its figures; what is unknown says why', async () => {
    await open('#/margin', { height: 1_180 })
    await settled()
    const view = await margin()
    const rows = card('nearest').locator('tbody tr')
    await rows.first().waitFor()
    const [first] = view.nearest
    const { equity = 0, maintenanceMargin = 0, initialMargin = 0 } = first?.figures ?? {}
    const cells = await cellsOf(rows.first())
    expect(cells[0]).toContain(first?.account)
    expect(cells[1]?.trim()).toBe(first?.standing)
    expect(cells[2]).toContain(first?.marginRatio?.toFixed(3))
    expect(cells.slice(3).map(numberIn)).toEqual([equity, maintenanceMargin, initialMargin - equity].map(Math.round))
    expect(await rows.count()).toBe(view.nearest.length + view.unknown.length)
    const [unknown] = view.unknown
    expect(unknown?.sentence).toMatch(/^expected .* BTC-29MAY20-8000-C, found none$/)
    expect(await card('unknown').textContent()).toContain(`${unknown?.account} ${unknown?.sentence}`)
    await shoot('margin', false)
  })

  test('behavior: the liquidation map has every level of the API, and reads bar by bar', async () => {
    await open('#/margin')
    await settled()
    const view = await margin()
    const [map] = view.maps
    await card('liquidation-map').locator('summary').click()
    for (const level of map?.levels ?? []) {
      const cells = await cellsOf(card('liquidation-map').locator(`[data-move="${level.move}"]`))
      expect(numberIn(cells[2] ?? '')).toBe(level.accounts)
      expect(numberIn(cells[3] ?? '')).toBe(Math.round(level.longNotional))
      expect(numberIn(cells[4] ?? '')).toBe(Math.round(level.shortNotional))
    }
    const read = card('map-read')
    const down = map?.levels.find(({ move }) => move === -0.1)
    expect(await read.textContent()).toContain(`10 % down: ${down?.accounts} accounts`)
    expect(await card('liquidation-map').locator('svg').textContent()).toContain('index')
    await page.getByRole('img', { name: /Liquidation map/ }).focus()
    await page.keyboard.press('ArrowLeft')
    expect(await read.textContent()).toContain(`−2.5 %, at ${Math.round((map?.indexPrice ?? 0) * 0.975).toLocaleString('en-US')}`)
    await page.getByRole('button', { name: 'Per level' }).click()
    await page.getByRole('img', { name: /Liquidation map/ }).focus()
    await page.keyboard.press('End')
    expect(await read.textContent()).toContain('are added')
  })

  test('behavior: calls count down in the time of the run, soonest first, and say why they were issued', async () => {
    await open('#/margin')
    await settled()
    const { calls, at, liquidations } = await margin()
    const soonest = calls.toSorted((a, b) => a.dueAt - b.dueAt)[0]
    const left = Math.ceil(((soonest?.dueAt ?? 0) - at) / 1e6)
    const item = card('calls').locator('li').first()
    await item.waitFor()
    const said = await item.textContent()
    expect(said).toContain(soonest?.account)
    expect(said).toContain(left < 60 ? `due in ${left} s` : `due in ${Math.floor(left / 60)} min`)
    expect(await card('calls').locator('li').count()).toBe(calls.length)
    expect(await card('liquidations').locator('li').count()).toBe(liquidations.length)
    await item.getByRole('button', { name: 'Why' }).click()
    const drawer = page.getByTestId('explanation')
    await drawer.waitFor()
    expect(await drawer.getAttribute('data-decision')).toBe(soonest?.call)
    expect(await drawer.textContent()).toMatch(/Margin call issued.*The account as it stood.*Its positions.*Transfers that booked it/s)
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
  })
})

describe('one account', () => {
  test('default: found by name and keyboard, with the figures of the API; back gives the focus back', async () => {
    await open('#/margin')
    await settled()
    const account = await calledAccount()
    await page.getByRole('searchbox').fill(account.account.slice(-3))
    expect(await card('nearest').locator('tbody tr').count()).toBeLessThan(5)
    await page.getByRole('searchbox').fill(account.account.toUpperCase())
    await page.keyboard.press('Enter')
    await card('account').locator('xpath=self::*[@data-account]').waitFor()
    expect(page.url()).toContain(`#/margin/accounts/${account.account}`)
    expect(await page.evaluate<string>('document.activeElement.id')).toBe('account-title')
    expect(await card('account-ratio').textContent()).toBe(account.marginRatio?.toFixed(3))
    expect(await numberOf(card('account-equity'))).toBeCloseTo(account.requirement?.equity ?? 0, 2)
    expect(await numberOf(card('account-initial'))).toBeCloseTo(account.requirement?.initialMargin ?? 0, 2)
    expect(await numberOf(card('account-maintenance'))).toBeCloseTo(account.requirement?.maintenanceMargin ?? 0, 2)
    expect(await card('positions').locator('tbody tr').count()).toBe(account.positions.length)
    const parts = await cellsOf(card('parts').locator('tfoot tr').first())
    expect(numberIn(parts[1] ?? '')).toBeCloseTo(account.requirement?.initialMargin ?? 0, 2)
    await shoot('account')
    await page.getByRole('link', { name: 'All accounts' }).click()
    await expect.poll(() => page.evaluate<string | null>('document.activeElement.textContent')).toBe(account.account)
  })

  test('behavior: the scenarios as a table: each of the model has its cell, the worst is marked once', async () => {
    const account = await calledAccount()
    await open(`#/margin/accounts/${account.account}`)
    await settled()
    const [scan] = account.requirement?.scans ?? []
    const worst = scan?.scenarios[scan.worst]
    const heat = card('scenarios')
    await heat.locator('[data-scenario]').first().waitFor()
    const named = await heat.locator('[data-scenario]').all()
    const names = await Promise.all(named.map((cell) => cell.getAttribute('data-scenario')))
    expect(names).toHaveLength(scan?.scenarios.length ?? 0)
    expect(new Set(names)).toEqual(new Set(scan?.scenarios.map(({ name }) => name)))
    const marked = heat.locator('[data-worst]')
    expect(await marked.count()).toBe(1)
    expect(await marked.getAttribute('data-scenario')).toBe(worst?.name)
    expect(await marked.textContent()).toContain('worst')
    expect(await numberOf(marked)).toBeCloseTo((worst?.profit ?? 0) / 1_000, 1)
    expect(await card('worst').textContent()).toContain(worst?.name)
    // Below maintenance margin at the index, as its ratio says.
    expect(await card('curve-read').textContent()).toMatch(/^Below maintenance margin at the index/)
  })

  test('behavior: what was decided of it, and of nobody else, each with its why', async () => {
    const account = await calledAccount()
    await open(`#/margin/accounts/${account.account}`)
    await settled()
    const { decisions } = await api<DecisionPage>(`/api/decisions?account=${account.account}`)
    expect(decisions.length).toBeGreaterThan(1)
    const rows = card('decisions').locator('[data-decision][data-kind]')
    await rows.nth(decisions.length - 1).waitFor()
    const ids = await Promise.all((await rows.all()).map((row) => row.getAttribute('data-decision')))
    expect(ids).toEqual(decisions.map(({ id }) => id).toReversed())
    await card('account-call').getByRole('button', { name: 'Why' }).click()
    await page.locator(`[data-testid=explanation][data-decision="${account.call?.call}"]`).waitFor()
  })

  test('error: a name that is not there is said, and an unknown account shows what it holds and why', async () => {
    await handle.done
    const { unknown } = await margin()
    await open(`#/margin/accounts/${unknown[0]?.account}`)
    await settled()
    expect(await card('sentence').textContent()).toContain(unknown[0]?.sentence)
    expect(await card('account-ratio').textContent()).toBe('unknown')
    expect(await card('positions').locator('tbody tr').count()).toBeGreaterThan(1)
    expect(await card('scenarios').count()).toBe(0)
    await page.goto(`${server.url}/#/margin/accounts/nobody`)
    await page.getByText('There is no account nobody.').waitFor()
    errors = errors.filter((error) => !error.includes('404'))
  })
})

describe('sizes, themes, and a run without margin', () => {
  const table = [
    { width: 1_280, scheme: 'light' },
    { width: 1_280, scheme: 'dark' },
    { width: 390, scheme: 'light' },
    { width: 390, scheme: 'dark' },
    { width: 320, scheme: 'light' },
  ] as const
  test.each(table)('behavior: $width px, $scheme: nothing scrolls sideways on either page', async ({ width, scheme }) => {
    // Charts take their width after the first layout: measured two frames later.
    const measure =
      'requestAnimationFrame(() => requestAnimationFrame(() => done(document.documentElement.scrollWidth - window.innerWidth)))'
    const overflow = (): Promise<number> => page.evaluate<number>(`new Promise((done) => { ${measure} })`)
    const account = await calledAccount()
    await open('#/margin', { width, scheme })
    await settled()
    await card('nearest').locator('tbody tr').first().waitFor()
    await card('liquidation-map').locator('svg').waitFor()
    expect(await overflow()).toBeLessThanOrEqual(0)
    await shoot(`margin-${width}-${scheme}`)
    await page.goto(`${server.url}/#/margin/accounts/${account.account}`)
    await card('curve').waitFor()
    expect(await overflow()).toBeLessThanOrEqual(0)
    await shoot(`account-${width}-${scheme}`)
    const inside =
      "(() => { const heat = document.querySelector('[data-testid=scenarios] .scroll'); return heat.scrollWidth - heat.clientWidth })()"
    expect(await page.evaluate<number>(inside)).toBeLessThanOrEqual(0)
  })

  test('behavior: without margin there is no such page in the bar, and its address says so and asks nothing', async () => {
    const session = createFakeSession()
    session.goTo(700)
    const without = await serveRun({ session, port: 0, key: 'k' })
    ;({ page, errors } = await openPage(launched.browser))
    await page.goto(`${without.url}/#/margin`)
    await card('no-margin').getByText('Its policy has no margin section').waitFor()
    expect(await page.getByRole('navigation', { name: 'Pages' }).count()).toBe(0)
    await card('no-margin').getByRole('link').click()
    await page.getByTestId('state').waitFor()
    expect(await page.getByRole('button', { name: 'Members' }).count()).toBe(0)
    await page.goto('about:blank')
    await without.close()
  })
})
