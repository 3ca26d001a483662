import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { drivePolicy, startDrive } from '../../../test/engine-drive.ts'
import { quickMargin } from '../../../test/margin-drive.ts'
import { encode } from '../../base/codec.ts'
import { durationUs, seconds } from '../../base/time.ts'
import { auditLedger } from '../../ledger/audit.ts'
import { balanceOf } from '../../ledger/balance.ts'
import { postTransfer } from '../../ledger/post.ts'
import type { FundInput } from './fund-input.ts'
import { fundViewOf } from './fund-view.ts'

const names = ['alice', 'bob', 'carol']
const coolDownFor = seconds(30)

type Act = Readonly<{
  kind: 'stake' | 'request' | 'cancel' | 'claim' | 'income' | 'tick' | 'loss'
  who: number
  size: number
  after: number
}>

const acts = fc.array(
  fc.record({
    kind: fc.constantFrom<Act['kind'][]>('stake', 'stake', 'request', 'cancel', 'claim', 'income', 'tick', 'tick', 'loss'),
    who: fc.integer({ min: 0, max: 2 }),
    size: fc.integer({ min: 0, max: 1_000 }),
    after: fc.integer({ min: 0, max: 40 }),
  }),
  { maxLength: 30 },
)

function startFund() {
  return startDrive({
    ...drivePolicy({ facilities: [] }),
    triggers: [],
    margin: quickMargin,
    waterfall: { layers: [{ kind: 'insuranceFund', opening: 1 }] },
    fundShares: {
      coolDownFor,
      leastStake: 0.000001,
      revenue: { largestPartBps: 1_000, yearlyCapBps: 10_000_000, settleEvery: seconds(3), housePartBps: 500 },
      exitQueue: { onIceFromBps: 3_000, frozenFromBps: 6_000, leastFund: 0.5 },
    },
  })
}

type FundDrive = ReturnType<typeof startFund>

const vaultIn = (drive: FundDrive): bigint => balanceOf(drive.state.ledger, 'insuranceFund:USDT')

function inputOf(drive: FundDrive, { kind, who, size }: Act): FundInput | undefined {
  const [at, staker] = [drive.now(), names[who] ?? '']
  const held = BigInt(fundViewOf(drive.state)?.holders.find((holder) => holder.staker === staker)?.shares ?? '0')
  if (kind === 'stake') return { kind: 'fundStaked', at, staker, minor: String(size * 997) }
  if (kind === 'request') return { kind: 'unstakeRequested', at, staker, shares: String((held * BigInt(size)) / 900n) }
  if (kind === 'cancel') return { kind: 'unstakeCancelled', at, staker }
  if (kind === 'claim') return { kind: 'unstakeClaimed', at, staker }
  return kind === 'income' ? { kind: 'fundRevenueReceived', at, minor: String(size * 101) } : undefined
}

/** The last transfer's place in its input. */
function lastOf({ state }: FundDrive): number {
  return Number(state.ledger.lastId?.split(':')[1] ?? 0) + 1_000
}

/** The fund pays for something that is not members' business, as a loss of theirs would be recovered from them. */
function payOut(drive: FundDrive, minor: bigint): void {
  if (minor === 0n) return
  const request = { id: `${drive.state.seq}:${lastOf(drive) + 1}`, at: drive.now(), minor, reason: 'paid' } as const
  const paid = postTransfer(drive.state.ledger, { kind: 'posted', debit: 'insuranceFund:USDT', credit: 'outside:USDT', ...request })
  expect(paid.ok).toBe(true)
}

test('property: claims never pass what the fund holds, books balance, refusals change nothing, and nobody is paid early or above what was asked', () => {
  fc.assert(
    fc.property(acts, (list) => {
      const drive = startFund()
      const requestedAt = new Map<string, number>()
      for (const act of list) {
        drive.wait(act.after)
        const before = encode([fundViewOf(drive.state), drive.state.ledger])
        const input = inputOf(drive, act)
        if (act.kind === 'loss') {
          payOut(drive, (vaultIn(drive) * BigInt(act.size)) / 1_000n)
          continue
        }
        const { decisions } = input === undefined ? drive.tick() : drive.send(input)
        for (const { id, body } of decisions) {
          if (body.kind === 'unstakeRequested') requestedAt.set(id, drive.now())
          if (body.kind === 'unstakeSettled') {
            expect(drive.now() - (requestedAt.get(body.request) ?? Infinity)).toBeGreaterThanOrEqual(coolDownFor)
            expect(body.paid.minor <= body.asked.minor).toBe(true)
          }
        }
        if (decisions.length > 0 && decisions.every(({ body }) => body.kind === 'fundInputRefused')) {
          expect(encode([fundViewOf(drive.state), drive.state.ledger])).toBe(before)
        }
        const view = fundViewOf(drive.state)
        const claims = view?.holders.reduce((sum, { worth }) => sum + worth.minor, view.house.minor) ?? -1n
        expect(claims >= 0n && claims <= vaultIn(drive)).toBe(true)
        expect(BigInt(view?.queuedShares ?? '-1') <= BigInt(view?.stakedShares ?? '0')).toBe(true)
      }
      expect(auditLedger(drive.state.ledger).findings).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('property: stakers who never ask to leave share a loss as they share the fund', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 1_000_000 }), fc.nat(999), (first, second, part) => {
      const drive = startFund()
      for (const [staker, whole] of [['alice', first] as const, ['bob', second] as const]) {
        drive.send({ kind: 'fundStaked', at: drive.now(), staker, minor: `${whole}000000` })
      }
      const before = fundViewOf(drive.state)?.holders.map(({ worth }) => worth.minor) ?? []
      const vault = vaultIn(drive)
      const loss = (vault * BigInt(part)) / 1_000n
      payOut(drive, loss)
      drive.wait(durationUs(1) / 1e6)
      drive.tick()
      for (const [place, { worth }] of (fundViewOf(drive.state)?.holders ?? []).entries()) {
        const exact = ((before[place] ?? 0n) * (vault - loss)) / vault
        // A rebase may round a share off, which is worth a tenth of a unit at most.
        expect(worth.minor <= exact && exact - worth.minor <= 2n).toBe(true)
      }
    }),
    { numRuns: 60 },
  )
})
