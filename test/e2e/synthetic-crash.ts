import { createPrng, nextUniform } from '../../src/base/prng.ts'
import type { TriggerPhase } from '../../src/trigger/evaluate.ts'
import type { UnknownReason } from '../../src/trigger/reading.ts'

/** Minutes of the synthetic crash: two days. */
export const crashMinutes = 2_880
/** 2020-03-12T00:00:00Z. */
export const crashStartUs = 1_583_971_200_000_000

/** One minute of the synthetic market. `unknown` is why its book could not be believed. */
export type CrashMinute = Readonly<{
  atUs: number
  price: number
  spreadBps: number
  depth: number
  volumeRatio: number
  volatility: number
  phase: TriggerPhase
  unknown?: UnknownReason
}>

/** Two falls: when they begin in minutes, how fast they come and how slowly they go. */
const falls = [
  { minute: 640, rise: 12, decay: 90, depth: 0.75, drop: 1_600 },
  { minute: 1_380, rise: 25, decay: 150, depth: 0.95, drop: 1_500 },
] as const

/**
 * Two days with two crashes, drawn from a seed: for the dashboard's tests, not a model of anything.
 *
 * @example
 * syntheticCrash()[700]?.phase // 'active'
 */
export function syntheticCrash(): readonly CrashMinute[] {
  const generator = createPrng(12)
  const noise = (): number => nextUniform(generator) - 0.5
  const minutes: CrashMinute[] = []
  let before = 0
  let active = false
  for (let minute = 0; minute < crashMinutes; minute++) {
    const stress = stressAt(minute)
    active = stress > 0.5 || (active && stress > 0.25)
    const falling = stress < before
    before = stress
    const price = 7_930 - falls.reduce((sum, fall) => sum + fall.drop * progressOf(fall, minute), 0) + noise() * (8 + 260 * stress)
    minutes.push({
      atUs: crashStartUs + minute * 60_000_000,
      price: Math.round(price * 2) / 2,
      spreadBps: 0.7 + 55 * stress * stress + Math.abs(noise()) * (0.3 + 20 * stress),
      depth: 4_000_000 * (1 - 0.98 * stress) * (1 + 0.3 * noise()),
      volumeRatio: 1 + 8 * stress + noise() * 0.4,
      volatility: 0.5 + 8 * stress,
      phase: phaseOf(stress, active, falling),
      ...(minute < 60 ? { unknown: 'warmingUp' as const } : {}),
      ...(minute >= 900 && minute < 920 ? { unknown: 'stale' as const } : {}),
    })
  }
  return minutes
}

function stressAt(minute: number): number {
  return Math.max(
    ...falls.map((fall) => {
      const since = minute - fall.minute
      if (since < 0) return 0
      return fall.depth * Math.min(1, since / fall.rise) * Math.exp(-Math.max(0, since - 60) / fall.decay)
    }),
  )
}

function progressOf(fall: (typeof falls)[number], minute: number): number {
  const since = minute - fall.minute
  return since < 0 ? 0 : Math.min(1, since / 80) - 0.25 * Math.min(1, Math.max(0, since - 80) / 300)
}

function phaseOf(stress: number, active: boolean, falling: boolean): TriggerPhase {
  if (active) return falling && stress < 0.35 ? 'recovering' : 'active'
  if (stress > 0.3) return 'stressed'
  return stress > 0.1 ? 'watch' : 'calm'
}
