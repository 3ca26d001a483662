import { markup, trusted, type Markup, type Part } from './markup.ts'
import { style } from './style.ts'

/** A page: its title, its parts from top to bottom, and the style they need beside the common one. */
export type Page = Readonly<{ title: string; parts: readonly Part[]; ownStyle?: string }>

/**
 * A self-contained HTML page: no script, nothing loaded from elsewhere, every text escaped.
 *
 * @example
 * pageOf({ title: 'Run 7', parts: [answerSection(input)] })
 */
export function pageOf({ title, parts, ownStyle = '' }: Page): string {
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}</title>
        <style>
          ${trusted(style + ownStyle)}
        </style>
      </head>
      <body>
        <main>
          ${parts.map((part) => markup`${part} `)}
        </main>
      </body>
    </html> `.markup
}

/**
 * Links to the parts of a page.
 *
 * @param contents - The id of each part, and its name.
 *
 * @example
 * contentsOf([['figures', 'Figures']])
 */
export function contentsOf(contents: readonly (readonly [id: string, title: string])[]): Markup {
  return markup`<nav aria-label="Contents">${contents.map(([id, title]) => markup`<a href="#${id}">${title}</a>`)}</nav>`
}
