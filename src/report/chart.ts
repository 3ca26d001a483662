import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import { markup, trusted, type Markup } from './markup.ts'

/** Room a figure is drawn for. The page holds both and shows the one that fits, because scaled letters cannot be read. */
export type Room = Readonly<{ name: 'wide' | 'narrow'; width: number; stretches: number }>

const rooms: readonly Room[] = [
  { name: 'wide', width: 1040, stretches: 520 },
  { name: 'narrow', width: 350, stretches: 175 },
]

/** Rooms for figures that stand two in a row on the wide page. */
const halfRooms: readonly Room[] = [
  { name: 'wide', width: 500, stretches: 250 },
  { name: 'narrow', width: 350, stretches: 175 },
]

/** One entry of a legend: what a colour stands for. The colour is a custom property of the page's style. */
export type Key = Readonly<{ label: string; colour: string }>

/** A figure: heading, what its colours mean, how to read it, and the panels, one below the other on one time axis. */
export type Figure = Readonly<{ title: string; keys: readonly Key[]; caption: string; panels: readonly Panel[] }>

/** One panel: what a reader without eyes is told, and the drawing for a room. */
export type Panel = Readonly<{ label: string; height: number; options: (room: Room) => Plot.PlotOptions }>

/**
 * Draws a figure for the wide and for the narrow page.
 *
 * @example
 * drawFigure({ title: 'Price', keys: [], caption: 'Mid price.', panels: [pricePanel] })
 */
export function drawFigure(figure: Figure): Markup {
  return drawIn(figure, rooms)
}

/**
 * Draws a figure that shares the wide page's row with another.
 *
 * @example
 * drawHalfFigure(smileFigure(expiry, curve))
 */
export function drawHalfFigure(figure: Figure): Markup {
  return drawIn(figure, halfRooms)
}

function drawIn(figure: Figure, among: readonly Room[]): Markup {
  const keys = figure.keys.map(({ label, colour }) => markup`<li><i style="background:var(--${colour})"></i>${label}</li>`)
  return markup`<figure>
    <h3>${figure.title}</h3>
    <ul class="keys">
      ${keys}
    </ul>
    ${among.map((room) => markup`<div class="${room.name}">${figure.panels.map((panel) => drawPanel(panel, room))}</div>`)}
    <figcaption>${figure.caption}</figcaption>
  </figure> `
}

const page = parseHTML('<html></html>') as unknown as Readonly<{ document: unknown }>

function drawPanel(panel: Panel, room: Room): Markup {
  const options: Plot.PlotOptions = {
    marginTop: 26,
    width: room.width,
    height: panel.height,
    marginLeft: room.name === 'wide' ? 62 : 46,
    marginRight: room.name === 'wide' ? 36 : 32,
    style: { fontSize: room.name === 'wide' ? '12px' : '11px', background: 'none' },
    ...panel.options(room),
  }
  // The library wants a browser's document; its types need those of a browser, which this project does not load.
  const drawn = Plot.plot({ ...options, document: page.document as never }) as unknown as { outerHTML: string }
  // Hundredths of a pixel are enough, and make the page a third of its size.
  const drawing = trusted(drawn.outerHTML.replaceAll(/(\.\d\d)\d+/g, '$1'))
  return markup`<div class="panel" role="img" aria-label="${panel.label}">${drawing}</div>`
}
