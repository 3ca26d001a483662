import { expect, test } from 'vitest'
import {
  complementaryError,
  digammaOf,
  logarithmOfGamma,
  lowerBeta,
  lowerGamma,
  scaledComplementaryError,
  trigammaOf,
  upperBeta,
  upperGamma,
} from './special.ts'

// Abramowitz & Stegun, chapters 6, 7 and 26; closed forms where there are some.
test.each([
  ['erfc(0)', complementaryError(0), 1],
  ['erfc(1)', complementaryError(1), 0.15729920705028513],
  ['erfc(26)', complementaryError(26), 5.663192408856143e-296],
  ['erfcx(1)', scaledComplementaryError(1), 0.427583576155807],
  ['erfcx(1e8)', scaledComplementaryError(1e8), 1 / (1e8 * Math.sqrt(Math.PI))],
  ['ln gamma(10)', logarithmOfGamma(10), Math.log(362_880)],
  ['digamma(1)', digammaOf(1), -0.5772156649015329],
  ['trigamma(1)', trigammaOf(1), Math.PI ** 2 / 6],
  ['P(1, 1)', lowerGamma(1, 1), 1 - Math.exp(-1)],
  ['Q(300, 1)', upperGamma(300, 1), Math.exp(-300)],
  ['I(0.3; 2, 1)', lowerBeta(0.3, { a: 2, b: 1 }), 0.09],
  ['1 - I(0.3; 1, 50)', upperBeta(0.3, { a: 1, b: 50 }), 0.7 ** 50],
])('%s', (_name, found, expected) => {
  expect(found / expected).toBeCloseTo(1, 12)
})
