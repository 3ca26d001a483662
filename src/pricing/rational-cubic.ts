/** One end of an interval: place, value and slope there. */
export type CubicEnd = Readonly<{ at: number; value: number; slope: number }>

/**
 * The rational cubic of Delbourgo and Gregory between two points with given slopes.
 *
 * @param control - Above -1. 3 makes it an ordinary cubic, infinity a straight line.
 * @see Delbourgo & Gregory, "Shape preserving piecewise rational interpolation", SIAM J. Sci. Stat. Comput. 6 (1985).
 *
 * @example
 * rationalCubic(0.5, { left: { at: 0, value: 0, slope: 1 }, right: { at: 1, value: 1, slope: 1 }, control: 3 }) // 0.5
 */
export function rationalCubic(at: number, curve: Readonly<{ left: CubicEnd; right: CubicEnd; control: number }>): number {
  const { left, right, control } = curve
  const width = right.at - left.at
  if (!(Math.abs(width) > 0)) return 0.5 * (left.value + right.value)
  const t = (at - left.at) / width
  const u = 1 - t
  if (!(control < 1e15)) return right.value * t + left.value * u
  const fromRight = right.value * t * t * t + (control * right.value - width * right.slope) * t * t * u
  const fromLeft = left.value * u * u * u + (control * left.value + width * left.slope) * t * u * u
  return (fromRight + fromLeft) / (1 + (control - 3) * t * u)
}

/**
 * The control parameter that gives the curve a second derivative at one end, no smaller than keeps it monotone and convex (or
 * concave) where the ends are.
 *
 * @example
 * fittedControl({ left: { at: 0, value: 0, slope: 1 }, right: { at: 1, value: 1, slope: 1 }, secondDerivative: 0, end: 'left' })
 */
export function fittedControl(
  curve: Readonly<{ left: CubicEnd; right: CubicEnd; secondDerivative: number; end: 'left' | 'right' }>,
): number {
  const { left, right } = curve
  const width = right.at - left.at
  const chord = (right.value - left.value) / width
  const rise = 0.5 * width * curve.secondDerivative + (right.slope - left.slope)
  const gap = curve.end === 'left' ? chord - left.slope : right.slope - chord
  const least = shapeControl(left.slope, right.slope, chord)
  // Where the chord has the slope of that end, only a straight line fits there.
  if (gap === 0) return Infinity
  return Math.max(rise / gap, least)
}

function shapeControl(left: number, right: number, chord: number): number {
  let least = -1 + 1e-8
  if (left * chord >= 0 && right * chord >= 0 && chord !== 0) least = Math.max(least, (left + right) / chord)
  const convex = left <= chord && chord <= right
  const concave = left >= chord && chord >= right
  if (!convex && !concave) return least
  const turn = Math.abs(right - left)
  if (right !== chord) least = Math.max(least, Math.abs(turn / (right - chord)))
  if (left !== chord) least = Math.max(least, Math.abs(turn / (chord - left)))
  return least
}
