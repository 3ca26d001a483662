import { describe, expect, test, vi } from 'vitest'
import { fill } from '../../../test/engine-drive.ts'
import { startMarginDrive, tenthModel, type MarginDrive } from '../../../test/margin-drive.ts'
import { lossLines } from '../../cli/loss-explanation-text.ts'
import type { Decision } from '../../engine/decision.ts'
import type { LayerPolicy } from '../../engine/loss/waterfall-policy.ts'
import type { Outcome } from '../../engine/turn.ts'
import type { LossExplanation } from '../run-types.ts'
import { explainLoss, lossEventOf } from './explain-loss.ts'

vi.mock('../../margin/model-catalogue.ts', () => ({ marginModelOf: () => tenthModel }))

type Told = Readonly<{ drive: MarginDrive; outcomes: Outcome[]; explain: (kind: string) => LossExplanation | undefined }>

/** An account that cannot pay 1,050, beside a member of the mutual fund. */
function defaultOn(...layers: readonly LayerPolicy[]): Told {
  const drive = startMarginDrive({}, layers.length === 0 ? {} : { waterfall: { layers } })
  const outcomes: Outcome[] = []
  const order = (): string => drive.member('long').liquidation?.orderId ?? ''
  const paid = { kind: 'contributionPaid', account: 'maker', minor: '90000000' } as const
  outcomes.push(
    drive.open('maker', { cash: 500 }),
    drive.send({ ...paid, at: drive.now() }),
    drive.open('long', { cash: 1_000, lots: 1_000 }),
  )
  drive.wait(1)
  outcomes.push(drive.book({ mid: 80_000 }), drive.report(order(), fill(80_000, 500, 0)))
  drive.wait(1)
  outcomes.push(drive.tick(), drive.report(order(), fill(79_000, 500, 0)))
  return { drive, outcomes, explain: (kind) => explained({ drive, outcomes }, kind) }
}

function explained({ drive, outcomes }: Pick<Told, 'drive' | 'outcomes'>, kind: string): LossExplanation | undefined {
  const decisions = outcomes.flatMap((outcome) => outcome.decisions)
  const decision = decisions.find(({ body }) => body.kind === kind) as Decision
  const transfers = outcomes.flatMap((outcome) => outcome.transfers)
  return explainLoss({
    decision,
    state: drive.state,
    decisions,
    transfersOf: (each) =>
      transfers.flatMap((transfer) =>
        each.transfers.includes(transfer.id) && transfer.kind === 'posted'
          ? [
              {
                id: transfer.id,
                stage: 'posted',
                amount: String(transfer.minor),
                asset: 'USDT',
                debit: transfer.debit,
                credit: transfer.credit,
                reason: transfer.reason,
              },
            ]
          : [],
      ),
  })
}

const layers: readonly LayerPolicy[] = [
  { kind: 'insuranceFund', opening: 300 },
  { kind: 'mutualFund', order: 'together', beside: { tranche: 'second', opening: 10 } },
]

describe('explainLoss', () => {
  test('behavior: every decision of the event leads to the same table, which sums to the deficit', () => {
    const told = defaultOn(...layers)
    const loss = told.explain('liquidationStarted')
    for (const kind of ['shortfallRealised', 'lossAllocated', 'liquidationEnded']) expect(told.explain(kind)).toEqual(loss)
    expect(loss?.layers.map(({ layer, used }) => [layer, used.minor])).toEqual([
      ['insuranceFund', 300_000_000n],
      ['mutualFund', 100_000_000n],
    ])
    expect([loss?.deficit.minor, loss?.uncovered.minor]).toEqual([1_050_000_000n, 650_000_000n])
    expect(loss?.transfers.map(({ debit, credit }) => `${debit} to ${credit}`)).toEqual([
      'memberShortfall:USDT to memberOwed:long',
      'insuranceFund:USDT to memberShortfall:USDT',
      'ownMoney:second:USDT to memberShortfall:USDT',
      'contribution:maker to memberShortfall:USDT',
    ])
  })

  test('behavior: what comes in later is told, and lessens what is uncovered', () => {
    const told = defaultOn(...layers)
    const money = { kind: 'lossMoneyPaid', layer: 'insuranceFund', minor: '600000000' } as const
    told.outcomes.push(told.drive.send({ ...money, at: told.drive.now() }))
    const loss = told.explain('lossAllocated')
    expect(loss?.recovered).toEqual([{ layer: 'insuranceFund', paid: { asset: 'USDT', minor: 600_000_000n } }])
    expect(loss?.uncovered.minor).toBe(50_000_000n)
    expect(lossLines(loss as LossExplanation).slice(0, 6)).toEqual(
      [
        'Layer, in USDT             Held    Paid  By whom',
        'the insurance fund       300.00  300.00',
        'the mutual fund          100.00  100.00  maker 90.00, own money beside them 10.00',
        'the insurance fund, later        600.00',
        'uncovered                         50.00',
        'deficit                        1,050.00',
      ].map(
        (line) =>
          expect.stringMatching(
            new RegExp(
              `^${line
                .trim()
                .split(/ {2,}/)
                .map((cell) => cell.replaceAll(/[.(),]/g, String.raw`\$&`))
                .join(' +')} *$`,
            ),
          ) as string,
      ),
    )
  })

  test('behavior: without a waterfall all of it is uncovered', () => {
    const loss = defaultOn().explain('shortfallRealised')
    expect([loss?.layers, loss?.uncovered.minor]).toEqual([[], 1_050_000_000n])
  })

  test('behavior: decisions of no liquidation, and of one that left nothing unpaid, explain no loss', () => {
    const told = defaultOn(...layers)
    expect(told.explain('accountOpened')).toBeUndefined()
    const decisions = told.outcomes.flatMap((outcome) => outcome.decisions)
    const started = decisions.filter(({ body }) => body.kind === 'liquidationStarted')
    const paid = { state: told.drive.state, decisions: started, transfersOf: () => [] }
    expect(explainLoss({ decision: started[0] as Decision, ...paid })).toBeUndefined()
    expect(started.map(lossEventOf)).toEqual(started.map(({ id }) => id))
  })
})
