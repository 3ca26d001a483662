import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { DecisionPage, View } from '../../src/api/schema.ts'
import { serveRun, type ServedRun } from '../../src/api/serve.ts'
import { launchBrowser, openPage, type LaunchedBrowser } from './browser.ts'
import { createFakeSession, type FakeSession } from './fake-session.ts'

const screenshots = process.env['SEAWALL_SCREENSHOTS']
const key = 'key-of-the-test'
const crash = 700
const end = 2_880

let launched: LaunchedBrowser
let session: FakeSession
let server: ServedRun
let page: Page
let errors: string[]

beforeAll(async () => {
  launched = await launchBrowser()
})
afterAll(() => launched.close())
beforeEach(async () => {
  session = createFakeSession()
  session.goTo(crash)
  server = await serveRun({
    session,
    port: 0,
    key,
    webFolder: resolve(import.meta.dirname, '../../web/dist'),
    pace: { tickEveryMs: 50, heartbeatEveryMs: 5_000 },
  })
})
afterEach(async () => {
  expect(errors).toEqual([])
  await page.context().close()
  await server.close()
})

async function open(options: Parameters<typeof openPage>[1] = {}): Promise<void> {
  ;({ page, errors } = await openPage(launched.browser, options))
  await page.goto(server.url)
}
const text = (testId: string): Promise<string | null> => page.getByTestId(testId).first().textContent()
const stateIs = (word: string): Promise<void> => page.getByTestId('state').filter({ hasText: word }).waitFor()
async function shoot(name: string, fullPage = true): Promise<void> {
  if (screenshots === undefined) return
  mkdirSync(screenshots, { recursive: true })
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage })
}
async function api<Answer>(path: string): Promise<Answer> {
  return (await (await fetch(`${server.url}${path}`)).json()) as Answer
}
const whole = (minor: string | undefined): string => {
  const cents = BigInt(minor ?? 0) / 10_000n
  const size = cents < 0n ? -cents : cents
  return `${cents < 0n ? '−' : ''}${(size / 100n).toLocaleString('en-US')}.${(size % 100n).toString().padStart(2, '0')}`
}

describe('the run on screen', () => {
  test('models: the one that speaks, and how each has fared', async () => {
    await open()
    const row = (model: string) => page.locator(`[data-model="${model}"]`)
    await row('filteredHistorical').getByText('speaks').waitFor()
    expect(await row('historical').textContent()).toMatch(/81, 36\.0.*below 0\.0001/s)
    expect(await row('ewmaNormal').textContent()).toContain('too early')
    expect(await page.getByText('speaks', { exact: true }).count()).toBe(1)
  })

  test('default: it plays: waiting, calm, the crash, the end', async () => {
    session.goTo(0)
    await open()
    await page.getByText('WAITING', { exact: true }).waitFor()
    session.goTo(200)
    await stateIs('CALM')
    expect(await text('clock')).toBe('2020-03-12 03:19:00')
    session.goTo(crash)
    await stateIs('ACTIVE')
    expect(await text('why')).toContain('Depth ±25 bps vs norm')
    await page.getByTestId('timeline').locator('.u-wrap canvas').nth(4).waitFor()
    session.goTo(end)
    await stateIs('CALM')
    await page.locator('[data-status=finished]').waitFor()
    expect(await page.getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true)
    await shoot('finished')
  })

  test('behavior: the numbers shown are those of the API', async () => {
    await open()
    await stateIs('ACTIVE')
    const view = await api<View>('/api/view')
    const [market, reserve] = [view.markets[0], view.reserves[0]]
    for (const name of ['available', 'committed', 'deployed', 'realised', 'unrealised'] as const)
      expect(await text(`reserve-${name}`)).toBe(whole(reserve?.[name].minor))
    const price = ((market?.midTicks ?? 0) * (market?.tickSize ?? 0)).toLocaleString('en-US', { minimumFractionDigits: 1 })
    expect(await text('price')).toBe(price)
    const spread = market?.signals['spreadBps']
    expect(spread?.kind).toBe('known')
    const shown = await page.locator('[data-signal=spreadBps] [data-testid=gauge-value]').textContent()
    expect(Number.parseFloat(shown ?? '')).toBeCloseTo(spread?.kind === 'known' ? spread.value : Number.NaN, 1)
    expect(await text('decision-count')).toBe(`${view.counts.decisions.toLocaleString('en-US')} decisions`)
  })

  test('behavior: unknown is shown as unknown with its reason, never as zero', async () => {
    session.goTo(910)
    await open()
    await page.getByText('book stale', { exact: true }).first().waitFor()
    expect(await text('price')).toBe('unknown')
    expect(await page.locator('[data-signal=spreadBps] [data-testid=gauge-value]').textContent()).toContain('unknown: book stale')
    await page.getByText('MODELLED BOOK', { exact: true }).waitFor()
    await page.getByText('RECONSTRUCTION', { exact: true }).waitFor()
  })

  test('behavior: a failed run, a halted engine and a lost server are said', async () => {
    await open()
    await stateIs('ACTIVE')
    session.control({ action: 'halt', reason: 'drill' })
    await page.getByText('Engine halted.').waitFor()
    session.fail('data.csv: line 7: expected a positive price, found -1')
    await page.getByRole('alert').filter({ hasText: 'line 7' }).waitFor()
    await server.close()
    await page.getByText('Disconnected.').waitFor()
    errors = errors.filter((error) => !error.includes('ERR_'))
  })
})

