import type { SignalEvidence } from '../engine/decision.ts'
import { signalCatalogue } from '../engine/signal-catalogue.ts'
import { markup, table, type Markup } from './markup.ts'
import type { ReportInput } from './report-input.ts'
import { lengthOf } from './section-answer.ts'
import { durationText, numberText, timeText } from './words.ts'

/**
 * Every activation with the signals that fired it, each beside its threshold.
 *
 * @example
 * activationSection(input).markup
 */
export function activationSection(input: ReportInput): Markup {
  if (input.activations.length === 0) {
    return markup`<section id="activations">
      <h2>Activations</h2>
      <p>No trigger fired. The phases over time are drawn above.</p>
    </section>`
  }
  const rows = input.activations.map((activation) => [
    activation.market,
    activation.trigger,
    nowrap(timeText(activation.firedAt)),
    activation.releasedAt === undefined ? 'not released' : nowrap(timeText(activation.releasedAt)),
    nowrap(durationText(lengthOf(activation, input.data.to))),
    markup`<ul class="evidence">
      ${activation.evidence.filter(({ condition }) => condition === 'met').map(evidenceItem)}
    </ul>`,
    markup`<code>${activation.decisionId}</code>`,
  ])
  return markup`<section id="activations">
    <h2>Activations</h2>
    ${table({
      caption: 'When a trigger fired, and the signals that were met then',
      head: ['market', 'trigger', 'fired (UTC)', 'released (UTC)', 'for', 'because', 'decision'],
      rows,
    })}
  </section>`
}

function evidenceItem(evidence: SignalEvidence): Markup {
  const label = signalCatalogue.find(({ name }) => name === evidence.signal)?.label ?? evidence.signal
  const value = evidence.reading.kind === 'known' ? numberText(evidence.reading.value) : `unknown (${evidence.reading.reason})`
  return markup`<li>
    ${label} <b>${value}</b>, ${thresholdText(evidence)}${evidence.modelled ? markup` <small>modelled</small>` : undefined}
  </li>`
}

function nowrap(text: string): Markup {
  return markup`<span class="time">${text}</span>`
}

/** A condition stays met between its levels: then the value alone would look like a mistake. */
function thresholdText({ reading, direction, fire, release, detector }: SignalEvidence): string {
  if (detector !== undefined) {
    const time = durationText(detector.oneFalseAlarmPerObservations * detector.observeEverySeconds * 1e6)
    return `its detector at ${numberText(detector.statistic)} against ${numberText(detector.threshold)}, stated at one false alarm per ${time}`
  }
  const isBeyond = reading.kind === 'known' && (direction === 'above' ? reading.value > fire : reading.value < fire)
  if (isBeyond) return `${direction} ${numberText(fire)}`
  const back = direction === 'above' ? 'below' : 'above'
  return `met since it went ${direction} ${numberText(fire)}, not yet ${back} ${numberText(release)}`
}
