import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { drivePolicy, fill, startDrive } from '../../../test/engine-drive.ts'
import { opening, quickMargin } from '../../../test/margin-drive.ts'
import { seconds } from '../../base/time.ts'
import { fundViewOf } from './fund-view.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/concepts/fund-shares.md'), 'utf8')

function money(minor: bigint): string {
  return (Number(minor) / 1e6).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}

/** The page's example, played: what the fund holds and what each part is worth after each step. */
function played(): readonly string[] {
  const drive = startDrive({
    ...drivePolicy({ facilities: [], measure: { bookStaleAfter: seconds(3_600) } }),
    triggers: [],
    margin: quickMargin,
    waterfall: { layers: [{ kind: 'insuranceFund', opening: 1_000 }] },
    fundShares: { coolDownFor: seconds(100), leastStake: 100, exitQueue: { onIceFromBps: 3_000, frozenFromBps: 6_000, leastFund: 0 } },
  })
  drive.book()
  const rows: string[] = []
  const note = (what: string): void => {
    const view = fundViewOf(drive.state)
    if (view === undefined) throw new Error('the example has a fund in shares')
    const worth = (staker: string): bigint => view.holders.find((holder) => holder.staker === staker)?.worth.minor ?? 0n
    const cells = [view.holds.minor, worth('alice'), worth('bob'), worth('carol'), view.house.minor].map(money)
    rows.push([what, ...cells].join(' | '))
  }
  const stake = (staker: string, whole: number) =>
    drive.send({ kind: 'fundStaked', at: drive.now(), staker, minor: `${whole}000000` }).decisions.map(({ body }) => body)
  const closeHalf = (): void => {
    const order = drive.state.margin?.members.get('member')?.liquidation?.orderId
    drive.report(String(order), fill(79_000, 500, 0))
    drive.wait(1)
    drive.tick()
  }
  note('the run begins')
  stake('alice', 2_000)
  stake('bob', 1_000)
  note('alice stakes 2,000, bob 1,000')
  drive.send({ kind: 'unstakeRequested', at: drive.now(), staker: 'bob' })
  note('bob asks to leave with all')
  // One bitcoin bought at 10,000 with 1,100 and closed at 7,900: 1,000 are missing.
  drive.send({ at: drive.now(), ...opening('member', { cash: 1_100, lots: 1_000, btc: 0 }) })
  drive.wait(1)
  drive.book({ mid: 80_000 })
  closeHalf()
  closeHalf()
  note('the fund pays a loss of 1,000')
  expect(stake('carol', 600)[0]).toMatchObject({ bought: '800000000' })
  note('carol stakes 600, for 800 shares')
  drive.wait(100)
  drive.tick()
  note('bob is paid')
  return rows
}

test("behavior: the page's example is what the engine does", () => {
  const stated = [...page.matchAll(/^\| (.+?) \|$/gm)].map(([, row = '']) => row.replaceAll(/ +\| +/g, ' | ').trim())
  const rows = played()
  expect(rows).toHaveLength(6)
  for (const row of rows) expect(stated).toContain(row)
})
