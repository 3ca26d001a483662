import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { durationUs, timeUs } from '../base/time.ts'
import { beginEpoch, createAllowance, epochAt, firstExceeded, giveBack, roomUnder, spend, spentOf, type Cap } from './allowance.ts'
import { coolDown, coolingUntil, forgetCooled, type CoolDowns } from './cool-down.ts'

const ofEpoch: Cap<'epoch'> = { reason: 'epoch', key: 'all', limitMinor: 100n, scope: 'epoch' }
const standing: Cap<'standing'> = { reason: 'standing', key: 'all', limitMinor: 150n, scope: 'standing' }

describe('epochAt', () => {
  test.each([
    [1_000, 0],
    [1_099, 0],
    [1_100, 1],
    [1_199, 1],
    [1_200, 2],
  ])('table: at %d, epoch %d', (at, epoch) => {
    expect(epochAt(timeUs(at), { startedAt: timeUs(1_000), epochFor: durationUs(100) })).toBe(epoch)
  })

  test('error: an epoch has a length, and time is not before the start', () => {
    expect(() => epochAt(timeUs(5), { startedAt: timeUs(0), epochFor: durationUs(0) })).toThrow('an epoch has a length')
    expect(() => epochAt(timeUs(5), { startedAt: timeUs(6), epochFor: durationUs(1) })).toThrow('time never runs backwards')
  })
})

describe('spending', () => {
  test.each([
    [99n, undefined],
    [100n, undefined],
    [101n, { reason: 'epoch', availableMinor: 100n }],
    [151n, { reason: 'epoch', availableMinor: 100n }],
  ])('table: %d under caps of 100 and 150', (minor, exceeded) => {
    expect(firstExceeded(createAllowance(), [ofEpoch, standing], minor)).toEqual(exceeded)
  })

  test('behavior: of two caps that both refuse, the one given first is named', () => {
    expect(firstExceeded(createAllowance(), [standing, ofEpoch], 151n)?.reason).toBe('standing')
  })

  test('behavior: an epoch begins with its limit whole; what stands stays', () => {
    const allowance = createAllowance()
    spend(allowance, [ofEpoch, standing], 100n)
    expect(roomUnder(allowance, [ofEpoch, standing])).toBe(0n)
    beginEpoch(allowance, 0)
    expect(roomUnder(allowance, [ofEpoch])).toBe(0n)
    beginEpoch(allowance, 1)
    expect(roomUnder(allowance, [ofEpoch])).toBe(100n)
    expect(roomUnder(allowance, [ofEpoch, standing])).toBe(50n)
    expect(() => {
      beginEpoch(allowance, 0)
    }).toThrow('epochs follow each other')
  })

  test('behavior: giving back frees what stands, not what an epoch may spend', () => {
    const allowance = createAllowance()
    spend(allowance, [ofEpoch, standing], 60n)
    giveBack(allowance, [ofEpoch, standing], 20n)
    expect([spentOf(allowance, ofEpoch), spentOf(allowance, standing)]).toEqual([60n, 40n])
    giveBack(allowance, [standing], 40n)
    expect(allowance.standing.size).toBe(0)
    expect(() => {
      giveBack(allowance, [standing], 1n)
    }).toThrow('no more is given back than was spent')
  })

  test('error: no more than a limit leaves, nothing negative', () => {
    const allowance = createAllowance()
    expect(() => {
      spend(allowance, [ofEpoch], 101n)
    }).toThrow('no more is spent')
    expect(() => {
      spend(allowance, [ofEpoch], -1n)
    }).toThrow('no more is spent')
  })

  test('property: over any history no limit is passed in any epoch, and what stands is spent less given back', () => {
    const move = fc.record({
      kind: fc.constantFrom('spend', 'giveBack', 'epoch'),
      account: fc.constantFrom('a', 'b'),
      minor: fc.bigInt({ min: 0n, max: 60n }),
    })
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const allowance = createAllowance()
        const inEpoch = new Map<string, bigint>()
        const lent = new Map<string, bigint>()
        for (const { kind, account, minor } of moves) {
          const own: Cap<'own'> = { reason: 'own', key: account, limitMinor: 70n, scope: 'epoch' }
          const caps = [own, { ...standing, key: account }]
          if (kind === 'epoch') {
            beginEpoch(allowance, allowance.epoch + 1)
            inEpoch.clear()
          } else if (kind === 'giveBack') {
            const back = minor < (lent.get(account) ?? 0n) ? minor : (lent.get(account) ?? 0n)
            giveBack(allowance, caps, back)
            lent.set(account, (lent.get(account) ?? 0n) - back)
          } else if (firstExceeded(allowance, caps, minor) === undefined) {
            spend(allowance, caps, minor)
            inEpoch.set(account, (inEpoch.get(account) ?? 0n) + minor)
            lent.set(account, (lent.get(account) ?? 0n) + minor)
          }
          expect((inEpoch.get(account) ?? 0n) <= 70n && (lent.get(account) ?? 0n) <= 150n).toBe(true)
          expect(spentOf(allowance, { key: account, scope: 'standing' })).toBe(lent.get(account) ?? 0n)
        }
      }),
    )
  })
})

describe('cool-downs', () => {
  test.each([
    [1_099, 1_100],
    [1_100, undefined],
    [1_101, undefined],
  ])('table: at %d, until %s', (at, until) => {
    const waits: CoolDowns = new Map()
    coolDown(waits, 'g', { at: timeUs(1_000), waitFor: durationUs(100) })
    expect(coolingUntil(waits, 'g', timeUs(at))).toBe(until)
    expect(coolingUntil(waits, 'h', timeUs(at))).toBeUndefined()
  })

  test('behavior: a longer wait stands, no wait is none, and what is over is forgotten', () => {
    const waits: CoolDowns = new Map()
    coolDown(waits, 'g', { at: timeUs(1_000), waitFor: durationUs(100) })
    coolDown(waits, 'g', { at: timeUs(1_010), waitFor: durationUs(10) })
    coolDown(waits, 'h', { at: timeUs(1_000), waitFor: durationUs(0) })
    expect([...waits]).toEqual([['g', 1_100]])
    forgetCooled(waits, timeUs(1_099))
    expect(waits.size).toBe(1)
    forgetCooled(waits, timeUs(1_100))
    expect(waits.size).toBe(0)
  })
})
