// Longest first, so that "Milliseconds" is not taken for "Seconds".
const unitWords = [
  ...['Microseconds', 'Milliseconds', 'Seconds', 'Minutes', 'Hours', 'Days', 'Millis', 'Micros'],
  ...['Percent', 'Fraction', 'Notional', 'Pips', 'Ratio', 'Share', 'Quote', 'Usdt', 'Usdc', 'Mins', 'Secs', 'Hrs'],
  ...['Usd', 'Eur', 'Btc', 'Eth', 'Bps', 'Pct', 'Sec', 'Min', 'Ms', 'Us', 'Ns', 'Hr', 'S', 'M', 'H', 'D'],
]

/** What a key that does not exist was probably meant to be. */
export type NearMiss = Readonly<{ kind: 'wrongUnit'; key: string } | { kind: 'misspelt'; key: string } | { kind: 'none' }>

/**
 * Guesses which of the allowed keys was meant: the same stem with another unit, or a spelling close by.
 *
 * @example
 * nearMiss('holdMs', ['name', 'holdSeconds']) // { kind: 'wrongUnit', key: 'holdSeconds' }
 */
export function nearMiss(key: string, allowed: readonly string[]): NearMiss {
  const sameLetters = allowed.find((candidate) => plain(candidate) === plain(key))
  if (sameLetters !== undefined) return { kind: 'misspelt', key: sameLetters }
  const sameStem = allowed.find((candidate) => stemsOf(candidate).some((stem) => stemsOf(key).includes(stem)))
  if (sameStem !== undefined) return { kind: 'wrongUnit', key: sameStem }
  const close = nearestWord(key, allowed)
  return close === undefined ? { kind: 'none' } : { kind: 'misspelt', key: close }
}

/**
 * The word nearest in spelling, if any is within a third of its length.
 *
 * @example
 * nearestWord('spredBps', ['spreadBps', 'imbalance']) // 'spreadBps'
 */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(plain(word), plain(candidate)) }))
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
  const best = ranked[0]
  if (best === undefined) return undefined
  return best.distance <= Math.max(1, Math.floor(Math.max(word.length, best.candidate.length) / 3)) ? best.candidate : undefined
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** The key itself, and the key without its unit. */
function stemsOf(key: string): readonly string[] {
  const stems = [plain(key)]
  const camel = key.replaceAll(/[-_]([a-z])/g, (_, letter: string) => letter.toUpperCase())
  for (const unit of unitWords) {
    if (camel.length > unit.length && camel.endsWith(unit)) {
      stems.push(plain(camel.slice(0, -unit.length)))
      break
    }
  }
  return stems
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const substituted = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(substituted, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}
