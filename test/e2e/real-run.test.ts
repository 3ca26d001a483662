import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DecisionPage, Progress, Run, View } from '../../src/api/schema.ts'
import { serveRun, type ServedRun } from '../../src/api/serve.ts'
import { openScenarioSource } from '../../src/cli/scenario-source.ts'
import { startRun } from '../../src/daemon/run-service.ts'
import type { RunHandle } from '../../src/daemon/run-types.ts'
import { loadPolicy } from '../../src/policy/load.ts'
import { launchBrowser, openPage, type LaunchedBrowser } from './browser.ts'

const screenshots = process.env['SEAWALL_SCREENSHOTS']

let launched: LaunchedBrowser
let folder: string
let handle: RunHandle
let server: ServedRun

// The first fall of 12 March 2020, from calm to the backstop at work and back.
beforeAll(async () => {
  launched = await launchBrowser()
  folder = mkdtempSync(join(tmpdir(), 'seawall-run-'))
  const { policy, text } = loadPolicy('exchange-perpetual')
  handle = await startRun({
    name: '2020-03-12',
    feed: openScenarioSource({ name: '2020-03-12', seed: 1, to: '2020-03-12T15:00' }),
    policy,
    policyText: text,
    seed: 1,
    runsFolder: folder,
    speed: 9_000,
    sources: [{ title: 'Published figures', url: 'https://example.org' }],
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

async function api<Answer>(path: string): Promise<Answer> {
  return (await (await fetch(`${server.url}${path}`)).json()) as Answer
}

test('default: a real run plays on the page, and what stands there at the end is what the API says', async () => {
  const { page, errors } = await openPage(launched.browser, { height: 1_000 })
  await page.goto(server.url)
  await page.locator('[data-status=running]').waitFor()
  const clock = (): Promise<string | null> => page.getByTestId('clock').textContent()
  const before = await clock()
  await expect.poll(clock, { timeout: 15_000 }).not.toBe(before)
  await page.getByTestId('state').filter({ hasText: 'ACTIVE' }).waitFor()
  if (screenshots !== undefined) {
    // The picture of the README: a crash of some hours, with its charts drawn.
    await expect.poll(clock, { timeout: 15_000 }).toMatch(/ 12:[3-5]| 1[34]:/)
    mkdirSync(screenshots, { recursive: true })
    await page.screenshot({ path: join(screenshots, 'dashboard.png') })
  }
  await page.locator('[data-status=finished]').waitFor({ timeout: 60_000 })
  await handle.done
  const view = await api<View>('/api/view')
  const { progress } = await api<Run & { progress: Progress }>('/api/run')
  expect(progress).toMatchObject({ status: 'finished', fraction: 1 })
  expect(await page.getByTestId('decision-count').textContent()).toBe(`${view.counts.decisions.toLocaleString('en-US')} decisions`)
  const reserve = view.reserves[0]
  expect(reserve).toBeDefined()
  for (const name of ['available', 'committed', 'deployed', 'realised'] as const) {
    const shown = (await page.getByTestId(`reserve-${name}`).textContent()) ?? ''
    const cents = BigInt(shown.replace('−', '-').replaceAll(/[,.]/g, ''))
    expect(cents).toBe(BigInt(reserve?.[name].minor ?? 0) / 10n ** BigInt((reserve?.decimals ?? 2) - 2))
  }
  await page.getByRole('button', { name: 'Backstop', exact: true }).click()
  await page.locator('[data-kind=backstopActivated]').last().click()
  const { decisions } = await api<DecisionPage>('/api/decisions?kinds=backstopActivated&from=0&limit=1')
  const drawer = page.getByTestId('explanation')
  await drawer.waitFor()
  expect(await drawer.getAttribute('data-decision')).toBe(decisions[0]?.id)
  expect(await drawer.getByRole('row').count()).toBeGreaterThan(2)
  await page.keyboard.press('Escape')
  expect((await fetch(`${server.url}/api/report`)).status).toBe(200)
  await page.getByRole('link', { name: 'Open the report' }).waitFor()
  expect(errors).toEqual([])
  await page.context().close()
})
