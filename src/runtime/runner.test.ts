import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { drivePolicy, driveStart } from '../../test/engine-drive.ts'
import { btcPerpetual } from '../../test/instruments.ts'
import { smallMarket, smallRun } from '../../test/small-run.ts'
import { EnvironmentFault } from '../base/fault.ts'
import { seconds, timeUs } from '../base/time.ts'
import { effectId } from '../engine/effect.ts'
import type { Input } from '../engine/input.ts'
import { createState } from '../engine/state.ts'
import type { Journal } from '../journal/journal-contract.ts'
import { createMemoryJournal } from '../journal/memory.ts'
import { openSqliteJournal } from '../journal/sqlite.ts'
import type { MarketInput } from '../market/market-input.ts'
import { openDurableLog } from './durable-log.ts'
import { runInputs, type RunnerOptions } from './runner.ts'

function trade(atSeconds: number): MarketInput {
  const at = timeUs(driveStart + atSeconds * 1e6)
  return { kind: 'tradeReceived', at, venueAt: at, market: btcPerpetual.id, tradeId: 1, ticks: 100_000, lots: 1, taker: 'buy' }
}

function book(atSeconds: number, half = 10, lots = 2_000): MarketInput {
  const at = timeUs(driveStart + atSeconds * 1e6)
  const [bids, asks] = [
    [100_000 - half, lots],
    [100_000 + half, lots],
  ]
  return { kind: 'bookSnapshotReceived', at, venueAt: at, market: btcPerpetual.id, updateId: 1, bids, asks }
}

/** Everything a run processed, as `kind@seconds`, and what it told the world. */
type Ran = { steps: string[]; sent: { count: number; journaled: number; at: number }[]; journal: Journal }

async function run(inputs: readonly MarketInput[], options: Partial<RunnerOptions> = {}, dueSeconds: readonly number[] = []): Promise<Ran> {
  const journal = createMemoryJournal()
  const due = dueSeconds.map((second) => timeUs(driveStart + second * 1e6))
  const ran: Ran = { steps: [], sent: [], journal }
  await runInputs(
    {
      state: createState(),
      cursor: { marketInputsRead: 0, nextTickAt: timeUs(0) },
      log: openDurableLog(journal, 0),
      world: {
        observe: () => undefined,
        submit: (effects, at) => ran.sent.push({ count: effects.length, journaled: journal.head().seq, at }),
        nextDueAt: () => due[0],
        takeNext: () => {
          const at = due.shift()
          return at === undefined ? undefined : { kind: 'effectReported', at, effectId: effectId(0, 0), report: { kind: 'accepted' } }
        },
      },
      tickEvery: seconds(1),
      start: (at) => {
        const terms = { engineVersion: 'test', source: 'test', seed: 1, policy: drivePolicy(), instruments: [btcPerpetual] }
        return { kind: 'runStarted', at, ...terms }
      },
      onStep: ({ input }) => ran.steps.push(`${words[input.kind]}@${(input.at - driveStart) / 1e6}`),
      beforeInput: () => undefined,
      takeCommands: () => [],
      checkpointEvery: 1_000_000,
      onCheckpoint: () => Promise.resolve(),
      ...options,
    },
    (async function* () {
      yield inputs
    })(),
  )
  return ran
}

const words: Readonly<Record<Input['kind'], string>> = {
  runStarted: 'start',
  clockTicked: 'tick',
  effectReported: 'report',
  operatorCommanded: 'command',
  bookSnapshotReceived: 'book',
  bookDeltaReceived: 'delta',
  quoteReceived: 'quote',
  tradeReceived: 'trade',
  barClosed: 'bar',
  contractListed: 'contract',
  marksChanged: 'marks',
  accountOpened: 'account',
  depositConfirmed: 'deposit',
  withdrawalRequested: 'withdrawal',
  positionChanged: 'position',
  ordersChanged: 'orders',
  fundingSettled: 'funding',
  contractSettled: 'settlement',
  fundStaked: 'stake',
  unstakeRequested: 'exit request',
  unstakeCancelled: 'exit taken back',
  unstakeClaimed: 'exit claim',
  fundRevenueReceived: 'fund income',
  guaranteeBought: 'cover',
  claimFiled: 'claim',
  loanRequested: 'loan request',
  loanRepaid: 'loan payment',
  drawRequested: 'draw',
  reviewDecided: 'review',
  thresholdSeedGiven: 'seed',
  bidPlaced: 'bid',
  standingBidsChanged: 'commitments',
  auctionCommanded: 'auction command',
  contributionPaid: 'contribution',
  contributionRequested: 'contribution request',
  lossMoneyPaid: 'loss money',
  membershipEnded: 'membership end',
}

