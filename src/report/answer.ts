import { markup, type Markup, type Part } from './markup.ts'

/** What a page says first: what it is about, the verdict in a sentence, of what it speaks, and a few figures. */
export type Answer = Readonly<{
  /** What the page rests on. */
  kind: string
  /** Where its data come from, when that is one thing. */
  origin?: 'recorded' | 'modelled' | 'reconstruction'
  heading: string
  verdict: Part
  /** Class of the verdict. */
  tone?: string
  lead: Part
  /** Made by `card`. */
  cards: readonly Markup[]
  /** What stands below the cards. */
  more?: Part
}>

/**
 * The head of a page.
 *
 * @example
 * answerOf({ kind: 'recorded', heading: 'Run 7', verdict: 'Nothing happened.', lead: 'A day.', cards: [card('Inputs', '3', '')] })
 */
export function answerOf({ kind, origin, heading, verdict, tone, lead, cards, more }: Answer): Markup {
  return markup`<header>
    <p class="kind${origin === undefined ? '' : ` kind-${origin}`}">${kind}</p>
    <h1>${heading}</h1>
    <p class="verdict${tone === undefined ? '' : ` ${tone}`}">${verdict}</p>
    <p class="lead">${lead}</p>
    <div class="cards">${cards}</div>
    ${more}
  </header>`
}

/**
 * One figure of an answer, under its name and above what it means.
 *
 * @example
 * card('Activations', '2', '4 h active in all')
 */
export function card(title: string, value: string, note: string): Markup {
  return markup`<div class="card">
    <h2>${title}</h2>
    <p class="value">${value}</p>
    <p class="note">${note}</p>
  </div>`
}
