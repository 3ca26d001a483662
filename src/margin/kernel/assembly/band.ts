// How far rows can move within boxes of the market. ../band-moves.ts says the same in plain TypeScript.

/**
 * The sums of size, without its sign, times move for `count` rows named in `listed`. A move is four numbers an instrument, one a level of
 * boxes; so is a row's sum, which goes to the row's place.
 */
export function sumMoves(count: u32, listed: usize, starts: usize, columns: usize, sizes: usize, moves: usize, sums: usize): void {
  for (let at: u32 = 0; at < count; at++) {
    const row = <usize>load<u32>(listed + ((<usize>at) << 2))
    const first = <usize>load<u32>(starts + (row << 2))
    const end = columns + ((<usize>load<u32>(starts + (row << 2), 4)) << 2)
    let wide = f64x2.splat(0)
    let narrow = f64x2.splat(0)
    let size = sizes + (first << 3)
    for (let column = columns + (first << 2); column < end; column += 4) {
      const held = f64x2.abs(v128.load64_splat(size))
      const move = moves + ((<usize>load<u32>(column)) << 5)
      wide = f64x2.add(wide, f64x2.mul(held, v128.load(move)))
      narrow = f64x2.add(narrow, f64x2.mul(held, v128.load(move, 16)))
      size += 8
    }
    v128.store(sums + (row << 5), wide)
    v128.store(sums + (row << 5), narrow, 16)
  }
}
