import { describe, expect, test } from 'vitest'
import { btcPerpetual } from '../../../test/instruments.ts'
import { startFacilityDrive, type FacilityDrive } from '../../../test/facility-drive.ts'
import type { Evidence } from '../../backstop/guarantee-claim.ts'
import type { OutsideInput } from '../../runtime/runner.ts'
import { nameSubjects } from './name-subjects.ts'

const contract = btcPerpetual.id
const named = (lots: number, ticks: number): Evidence => ({ trade: contract, side: 'buy', lots, ticks })

/** A maker with two covers, of the first and the second minute after the one that runs, and two trades of the same numbers. */
function maker(): Readonly<{ drive: FacilityDrive; covers: readonly string[]; trades: readonly string[] }> {
  const drive = startFacilityDrive()
  drive.open('other', { cash: 1_000 })
  drive.open('maker', { cash: 1_000 })
  drive.open('rest', { cash: 1_000 })
  const buys = (account: string): string =>
    drive.send({ kind: 'guaranteeBought', at: drive.now(), account, capMinor: '100000000' }).decisions[0]?.id ?? ''
  buys('other')
  const first = buys('maker')
  drive.wait(60)
  const second = buys('maker')
  const trades = [50, 50, 40].map((lots) => drive.trades('maker', lots, { ticks: 100_000 }).decisions[0]?.id ?? '')
  return { drive, covers: [first, second], trades }
}

const claim = ({ drive }: ReturnType<typeof maker>, evidence: readonly Evidence[], cover = 'maker') =>
  nameSubjects(drive.state, { kind: 'claimFiled', at: drive.now(), account: 'maker', cover, evidence })

describe('nameSubjects', () => {
  test('behavior: a claim is on the cover whose window ended last, and while none has on the first', () => {
    const run = maker()
    expect(claim(run, [])).toMatchObject({ cover: run.covers[0] })
    run.drive.wait(61)
    expect(claim(run, [])).toMatchObject({ cover: run.covers[0] })
    run.drive.wait(60)
    expect(claim(run, [])).toMatchObject({ cover: run.covers[1] })
    expect(claim(run, [], '3:0')).toMatchObject({ cover: '3:0' })
  })

  test('behavior: trades of the same numbers are found one after the other, what is not there is left as it is', () => {
    const run = maker()
    const wanted = [named(50, 100_000), named(50, 100_000), named(50, 100_000), named(40, 100_000), named(40, 99_999)]
    const found = claim(run, wanted)
    expect('evidence' in found && found.evidence.map(({ trade }) => trade)).toEqual([
      ...[run.trades[0], run.trades[1], contract, run.trades[2], contract],
    ])
    const given = claim(run, [named(50, 100_000), { ...named(50, 100_000), trade: run.trades[0] ?? '' }])
    expect('evidence' in given && given.evidence.map(({ trade }) => trade)).toEqual([run.trades[1], run.trades[0]])
    const sold = claim(run, [{ ...named(50, 100_000), side: 'sell' }])
    expect('evidence' in sold && sold.evidence[0]?.trade).toBe(contract)
  })

  test('behavior: trades that were claimed are not found again', () => {
    const run = maker()
    run.drive.state.facilities?.guarantees?.book.windows.forEach((window) => window.claimed.push(run.trades[0] ?? ''))
    const found = claim(run, [named(50, 100_000)])
    expect('evidence' in found && found.evidence[0]?.trade).toBe(run.trades[1])
  })

  test('behavior: a draw is for the last loss event of the account, a review of its first gains held', () => {
    const { drive } = maker()
    const draws = drive.state.facilities?.draws
    const loss = { realisedMinor: 5n, drawnMinor: 0n }
    for (const [event, account] of [
      ['1:0', 'loser'],
      ['2:0', 'loser'],
      ['3:0', 'rest'],
    ] as const)
      draws?.events.set(event, { account, ...loss })
    const request = { kind: 'drawRequested', at: drive.now(), by: 'desk', wantedMinor: '5' } as const
    const event = (of: string): unknown => nameSubjects(drive.state, { ...request, event: of })
    expect([event('loser'), event('nobody'), event('1:0')]).toEqual([
      { ...request, event: '2:0' },
      { ...request, event: 'nobody' },
      { ...request, event: '1:0' },
    ])
    const held = { event: '1:0', why: 'linked', trades: [], minor: 1n, heldAt: drive.now(), reviewUntil: drive.now() } as const
    for (const id of ['5:1', '5:2']) draws?.escrow.set(id, { id, account: 'maker', ...held })
    const verdict = { kind: 'reviewDecided', at: drive.now(), by: 'desk', verdict: 'kept', reason: 'wash' } as const
    expect(nameSubjects(drive.state, { ...verdict, hold: 'maker' })).toEqual({ ...verdict, hold: '5:1' })
    expect(nameSubjects(drive.state, { ...verdict, hold: '5:2' })).toEqual({ ...verdict, hold: '5:2' })
    expect(nameSubjects(drive.state, { ...verdict, hold: 'rest' })).toEqual({ ...verdict, hold: 'rest' })
  })

  test('behavior: other inputs, and runs without facilities, are left alone', () => {
    const input: OutsideInput = { kind: 'claimFiled', at: maker().drive.now(), account: 'maker', cover: 'maker', evidence: [] }
    expect(nameSubjects(startFacilityDrive({}).state, input)).toBe(input)
    const tick: OutsideInput = { kind: 'loanRepaid', at: input.at, account: 'maker', minor: '5' }
    expect(nameSubjects(maker().drive.state, tick)).toBe(tick)
  })
})
