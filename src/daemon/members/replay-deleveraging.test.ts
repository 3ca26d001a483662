import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ofKind } from '../../../test/engine-drive.ts'
import { startMarginDrive } from '../../../test/margin-drive.ts'
import { seconds } from '../../base/time.ts'
import type { DeleveragingPolicy } from '../../engine/loss/deleveraging-policy.ts'
import { openSqliteJournal } from '../../journal/sqlite.ts'
import { replayDeleveraging } from './replay-deleveraging.ts'

const folder = mkdtempSync(join(tmpdir(), 'seawall-adl-'))
afterAll(() => rmSync(folder, { recursive: true }))

const policy: DeleveragingPolicy = {
  rule: { kind: 'equalLoss' },
  levels: { startAt: -0.3, stopAbove: -0.25, windowFor: seconds(28_800) },
  priceBoundBps: 10_000,
  waveApart: seconds(5),
}

test('behavior: every closing of winners comes back as it was, with its decision', async () => {
  const drive = startMarginDrive({}, { deleveraging: policy })
  for (const name of ['long-1', 'long-2']) drive.open(name, { cash: 1_000, lots: 1_000 })
  drive.open('short-1', { cash: 90_000, lots: -1_500 })
  drive.open('short-2', { cash: 90_000, lots: -500 })
  drive.wait(1)
  const { decisions } = drive.book({ mid: 89_000 })
  const journal = openSqliteJournal(join(folder, 'journal.sqlite'))
  await journal.append(drive.sent)
  journal.close()
  const replayed = replayDeleveraging(folder)
  expect(replayed).toMatchObject({ settlement: { asset: 'USDT', decimals: 6 }, rule: policy.rule, seed: 1 })
  expect(
    replayed.cases.map(({ defaulters, commitment, wave }) => ({ accounts: defaulters.map(({ account }) => account), commitment, wave })),
  ).toEqual(
    ofKind(decisions, 'positionsDeleveraged').map(({ defaulters, commitment, wave }) => ({
      accounts: defaulters.map(({ account }) => account),
      commitment,
      wave,
    })),
  )
  expect(replayed.cases.map(({ decision }) => decisions.find(({ id }) => id === decision)?.body.kind)).toEqual(['positionsDeleveraged'])
  // Both accounts at once, so that neither meets what the other left.
  expect(replayed.cases[0]?.defaulters).toEqual([
    { account: 'long-1', lots: 1_000 },
    { account: 'long-2', lots: 1_000 },
  ])
  expect(replayed.cases.map(({ candidates }) => candidates.accounts)).toEqual([['short-1', 'short-2']])
  expect(replayed.cases.map(({ costPerLot }) => costPerLot)).toEqual([100_000])
})

test('error: a folder without a journal', () => {
  expect(() => replayDeleveraging(join(folder, 'absent'))).toThrow("expected a run's journal")
})
