import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { InputFault, InputFaults } from '../base/fault.ts'
import { editedPolicy, policyText } from '../../test/policy-text.ts'
import { lintPolicy } from './lint.ts'
import { loadPolicy, profileNames, readPolicy } from './load.ts'

const folder = mkdtempSync(join(tmpdir(), 'seawall-policy-'))
afterAll(() => rmSync(folder, { recursive: true }))

function faultOf(work: () => unknown): Error {
  try {
    work()
  } catch (error) {
    return error as Error
  }
  throw new Error('it should have thrown')
}

describe('profiles', () => {
  test('default: seven, by name', () => {
    expect(profileNames()).toEqual([
      'clearing-house',
      'equity-options-clearing',
      'exchange-perpetual',
      'margined-perpetual',
      'onchain-protocol',
      'options-clearing',
      'supported-perpetual',
    ])
  })

  test.each(profileNames())('behavior: %s loads, and there is nothing to warn of', (name) => {
    const { text, path } = readPolicy(name)
    const { faults, warnings } = lintPolicy(text, path)
    expect({ faults, warnings }).toEqual({ faults: [], warnings: [] })
    const { policy } = loadPolicy(name)
    expect(policy.name).toBe(name)
    expect(policy.hash).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each(profileNames())('behavior: in %s a comment stands above every number', (name) => {
    const lines = readPolicy(name).text.split('\n')
    const isRemark = (line: string | undefined): boolean => line?.trim().startsWith('#') ?? false
    const isValue = (line: string): boolean => !isRemark(line) && /\d/.test(line)
    // A list's entries share the comment above the list, and the tails' two confidences theirs.
    const sharesRemark = (line: string): boolean => /^\s*- \{ withinBps|^\s*expectedShortfallConfidence/.test(line)
    const bare = lines.filter((line, i) => {
      if (!isValue(line)) return false
      const before = lines.slice(0, i).reverse()
      return !isRemark(sharesRemark(line) ? before.find((other) => !isValue(other) && !/^\s*floors:$/.test(other)) : before[0])
    })
    expect(bare).toEqual([])
  })

  test('behavior: the editor finds the schema from the first line', () => {
    for (const name of profileNames()) {
      expect(readPolicy(name).text.split('\n')[0]).toBe('# yaml-language-server: $schema=../../../docs/reference/policy.schema.json')
    }
  })
})

describe('loadPolicy', () => {
  test('default: a file by its path', () => {
    const path = join(folder, 'mine.yaml')
    writeFileSync(path, policyText)
    expect(loadPolicy(path)).toMatchObject({ path, text: policyText, policy: { name: 'small' } })
  })

  test('error: all problems of a file in one fault, a line each', () => {
    const path = join(folder, 'wrong.yaml')
    writeFileSync(path, editedPolicy(['feeAllowanceBps', 'feeAllowence'], ['budget: 400000', 'budget: 2000000']))
    const fault = faultOf(() => loadPolicy(path))
    expect(fault).toBeInstanceOf(InputFaults)
    expect(fault).toBeInstanceOf(InputFault)
    expect(fault.message.split('\n').map((line) => line.split(': ')[1])).toEqual([
      'feeAllowence (line 3, column 1)',
      'depthDeployment.limits.budget (line 30, column 21)',
    ])
  })

  test('error: neither file nor profile, with the profiles and a suggestion', () => {
    expect(faultOf(() => loadPolicy('exchange-perpetal')).message).toBe(
      'exchange-perpetal: the policy: expected a file, or the name of a profile (clearing-house, equity-options-clearing, exchange-perpetual, margined-perpetual, onchain-protocol, options-clearing, supported-perpetual), found neither; did you mean exchange-perpetual?',
    )
    expect(faultOf(() => loadPolicy('zzz')).message).toMatch(/found neither$/)
  })

  test('error: a folder', () => {
    const fault = faultOf(() => loadPolicy(folder))
    expect(fault).toBeInstanceOf(InputFault)
    expect(fault.message).toContain('expected a readable file')
  })
})
