import { markup, table, type Markup } from './markup.ts'
import type { ReportInput } from './report-input.ts'
import { countText } from './words.ts'

/** Faults beyond this are counted, not listed. */
const mostFaults = 100

/**
 * What was wrong with the data, and what did not stop the reading.
 *
 * @example
 * dataSection(input).markup
 */
export function dataSection(input: ReportInput): Markup {
  const { faults, data } = input
  const sources = data.sources.map(
    ({ title, url }) => markup`<li>${title}${url === undefined ? undefined : markup` <span class="url">${url}</span>`}</li>`,
  )
  const list = table({
    caption: 'Faults in the data',
    head: ['file', 'place', 'expected', 'found'],
    rows: faults.slice(0, mostFaults).map((fault) => [fault.file, fault.place, fault.expected, fault.found]),
  })
  const said =
    faults.length === 0
      ? markup`<p>No fault was found in the data that was read.</p>`
      : markup`<details${faults.length <= 10 ? markup` open` : undefined}><summary>Faults that did not stop the reading <span class="count">${faults.length}</span></summary>${faults.length > mostFaults ? markup`<p class="note">The first ${mostFaults} are listed.</p>` : undefined}${list}</details>`
  return markup`<section id="data">
    <h2>Data</h2>
    ${
      sources.length === 0
        ? undefined
        : markup`<p>Sources:</p>
            <ul>
              ${sources}
            </ul>`
    }${said}
  </section>`
}

/**
 * How the figures came about, and what no replay can know.
 *
 * @example
 * methodSection(input).markup
 */
export function methodSection(input: ReportInput): Markup {
  return markup`<section id="method">
    <h2>Method and limits</h2>
    <ul>
      ${input.limits.map((limit) => markup`<li>${limit}</li>`)}
    </ul>
    <details>
      <summary>Policy <b>${input.policy.name}</b>, as it was written</summary>
      <pre tabindex="0">${input.policy.text}</pre>
    </details>
  </section>`
}

/**
 * The commands that make this report again, and the hashes to compare.
 *
 * @example
 * reproduceSection(input).markup
 */
export function reproduceSection(input: ReportInput): Markup {
  const decision = input.activations[0]?.decisionId ?? input.decisions[0]?.id
  const commands = [
    input.command.map(quoted).join(' '),
    `npx seawall replay ${input.run}`,
    `npx seawall verify ${input.run}`,
    ...(decision === undefined ? [] : [`npx seawall explain ${input.run} ${decision}`]),
  ]
  return markup`<section id="reproduce">
    <h2>How to reproduce</h2>
    <pre tabindex="0">${commands.join('\n')}</pre>
    <p>
      The first command makes the run, the second takes every decision again from the journal, the third proves that the journal is as it
      was written${decision === undefined ? undefined : ', the last explains the first activation or decision'}. The same data, policy and
      engine give these hashes:
    </p>
    ${table({
      caption: 'Hashes',
      head: ['of', 'SHA-256'],
      rows: [
        ['state at the end', markup`<code>${input.hashes.state}</code>`],
        ['journal', markup`<code>${input.hashes.journal}</code>`],
        ['policy', markup`<code>${input.policy.hash}</code>`],
      ],
    })}
    <p class="note">Run ${input.run}, engine ${input.engineVersion}, ${countText(input.data.inputs, 'input')}.</p>
  </section>`
}

/** As a shell takes it: words with anything beside plain characters stand in quotes. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
