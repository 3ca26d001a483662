/** Text that is markup already. Made by `markup` only, so that everything else is escaped. */
export type Markup = Readonly<{ markup: string }>

/** What may stand in a template: text and numbers are escaped, markup is kept, lists are joined, `undefined` is nothing. */
export type Part = string | number | Markup | undefined | readonly Part[]

/**
 * Writes markup; whatever is filled in is escaped unless it is markup itself.
 *
 * @example
 * markup`<p>${'a < b'}</p>`.markup // '<p>a &lt; b</p>'
 */
export function markup(template: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: template.map((text, i) => (i === 0 ? text : written(parts[i - 1]) + text)).join('') }
}

/**
 * Takes text from a maker we trust, such as a drawn figure, as markup. Control characters are replaced still.
 *
 * @example
 * trusted(svg.outerHTML)
 */
export function trusted(text: string): Markup {
  return { markup: printable(text) }
}

/**
 * A table with a head; cells of columns named in `numeric` (by place) are set flush right.
 *
 * @example
 * table({ caption: 'Hashes', head: ['what', 'hash'], rows: [['state', '1a2b']] })
 */
export function table(
  content: Readonly<{ caption: string; head: readonly string[]; rows: readonly (readonly Part[])[]; numeric?: readonly number[] }>,
): Markup {
  const kind = (column: number): string => (content.numeric?.includes(column) === true ? 'number' : 'text')
  const head = content.head.map((title, column) => markup`<th scope="col" class="${kind(column)}">${title}</th>`)
  const rows = content.rows.map(
    (row) =>
      markup`<tr>
        ${row.map((cell, column) => markup`<td class="${kind(column)}" data-title="${content.head[column]}">${cell}</td>`)}
      </tr>`,
  )
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${content.caption}">
    <table>
      <caption>
        ${content.caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}

function written(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return escaped(part)
  if ('markup' in part) return part.markup
  return part.map(written).join('')
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return printable(text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character))
}

/** Characters that HTML forbids would make the page invalid; a replacement shows that something was there. */
function printable(text: string): string {
  return text.replaceAll(/(?![\t\n\r])\p{Cc}/gu, '\uFFFD')
}
