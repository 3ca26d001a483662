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
