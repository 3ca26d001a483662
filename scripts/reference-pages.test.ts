import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createProgram } from '../src/cli/program.ts'
import { signalNames } from '../src/engine/signal-catalogue.ts'
import { policyJsonSchema } from '../src/policy/json-schema.ts'
import { referencePages } from './reference-pages.ts'
import { generatedRemark, policyPage } from './reference-policy.ts'

const folder = resolve(import.meta.dirname, '../docs/reference')
const pages = referencePages()

describe('docs/reference', () => {
  test.each([...pages.keys()])('%s is fresh; else run: npm run reference', (name) => {
    expect(readFileSync(resolve(folder, name), 'utf8')).toBe(pages.get(name))
  })

  test.each([...pages.keys()].filter((name) => name.endsWith('.md')))('%s says that it is generated', (name) => {
    expect(pages.get(name)?.startsWith(generatedRemark)).toBe(true)
  })

  test('behavior: every command and every option is on the page of the command line', () => {
    const page = pages.get('cli.md') ?? ''
    for (const command of createProgram().commands.flatMap((one) => [one, ...one.commands])) {
      const group = command.parent?.name() === 'seawall' ? '' : `${command.parent?.name() ?? ''} `
      expect(page).toContain(`## seawall ${group}${command.name()}\n`)
      for (const option of command.options) expect(page).toContain(option.flags)
    }
  })

  test('behavior: every command has --json and examples, but for those that group others', () => {
    const commands = createProgram().commands.flatMap((one) => (one.commands.length > 0 ? one.commands : [one]))
    for (const command of commands) expect(command.options.map(({ long }) => long)).toContain('--json')
    expect(pages.get('cli.md')?.match(/^Examples:$/gm)?.length).toBeGreaterThanOrEqual(commands.length)
  })

  test('behavior: every signal has a row', () => {
    for (const name of signalNames) expect(pages.get('signals.md')).toContain(`| \`${name}\` |`)
  })

  test('behavior: every key of a policy has a row', () => {
    const page = policyPage(policyJsonSchema())
    for (const key of JSON.stringify(policyJsonSchema()).matchAll(/"([a-zA-Z]+)":\{"(?:type|anyOf|enum|description|default)/g)) {
      if (key[1] !== 'items' && key[1] !== 'properties') expect(page).toContain(`| \`${key[1] ?? ''}\` |`)
    }
  })
})