describe('runInputs', () => {
  test('behavior: ticks come at whole seconds, each before the market inputs of its time', async () => {
    const { steps } = await run([trade(0.5), trade(0.999_999), trade(1), trade(3.5)])
    expect(steps).toEqual(['start@0.5', 'trade@0.5', 'trade@0.999999', 'tick@1', 'trade@1', 'tick@2', 'tick@3', 'trade@3.5'])
  })

  test('behavior: a run that starts on a whole second ticks first a second later', async () => {
    expect((await run([trade(0), trade(1)])).steps).toEqual(['start@0', 'trade@0', 'tick@1', 'trade@1'])
  })

  test('behavior: reports come in their place in time, before the tick and the market input of the same time', async () => {
    const { steps } = await run([trade(0.2), trade(2), trade(2.5)], {}, [0.7, 1, 2])
    expect(steps).toEqual(['start@0.2', 'trade@0.2', 'report@0.7', 'report@1', 'tick@1', 'report@2', 'tick@2', 'trade@2', 'trade@2.5'])
  })

  test('behavior: reports due after the last input still come, with the ticks between', async () => {
    const { steps } = await run([trade(0.2)], {}, [0.7, 1.3])
    expect(steps).toEqual(['start@0.2', 'trade@0.2', 'report@0.7', 'tick@1', 'report@1.3'])
  })

  test('behavior: an input stamped before the one that was processed last is taken at the time reached', async () => {
    expect((await run([trade(1.5), trade(1.2)])).steps).toEqual(['start@1.5', 'trade@1.5', 'trade@1.5'])
  })

  test('behavior: effects go out only when the input that caused them is durable', async () => {
    const { sent, journal } = await run([book(0.2), book(3.2), book(4.2, 60, 100)])
    expect(sent).toEqual([{ count: 2, journaled: journal.head().seq, at: driveStart + 4.2e6 }])
  })

  test('behavior: while it waits for the wall clock, all that was processed is durable', async () => {
    const seen: number[] = []
    const journal = createMemoryJournal()
    await run([trade(0.2), trade(0.3), trade(0.4)], {
      log: openDurableLog(journal, 0),
      beforeInput: (at) => (at > driveStart + 0.3e6 ? Promise.resolve().then(() => void seen.push(journal.head().seq)) : undefined),
    })
    expect(seen).toEqual([3])
  })

  test('error: a wait that rejects ends the run with everything durable', async () => {
    const journal = createMemoryJournal()
    const stopped = run([trade(0.2), trade(0.3), trade(0.4)], {
      log: openDurableLog(journal, 0),
      beforeInput: (at) => (at > driveStart + 0.3e6 ? Promise.reject(new Error('stopped')) : undefined),
    })
    await expect(stopped).rejects.toThrow('stopped')
    expect(journal.head().seq).toBe(3)
  })

  test('behavior: a checkpoint is taken before the market input after the one it is due at', async () => {
    const checkpoints: number[] = []
    const journal = createMemoryJournal()
    const state = createState()
    await run([trade(0.2), trade(0.3), trade(0.4), trade(0.5), trade(1.5)], {
      state,
      log: openDurableLog(journal, 0),
      checkpointEvery: 3,
      onCheckpoint: () => {
        expect(journal.head().seq).toBe(state.seq)
        checkpoints.push(state.seq)
        return Promise.resolve()
      },
    })
    expect(checkpoints).toEqual([3])
    expect(journal.head().seq).toBe(7)
  })

  test("behavior: a run that goes on repeats its operators' commands at their place, takes no new ones meanwhile, and no checkpoint", async () => {
    const market = smallMarket({ seed: 11, seconds: 20 })
    const halt = { by: 'test', command: 'halt', reason: 'drill' } as const
    let sent = false
    const first = await smallRun(market, {
      commands: (state) => {
        if (sent || state.seq < 60) return []
        sent = true
        return [{ kind: 'operatorCommanded', at: state.at, ...halt }]
      },
    })
    expect(first.decisions.filter(({ body }) => body.kind === 'engineHalted')).toHaveLength(1)
    const again = await smallRun(market, {
      journal: first.journal,
      checkpointEvery: 40,
      commands: (state) => [{ kind: 'operatorCommanded', at: state.at, ...halt }],
    })
    expect(again.stateHash).toBe(first.stateHash)
    expect(again.snapshots).toEqual([])
    expect(again.journal.head()).toEqual(first.journal.head())
  })

  test('error: data that changed since the stop are refused by the number of the input', async () => {
    const market = smallMarket({ seed: 11, seconds: 20 })
    const { journal } = await smallRun(market)
    const changed = market.map((input, place) => (place === 50 && input.kind === 'bookSnapshotReceived' ? { ...input, asks: [] } : input))
    const seq = [...journal.read(1)].find(({ input }) => JSON.stringify(input) === JSON.stringify(market[50]))?.seq
    await expect(smallRun(changed, { journal })).rejects.toThrow(EnvironmentFault)
    await expect(smallRun(changed, { journal })).rejects.toThrow(new RegExp(`seq ${seq}\\b`))
  })

  test('error: a full disk stops the run; with room again it goes on to the same end', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'seawall-full-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const market = smallMarket({ seed: 7, seconds: 60 })
    const whole = await smallRun(market)
    const full = openSqliteJournal(join(folder, 'journal.sqlite'), { maxPages: 20 })
    await expect(smallRun(market, { journal: full })).rejects.toThrow(EnvironmentFault)
    const reached = full.head().seq
    full.close()
    const journal = openSqliteJournal(join(folder, 'journal.sqlite'))
    expect(journal.head().seq).toBe(reached)
    expect((await smallRun(market, { journal })).stateHash).toBe(whole.stateHash)
    expect(journal.head()).toEqual(whole.journal.head())
    expect(reached).toBeLessThan(journal.head().seq)
    journal.close()
  })
})
