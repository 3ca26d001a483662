import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isAfter, parseTransferId, transferId } from './transfer-id.ts'

const whole = fc.nat({ max: Number.MAX_SAFE_INTEGER })

test('property: an id names one place and one place only', () => {
  fc.assert(
    fc.property(whole, whole, (seq, index) => {
      expect(parseTransferId(transferId(seq, index))).toEqual({ seq, index })
    }),
  )
})

test('property: of two places exactly one comes after the other, unless they are one', () => {
  const place = fc.record({ seq: fc.nat({ max: 12 }), index: fc.nat({ max: 12 }) })
  fc.assert(
    fc.property(place, place, (a, b) => {
      const byNumber = a.seq * 100 + a.index - (b.seq * 100 + b.index)
      expect([isAfter(a, b), isAfter(b, a)]).toEqual([byNumber > 0, byNumber < 0])
    }),
  )
})

test.each(['', '1', '1:', ':1', '1:2:3', '01:0', '1:00', '-1:0', '1:-1', '1.5:0', '1e3:0', ' 1:0', '1:0\n', '9007199254740992:0'])(
  'table: %o is no id',
  (id) => {
    expect(parseTransferId(id)).toBeUndefined()
  },
)
