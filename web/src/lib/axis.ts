/** Maps a number onto pixels. */
export type Scale = (value: number) => number

/**
 * A straight scale; a range of no width maps to the middle.
 *
 * @example
 * scale({ from: 0, to: 10 }, { from: 0, to: 100 })(5) // 50
 */
export function scale(values: Readonly<{ from: number; to: number }>, pixels: Readonly<{ from: number; to: number }>): Scale {
  const width = values.to - values.from
  if (width === 0) return () => (pixels.from + pixels.to) / 2
  return (value) => pixels.from + ((value - values.from) / width) * (pixels.to - pixels.from)
}

/**
 * Round numbers within a range, at steps of 1, 2 or 5 times a power of ten, about as many as asked for.
 *
 * @example
 * ticks({ from: 0, to: 95 }, 5) // [0, 20, 40, 60, 80]
 */
export function ticks(values: Readonly<{ from: number; to: number }>, count: number): readonly number[] {
  const { from, to } = values
  if (!(to > from) || !Number.isFinite(to - from) || count < 1) return []
  const rough = (to - from) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((multiple) => multiple * power >= rough * 0.999) ?? 10) * power
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
}

/** A unit that many numbers are written in, so that they align. */
export type NumberUnit = Readonly<{ divisor: number; name: string }>

/**
 * The unit for numbers up to a size: ones below ten thousand, then thousands, millions, billions.
 *
 * @example
 * unitFor(113_700).name // 'thousand'
 */
export function unitFor(largest: number): NumberUnit {
  const size = Math.abs(largest)
  if (size >= 1e10) return { divisor: 1e9, name: 'billion' }
  if (size >= 1e7) return { divisor: 1e6, name: 'million' }
  return size >= 1e4 ? { divisor: 1e3, name: 'thousand' } : { divisor: 1, name: '' }
}
