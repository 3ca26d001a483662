import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

/** Colours of a figure that stands alone: it cannot see the page, so it carries both schemes. Names say what a line is. */
const style = `svg { --data: #8a94a6; --model: #0b6e99; --second: #b3541e; --third: #5a7d2a; --mark: #c0262d; color: #2b2f36; background: #ffffff; font-family: system-ui, sans-serif }
@media (prefers-color-scheme: dark) { svg { --data: #7d8796; --model: #5bb8e6; --second: #f0a06a; --third: #a5cf6a; --mark: #ff6b6b; color: #d8dde6; background: #15181d } }`

const page = parseHTML('<html></html>') as unknown as Readonly<{ document: unknown }>

/**
 * Draws a figure as one SVG file, for light and dark readers. Colours: `var(--data)`, `--model`, `--second`, `--third`, `--mark`.
 *
 * @param label - What a reader without eyes is told.
 *
 * @example
 * drawEvidence('Losses and VaR', { y: { label: 'loss, per cent' }, marks: [...] })
 */
export function drawEvidence(label: string, options: Plot.PlotOptions): string {
  const drawn = Plot.plot({
    width: 860,
    height: 320,
    marginTop: 28,
    marginLeft: 56,
    marginRight: 24,
    marginBottom: 40,
    style: { fontSize: '12px' },
    ...options,
    document: page.document as never,
  }) as unknown as { outerHTML: string }
  const svg = drawn.outerHTML.replaceAll(/(\.\d\d)\d+/g, '$1')
  const opening = /^<svg[^>]*>/.exec(svg)?.[0]
  if (opening === undefined) throw new Error('a figure without a legend is one svg element')
  const named = opening.replace('<svg', `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${label.replaceAll('"', '')}"`)
  return `${named}<style>${style}</style>${svg.slice(opening.length)}\n`
}

/**
 * Says what colours stand for, in a row above the right end of the frame.
 *
 * @param rise - Pixels from the frame up to the words' foot.
 *
 * @example
 * marks: [...legend([['loss', 'var(--data)'], ['VaR', 'var(--model)']]), ...]
 */
export function legend(items: readonly (readonly [words: string, colour: string])[], rise = 10): readonly Plot.Markish[] {
  let right = 0
  return items.toReversed().flatMap(([words, colour]) => {
    const place = { facet: 'super', frameAnchor: 'top-right' } as const
    right += widthOf(words)
    const text = Plot.text([words], { ...place, text: [words], textAnchor: 'start', lineAnchor: 'bottom', dx: -right, dy: -rise })
    const swatch = Plot.dot([words], { ...place, symbol: 'square', r: 4.5, fill: colour, dx: -right - 9, dy: -rise - 5 })
    right += 30
    return [text, swatch]
  })
}

/** About how many pixels words take; nothing here can measure them. */
function widthOf(words: string): number {
  const narrow = words.replaceAll(/[^fijlrt ,.:()-]/g, '').length
  const wide = words.replaceAll(/[^mwA-Z]/g, '').length
  return 4.2 * narrow + 9.2 * wide + 7 * (words.length - narrow - wide)
}

/**
 * Words for a tick of a time axis over a few days: the day at midnight, else the hour, both UTC.
 *
 * @example
 * hourTick(new Date('2020-03-12T06:00Z')) // '06:00'
 */
export function hourTick(at: Date): string {
  if (at.getUTCHours() !== 0) return at.toISOString().slice(11, 16)
  return `${at.getUTCDate()} ${at.toLocaleString('en-GB', { month: 'short', timeZone: 'UTC' })}`
}
