/** Every number of the book model. Distances in basis points, times in seconds, the rest as named. */
export type BookModelParameters = Readonly<{
  /** Spacing of the book frames inside a bar. */
  frameEverySeconds: number
  /** Frames of a bar longer than `framesPerBarAtMost` frames ... */
  framesPerBarAtMost: number
  /** ... unless they would then be further apart than this. */
  frameAtLeastEverySeconds: number
  /** Prints between two frames. */
  tradesPerFrame: number
  /** Depth within 25 bps of the touch on one side in a calm market, as minutes of trailing turnover. */
  depthMinutesOfTurnover: number
  /** Time constant of the trailing turnover that depth stands for. */
  turnoverTimeConstantSeconds: number
  /** A bar's turnover counts at most this many times the trailing one, so that a panic does not create depth. */
  turnoverClip: number
  /** Time constants of the short and the long variance. */
  shortVarianceSeconds: number
  longVarianceSeconds: number
  /** A bar's variance counts in the long variance at most this many times the long variance itself. */
  longVarianceClip: number
  /** The long volatility counts as at least this a minute, so that a frozen market is not "stressed" by its first move. */
  volatilityFloorBps: number
  /** Short over long volatility up to which depth is undisturbed. */
  calmVolatilityRatio: number
  /** Calm depth is scaled by this one-minute volatility over the long one, within the two limits that follow. */
  referenceVolatilityBps: number
  volatilityScaleLeast: number
  volatilityScaleMost: number
  /** Depth is divided by 1 + this x (ratio - calm ratio)^2. */
  depthFallPerRatioSquared: number
  /** Depth never falls below this share of calm depth. */
  depthFloor: number
  /** Time constants with which depth falls to and recovers towards what the volatility ratio asks for. */
  depthFallSeconds: number
  depthRecoverySeconds: number
  /** Quoted spread of a calm market; never less than a tick. */
  spreadCalmBps: number
  /** Spread added: this x one-minute volatility in bps x (calm depth / depth - 1). */
  spreadPerVolatility: number
  spreadMaximumBps: number
  /** Sizes of levels vary by this fraction around the profile, the two sides by `sideNoise` against each other. */
  levelNoise: number
  sideNoise: number
  /** The side that is being hit is thinner, and the other thicker, by up to this fraction. */
  pressureTilt: number
  /** How far the path inside a bar strays from its legs, as a fraction of the bar's range. */
  pathNoise: number
  /** Cumulative depth by distance from the touch, relative to depth within 25 bps: `[bps, share, bps, share, ...]`. */
  depthProfile: readonly number[]
  /** Distances of the levels from the touch. */
  levelDistancesBps: readonly number[]
}>

/**
 * The values in use, each with its origin. "Capture" is the recorded Binance BTCUSDT perpetual book of 2024-08-08 23:54 UTC
 * (`../shared/data/l2`), measured once: spread 1 tick (0.016 bps) in 94 % of quotes, turnover 26 M a minute, depth a side
 * within 1 / 5 / 10 / 25 bps of 0.9 / 3.4 / 8.1 / 22.5 M. The model is no fit: it is a handful of facts joined by plain curves.
 */
export const bookModelDefaults: BookModelParameters = {
  // Spacing that resolves a holding time of a minute or two; the archives of one-second books are not needed for minutes bars.
  frameEverySeconds: 10,
  framesPerBarAtMost: 30,
  frameAtLeastEverySeconds: 60,
  // Enough to touch open, high, low and close and to leave some on the way.
  tradesPerFrame: 3,
  // Capture: 0.9 minutes at Binance in a busy hour. BitMEX, February 2020: a 10 M order paid a 0.22-0.25 % spread (Skew), so
  // about 10 M within 25 bps a side, on some 2 M a minute: 5 minutes. Bybit, October 2025: some 10 M on 4 M a minute. Two lies between.
  depthMinutesOfTurnover: 2,
  // A day: makers size their quotes by what usually trades, not by the last hour.
  turnoverTimeConstantSeconds: 86_400,
  turnoverClip: 2,
  // Makers react within minutes; "short over long volatility" asks whether this is unusual for this market, hence a day.
  shortVarianceSeconds: 300,
  longVarianceSeconds: 86_400,
  longVarianceClip: 6,
  // Bitcoin's calmest hours move 3 to 5 bps a minute.
  volatilityFloorBps: 2,
  // Ten-minute ranges of the hours before all three crashes stay within about 1.5 times their day.
  calmVolatilityRatio: 1.5,
  // Makers quote less where prices move more (Kyle & Obizhaeva 2016 have depth fall with volatility to the power 4/3; here 1, and
  // bounded). 8 bps is the day before 2020-03-12. Lower limit: a market twice and more as wild as that keeps half: Bitcoin's depth
  // was down by 30 % a month after 2025-10-10 (CoinDesk Research), although turnover was up.
  referenceVolatilityBps: 8,
  volatilityScaleLeast: 0.5,
  volatilityScaleMost: 1.5,
  // Chosen so that three times the usual volatility halves depth and six times takes nine tenths of it: the published falls
  // are 80-90 % on 2020-03-12 and 90 % and more on 2025-10-10 (`depth_drop` 0.9 in vectors/venues/stress_events.json).
  depthFallPerRatioSquared: 0.44,
  // "Almost nothing near the mid for several minutes" (Kaiko, 13 October 2025), but never an empty book.
  depthFloor: 0.08,
  // Quotes are pulled within a frame or two. They come back over tens of minutes: half-life 14 minutes, beside the short variance's own.
  depthFallSeconds: 15,
  depthRecoverySeconds: 1_200,
  // Capture: 0.016 bps, which is one tick; older venues' ticks (BitMEX 0.5) are wider than this themselves.
  spreadCalmBps: 0.1,
  // Chosen so that a market at 250 bps a minute with a tenth of its depth quotes some 110 bps and an ordinary busy hour stays near
  // 1 bp. Published: single-digit bps to double-digit per cent on 2025-10-10 (FTI Consulting); a 10 M order on Binance paid a
  // spread of 0.5-0.7 % in February and 7.95 % in the crash of March 2020 (Skew).
  spreadPerVolatility: 0.05,
  // Half of it stays inside the 100 bps within which depth is measured.
  spreadMaximumBps: 120,
  // Level sizes in the capture vary far more; the sums that are measured vary about like this.
  levelNoise: 0.5,
  sideNoise: 0.1,
  // Imbalance against the move; sign and order of magnitude only.
  pressureTilt: 0.2,
  pathNoise: 0.15,
  // Capture up to 25 bps (whose snapshot ends there); beyond, 10 to 100 bps grows 4.7-fold at Binance in summer 2025 (Amberdata)
  // and 50 bps holds three quarters of what 100 bps holds (CoinDesk Research, October 2025).
  depthProfile: [0, 0, 1, 0.05, 5, 0.16, 10, 0.37, 25, 1, 50, 1.45, 100, 1.9, 130, 2.1],
  // 36 a side, dense near the touch, out to 130 bps so that depth within 100 bps of the mid ends inside the book.
  levelDistancesBps: [
    0, 0.25, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 22.5, 25, 28, 32, 36, 40, 45, 50, 56, 63, 70, 80, 90, 100, 110,
    120, 130,
  ],
}
