import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timeUs, type TimeUs } from '../base/time.ts'
import { accrueInterest, owedInterest, payInterest, startInterest, yearUs } from './loan-interest.ts'
import { afterHaircut, penalCharge, penalPpb, wholePpb } from './penal-price.ts'

const terms = { markupBps: 300n, scarcityBps: 700n }
const situation = { marketBps: 500n, usedMinor: 50n, addedMinor: 25n, budgetMinor: 100n }

describe('penalPpb', () => {
  // 100,000 parts per billion are a basis point; the scarcity is that of the middle of what is added.
  test.each([
    ['the first unit of an empty facility', { usedMinor: 0n, addedMinor: 0n }, 80_000_000n],
    ['half to three quarters', {}, 123_750_000n],
    ['the last unit', { usedMinor: 100n, addedMinor: 0n }, 150_000_000n],
    ['a market that pays borrowers', { marketBps: -200n }, 73_750_000n],
    ['a facility without budget', { usedMinor: 0n, addedMinor: 0n, budgetMinor: 0n }, 80_000_000n],
    ['a third of a budget of 3, rounded up', { usedMinor: 0n, addedMinor: 1n, budgetMinor: 3n }, 91_666_667n],
  ])('table: %s', (_name, change, ppb) => {
    expect(penalPpb(terms, { ...situation, ...change })).toBe(ppb)
  })

  test('error: more used than there is, or a term below the market', () => {
    expect(() => penalPpb(terms, { ...situation, addedMinor: 51n })).toThrow('no more is used')
    expect(() => penalPpb({ ...terms, markupBps: -1n }, situation)).toThrow('never below the market')
  })

  test('property: never below the market and the mark-up, dearer with use, and no cheaper in parts than at once', () => {
    const part = fc.bigInt({ min: 0n, max: 1_000_000n })
    fc.assert(
      fc.property(part, part, part, part, (usedMinor, first, second, spare) => {
        const budgetMinor = usedMinor + first + second + spare
        const base = { marketBps: 500n, usedMinor, budgetMinor }
        const atOnce = penalCharge(terms, { ...base, addedMinor: first + second })
        const inParts =
          penalCharge(terms, { ...base, addedMinor: first }) +
          penalCharge(terms, { ...base, usedMinor: usedMinor + first, addedMinor: second })
        expect(inParts >= atOnce).toBe(true)
        expect(inParts - atOnce <= 1n).toBe(true)
        const rate = penalPpb(terms, { ...base, addedMinor: first })
        expect(rate >= 80_000_000n && rate <= 150_000_000n).toBe(true)
        expect(penalPpb(terms, { ...base, usedMinor: usedMinor + second, addedMinor: first }) >= rate).toBe(true)
      }),
    )
  })
})

describe('afterHaircut', () => {
  test.each([
    [1_000n, 0n, 1_000n],
    [1_000n, 2_000n, 800n],
    [1_001n, 5_000n, 500n],
    [1_000n, 10_000n, 0n],
  ])('table: %d less %d bps', (value, haircut, counts) => {
    expect(afterHaircut(value, haircut)).toBe(counts)
  })

  test('error: a haircut beyond everything', () => {
    expect(() => afterHaircut(1n, 10_001n)).toThrow('from nothing to everything')
    expect(() => afterHaircut(1n, -1n)).toThrow('from nothing to everything')
  })
})

describe('interest', () => {
  const from = timeUs(1_000_000)
  const after = (us: number): TimeUs => timeUs(from + us)
  const lent = { principalMinor: 1_000n, ratePpb: 100_000_000n }

  test.each([
    [0, 0n],
    [1, 1n],
    [Number(yearUs) / 100, 1n],
    [Number(yearUs) / 100 + 1, 2n],
    [Number(yearUs), 100n],
    [2 * Number(yearUs), 200n],
  ])('table: 1,000 at 10 %% after %d microseconds owes %d', (us, owed) => {
    expect(owedInterest(accrueInterest(startInterest(from), lent, after(us)))).toBe(owed)
  })

  test('behavior: what was paid is not owed again', () => {
    const year = accrueInterest(startInterest(from), lent, after(Number(yearUs) / 100 + 1))
    const paid = payInterest(year, 2n)
    expect(owedInterest(paid)).toBe(0n)
    expect(owedInterest(accrueInterest(paid, lent, after(Number(yearUs) / 50)))).toBe(0n)
    expect(owedInterest(accrueInterest(paid, lent, after(Number(yearUs) / 50 + 1)))).toBe(1n)
    expect(() => payInterest(paid, 1n)).toThrow('no more interest is paid than is owed')
    expect(() => payInterest(year, -1n)).toThrow('no more interest is paid than is owed')
  })

  test('error: time that runs back, a rate below 0', () => {
    expect(() => accrueInterest(startInterest(from), lent, timeUs(0))).toThrow('time never runs backwards')
    expect(() => accrueInterest(startInterest(from), { ...lent, ratePpb: -1n }, from)).toThrow('never below 0')
  })

  test('property: looking often changes nothing, interest is never negative, and it is the exact one rounded up', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 86_400_000_000 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10_000_000_000n }),
        fc.bigInt({ min: 0n, max: wholePpb }),
        steps,
        (principalMinor, ratePpb, waits) => {
          const loan = { principalMinor, ratePpb }
          let interest = startInterest(from)
          let [now, paid] = [0, 0n]
          for (const wait of waits) {
            now += wait
            interest = accrueInterest(interest, loan, after(now))
            const owed = owedInterest(interest)
            expect(owed >= 0n).toBe(true)
            interest = payInterest(interest, owed)
            paid += owed
          }
          const exact = principalMinor * ratePpb * BigInt(now)
          const unit = wholePpb * yearUs
          expect(paid).toBe(exact / unit + (exact % unit === 0n ? 0n : 1n))
        },
      ),
    )
  })
})
