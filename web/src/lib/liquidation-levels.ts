import type { MarginOverview } from './types.ts'

/** Open interest at risk of one underlying. */
export type LiquidationMap = MarginOverview['maps'][number]
/** What would be below maintenance margin at one price. */
export type LiquidationLevel = LiquidationMap['levels'][number]

/** A stretch of prices with what falls due within it, or up to its far end. */
export type LiquidationBar = Readonly<{ from: number; to: number; level: LiquidationLevel; long: number; short: number }>

/** All there would be up to a price, or only what is added from one level to the next. */
export type LiquidationMode = 'cumulative' | 'perLevel'

/**
 * One bar for each step away from the index. Its figures are those at the far end; per level, less those at the near end, and 0 where
 * accounts come back above their margin on the way.
 *
 * @example
 * liquidationBars(map, 'perLevel')[0]?.long
 */
export function liquidationBars(map: LiquidationMap, mode: LiquidationMode): readonly LiquidationBar[] {
  const levels = map.levels.toSorted((a, b) => a.move - b.move)
  return levels.flatMap((level, i): readonly LiquidationBar[] => {
    if (level.move === 0) return []
    const nearer = level.move < 0 ? levels[i + 1] : levels[i - 1]
    if (nearer === undefined) return []
    const take = (side: 'longNotional' | 'shortNotional'): number =>
      mode === 'cumulative' ? level[side] : Math.max(0, level[side] - nearer[side])
    return [
      {
        from: Math.min(level.price, nearer.price),
        to: Math.max(level.price, nearer.price),
        level,
        long: take('longNotional'),
        short: take('shortNotional'),
      },
    ]
  })
}

/**
 * The level of a move, such as 10 % down; `undefined` when the map has none there.
 *
 * @example
 * levelAt(map, -0.1)?.accounts
 */
export function levelAt(map: LiquidationMap, move: number): LiquidationLevel | undefined {
  return map.levels.find((level) => Math.abs(level.move - move) < 1e-9)
}
