import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A POSIX locale makes a language tag that no desktop browser has.
  '--lang=en-GB',
]

/** A browser and how to be rid of it. */
export type LaunchedBrowser = Readonly<{ browser: Browser; close: () => Promise<void> }>

/**
 * Launches a real Chromium: Debian's if it is installed, else the one inside the npm package `@sparticuz/chromium`, with that
 * package's libraries where the system lacks them. It is unpacked to a folder of this process, so parallel tests do not collide.
 *
 * @example
 * const { browser, close } = await launchBrowser()
 */
export async function launchBrowser(): Promise<LaunchedBrowser> {
  if (existsSync('/usr/bin/chromium')) {
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags })
    return { browser, close: () => browser.close() }
  }
  const folder = mkdtempSync(join(tmpdir(), 'seawall-browser-'))
  const outer = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  try {
    const { default: packaged, inflate } = await import('@sparticuz/chromium')
    const executablePath = await packaged.executablePath()
    const env: Record<string, string> = { ...(process.env as Record<string, string>), FONTCONFIG_PATH: join(folder, 'fonts') }
    if (!systemHasLibraries()) {
      const bin = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../bin')
      await inflate(join(bin, 'al2023.tar.br'))
      env['LD_LIBRARY_PATH'] = join(folder, 'al2023', 'lib')
    }
    const browser = await chromium.launch({ executablePath, args: flags, env })
    const close = async (): Promise<void> => {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    }
    return { browser, close }
  } finally {
    if (outer === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = outer
  }
}

function systemHasLibraries(): boolean {
  try {
    return execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).includes('libnss3.so')
  } catch {
    return false
  }
}

/**
 * Opens a page and gathers what goes wrong on it: uncaught errors and errors on the console. A desktop's locale is set,
 * as a headless browser has one of its own that `Intl` does not know.
 *
 * @example
 * const { page, errors } = await openPage(browser, { width: 390, scheme: 'dark' })
 */
export async function openPage(
  browser: Browser,
  options: Readonly<{ width?: number; height?: number; scheme?: 'light' | 'dark' }> = {},
): Promise<{ page: Page; errors: string[] }> {
  const { width = 1_280, height = 900, scheme = 'light' } = options
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  return { page, errors }
}