describe('decisions', () => {
  test('default: a decision opens and answers why; Esc gives the focus back', async () => {
    await open()
    await page.getByRole('button', { name: 'Backstop', exact: true }).click()
    const row = page.locator('[data-kind=backstopActivated]').first()
    await row.click()
    const drawer = page.getByTestId('explanation')
    await drawer.waitFor()
    const { decisions } = await api<DecisionPage>('/api/decisions?kinds=backstopActivated&limit=1')
    expect(await drawer.getAttribute('data-decision')).toBe(decisions[0]?.id)
    expect(await drawer.textContent()).toContain(decisions[0]?.text)
    expect(await drawer.locator('[data-evidence=spreadBps]').textContent()).toMatch(/Quoted spread.*modelled.* bps> 8 bps< 3 bpsmet/)
    await shoot('drawer', false)
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'detached' })
    expect(await page.evaluate<string>('document.activeElement.dataset.kind')).toBe('backstopActivated')
  })

  test('behavior: by keyboard alone: filter, arrows, Enter, older, Esc', async () => {
    await open()
    await stateIs('ACTIVE')
    const focused = (): Promise<string | null> => page.evaluate<string | null>('document.activeElement.dataset.decision ?? null')
    const rows = page.locator('[data-decision][data-kind]')
    await rows.nth(2).waitFor()
    const ids = await Promise.all((await rows.all()).map((row) => row.getAttribute('data-decision')))
    for (let i = 0; i < 40 && (await focused()) === null; i++) await page.keyboard.press('Tab')
    expect(await focused()).toBe(ids[0])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toBe(ids[2])
    await page.keyboard.press('ArrowUp')
    expect(await focused()).toBe(ids[1])
    await page.keyboard.press('End')
    expect(await focused()).toBe(ids.at(-1))
    await page.keyboard.press('Home')
    await page.keyboard.press('Enter')
    await page.locator(`[data-testid=explanation][data-decision="${ids[0]}"]`).waitFor()
    await page.getByRole('button', { name: 'Older' }).click()
    await page.locator(`[data-testid=explanation][data-decision="${ids[1]}"]`).waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('explanation').waitFor({ state: 'detached' })
  })
})

describe('control', () => {
  test('error: with a wrong key nothing happens, and it says so', async () => {
    await open()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByLabel('Key', { exact: true }).fill('wrong')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'refused' }).waitFor()
    expect(session.commands).toEqual([])
    expect(await page.evaluate<number>('sessionStorage.length')).toBe(0)
    errors = errors.filter((error) => !error.includes('401'))
  })

  test('default: the key is asked once; pause, speed, halt with a reason', async () => {
    await open()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByLabel('Key', { exact: true }).fill(key)
    await page.getByRole('button', { name: 'Use the key' }).click()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await page.getByLabel('Speed, simulated seconds per second').selectOption('max')
    await page.getByRole('button', { name: 'Halt engine' }).click()
    await page.getByLabel('Reason, for the journal').fill('drill')
    await page.getByRole('button', { name: 'Halt', exact: true }).click()
    await page.getByText('Engine halted.').waitFor()
    expect(session.commands).toEqual([
      { action: 'pause' },
      { action: 'resume' },
      { action: 'speed', speed: 'max' },
      { action: 'halt', reason: 'drill' },
    ])
  })
})

describe('sizes and themes', () => {
  const table = [
    { width: 1_280, scheme: 'light' },
    { width: 1_280, scheme: 'dark' },
    { width: 390, scheme: 'light' },
    { width: 390, scheme: 'dark' },
    { width: 320, scheme: 'light' },
  ] as const
  test.each(table)('behavior: $width px, $scheme: nothing scrolls sideways, in the drawer neither', async ({ width, scheme }) => {
    await open({ width, scheme })
    await stateIs('ACTIVE')
    await page.getByTestId('timeline').locator('.u-wrap canvas').nth(4).waitFor()
    const overflow = (): Promise<number> => page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
    expect(await overflow()).toBeLessThanOrEqual(0)
    await shoot(`crash-${width}-${scheme}`)
    const list = await page.getByTestId('decisions').getByRole('list').boundingBox()
    expect(list?.height).toBeGreaterThan(200)
    await page.locator('[data-decision][data-kind]').first().click()
    await page.getByTestId('explanation').waitFor()
    expect(await overflow()).toBeLessThanOrEqual(0)
    const background = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    expect(Number(/\d+/.exec(background)?.[0]) > 128).toBe(scheme === 'light')
  })

  test('behavior: the toggle overrules the system and is remembered', async () => {
    await open({ scheme: 'light' })
    await page.getByRole('button', { name: 'Use the dark theme' }).click()
    await page.reload()
    await page.getByRole('button', { name: 'Use the light theme' }).waitFor()
    expect(await page.evaluate<string>('document.documentElement.dataset.theme')).toBe('dark')
  })

  test('behavior: the page asks nobody but its own server', async () => {
    const asked = new Set<string>()
    await open()
    page.on('request', (request) => asked.add(new URL(request.url()).host))
    await page.reload()
    await stateIs('ACTIVE')
    expect([...asked]).toEqual([new URL(server.url).host])
  })
})
