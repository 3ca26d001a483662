import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EnvironmentFault, InputFault } from '../base/fault.ts'
import { holdRunFolder, readManifest, writeManifest, writeWhole, type HeldFolder, type Manifest } from './run-folder.ts'

const identity = '1a2b3c4d5e6f'
let runs = ''
let held: HeldFolder[] = []
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'seawall-runs-'))
  held = []
})
afterEach(() => {
  for (const { lock } of held) lock.close()
  rmSync(runs, { recursive: true })
})

function hold(as = identity): HeldFolder {
  const folder = holdRunFolder(runs, { name: 'crash', identity: as })
  held.push(folder)
  return folder
}

/** A run that ended in this way and let go of its folder. */
function leave(status: Manifest['status'], as = identity): HeldFolder {
  const left = hold(as)
  const texts = { run: left.run, label: 'test', policyName: 'test', policyHash: '', engineVersion: '0', startedAt: '' }
  writeManifest(left.folder, { ...texts, identity: as, status, notes: [], modelled: false, sources: [], command: [] })
  left.lock.close()
  return left
}

describe('holdRunFolder', () => {
  test('default: a new run has a folder of its own, named after its identity', () => {
    const { run, folder, goesOn } = hold()
    expect([run, goesOn]).toEqual(['crash-1a2b3c4d', false])
    expect(existsSync(folder)).toBe(true)
  })

  test.each(['running', 'failed'] as const)('behavior: a run left %s is taken over', (status) => {
    leave(status)
    expect(hold()).toMatchObject({ run: 'crash-1a2b3c4d', goesOn: true })
  })

  test('behavior: finished runs are left as they are', () => {
    leave('finished')
    const second = leave('finished')
    expect(second).toMatchObject({ run: 'crash-1a2b3c4d.2', goesOn: false })
    expect(hold()).toMatchObject({ run: 'crash-1a2b3c4d.3', goesOn: false })
    expect(readManifest(second.folder).status).toBe('finished')
  })

  test('behavior: a run that another is at work on is passed over, and taken once it is let go of', () => {
    leave('running')
    const first = hold()
    expect(hold()).toMatchObject({ run: 'crash-1a2b3c4d.2', goesOn: false })
    first.lock.close()
    expect(hold()).toMatchObject({ run: 'crash-1a2b3c4d', goesOn: true })
  })

  test('behavior: a stopped run of another identity is not gone on with, though its name is the same', () => {
    leave('running', '1a2b3c4dffff')
    expect(hold()).toMatchObject({ run: 'crash-1a2b3c4d.2', goesOn: false })
  })

  test('behavior: a folder that is passed over is let go of', () => {
    const first = leave('finished')
    hold()
    writeManifest(first.folder, { ...readManifest(first.folder), status: 'running' })
    expect(hold()).toMatchObject({ run: first.run, goesOn: true })
  })

  test('error: a folder that cannot be written', () => {
    writeFileSync(join(runs, 'file'), '')
    expect(() => holdRunFolder(join(runs, 'file'), { name: 'crash', identity })).toThrow(EnvironmentFault)
  })
})

describe('readManifest', () => {
  test('error: no run, or not one of ours', () => {
    expect(() => readManifest(runs)).toThrow(InputFault)
    expect(() => readManifest(join(runs, 'absent'))).toThrow(/the folder of a run/)
    writeFileSync(join(runs, 'manifest.json'), '{"run": ')
    expect(() => readManifest(runs)).toThrow(InputFault)
  })
})

describe('writeWhole', () => {
  test('behavior: the file is replaced as a whole and nothing is left beside it', () => {
    const path = join(runs, 'report.html')
    writeWhole(path, 'one')
    writeWhole(path, 'two')
    expect(readdirSync(runs)).toEqual(['report.html'])
  })

  test('error: a place that cannot be written', () => {
    expect(() => writeWhole(join(runs, 'absent', 'report.html'), '')).toThrow(EnvironmentFault)
    expect(() => writeWhole(runs, '')).toThrow(EnvironmentFault)
  })
})
