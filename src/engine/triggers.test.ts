import { describe, expect, test } from 'vitest'
import { drivePolicy, ofKind, startDrive, type DrivenBook } from '../../test/engine-drive.ts'
import { btcPerpetual } from '../../test/instruments.ts'
import { isFired } from './triggers.ts'

const thin = { half: 60 }

describe('advanceTriggers', () => {
  test('behavior: each move is told, a firing names its facilities, a release how long it was', () => {
    const drive = startDrive(drivePolicy())
    drive.book()
    drive.wait(1)
    const fired = drive.book(thin)
    expect(ofKind(fired.decisions, 'triggerMoved')).toEqual([
      { kind: 'triggerMoved', from: 'calm', to: 'stressed' },
      { kind: 'triggerMoved', from: 'stressed', to: 'active' },
    ])
    expect(ofKind(fired.decisions, 'backstopActivated')).toEqual([{ kind: 'backstopActivated', facilities: ['depthDeployment'] }])
    drive.wait(3)
    drive.book({})
    drive.wait(2)
    // Back in stress before the release hold has passed: the same activation goes on.
    expect(ofKind(drive.book(thin).decisions, 'backstopActivated')).toEqual([])
    drive.wait(1)
    drive.book({})
    drive.wait(4)
    const released = drive.book({})
    expect(ofKind(released.decisions, 'backstopReleased')).toEqual([{ kind: 'backstopReleased', activeForUs: 10e6 }])
    expect(drive.market.activations).toEqual([{ trigger: 'wide', firedAt: 1_600_000_001_000_000, releasedAt: 1_600_000_011_000_000 }])
  })

  test('behavior: the evidence is the signals as they stood, beside the thresholds', () => {
    const drive = startDrive(drivePolicy())
    drive.book()
    drive.wait(1)
    const { decisions } = drive.book(thin)
    expect(decisions[0]).toMatchObject({
      id: '3:0',
      market: btcPerpetual.id,
      trigger: 'wide',
      evidence: [
        {
          signal: 'spreadBps',
          reading: { kind: 'known', value: 12 },
          direction: 'above',
          fire: 8,
          release: 4,
          condition: 'met',
          modelled: false,
        },
      ],
    })
    expect(decisions[2]?.evidence).toEqual(decisions[0]?.evidence)
  })

  test.each<[string, DrivenBook, boolean]>([
    ['wide', { half: 60 }, true],
    ['gap', { mid: 97_000 }, false],
  ])('behavior: of a modelled book, evidence of %s is labelled modelled only if it is of the book', (trigger, book, modelled) => {
    const drive = startDrive(drivePolicy({ facilities: [] }), { ...btcPerpetual, bookSource: 'modelled' })
    const close = (closeTicks: number): ReturnType<typeof drive.send> => {
      const at = drive.now()
      const bar = { openTicks: 1, highTicks: 1, lowTicks: 1, volumeLots: 1, startedAt: at, closeTicks }
      return drive.send({ kind: 'barClosed', market: btcPerpetual.id, at, ...bar })
    }
    drive.book()
    close(100_000)
    drive.wait(1)
    close(book.mid ?? 100_000)
    const { decisions } = drive.book(book)
    const moved = decisions.find((decision) => decision.trigger === trigger)
    expect(moved?.evidence.map((evidence) => evidence.modelled)).toEqual([modelled])
  })

  test('behavior: what is unknown neither fires nor releases', () => {
    const drive = startDrive(drivePolicy({ facilities: [] }))
    drive.book()
    drive.wait(1)
    drive.book(thin)
    for (let i = 0; i < 30; i++) {
      drive.wait(1)
      expect(drive.tick().decisions).toEqual([])
      expect(drive.book({ bids: [] }).decisions).toEqual([])
    }
    expect(drive.market.triggers[0]?.phase).toBe('active')
  })
})

describe('isFired', () => {
  test.each([
    ['calm', false],
    ['watch', false],
    ['stressed', false],
    ['active', true],
    ['recovering', true],
  ] as const)('%s: %s', (phase, fired) => {
    expect(isFired(phase)).toBe(fired)
  })
})
