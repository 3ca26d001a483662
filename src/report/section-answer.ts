import { answerOf, card } from './answer.ts'
import { markup, type Markup } from './markup.ts'
import type { ReportActivation, ReportInput, ReportReserve } from './report-input.ts'
import { countText, durationText, headlineMoney, timeText } from './words.ts'

const kinds = {
  recorded: 'recorded at a venue',
  modelled: 'recorded prices, modelled book',
  reconstruction: 'a reconstruction from published figures',
} as const

/**
 * The answer, first: was the backstop activated, when, for how long, what it spent, what came back, and with what result.
 *
 * @example
 * answerSection(input).markup
 */
export function answerSection(input: ReportInput): Markup {
  const { data, policy } = input
  return answerOf({
    kind: kinds[data.kind],
    origin: data.kind,
    heading: data.label,
    verdict: verdict(input),
    tone: input.activations.length > 0 ? 'was-active' : 'was-calm',
    lead: markup`${timeText(data.from)} to ${timeText(data.to)} UTC, ${durationText(data.to - data.from)}, ${countText(data.inputs, 'input')};
      policy <b>${policy.name}</b>.`,
    cards: [card('Activations', String(input.activations.length), activeTime(input)), ...input.reserves.flatMap(reserveCards)],
  })
}

function verdict(input: ReportInput): string {
  const [first] = input.activations
  if (first === undefined) return 'The backstop was not activated.'
  const open = input.activations.filter(({ releasedAt }) => releasedAt === undefined)
  const times = input.activations.length === 1 ? 'once' : `${input.activations.length} times`
  const end =
    open.length === 0
      ? 'and released each time'
      : `and was still active at the end of the data (${open.map(({ trigger }) => trigger).join(', ')})`
  return `The backstop was activated ${times}, first at ${timeText(first.firedAt)} by ${first.trigger}, ${input.activations.length === 1 && open.length === 0 ? `and released after ${durationText(lengthOf(first, input.data.to))}` : end}.`
}

/** Time in which at least one trigger was active: overlaps count once. */
function activeTime(input: ReportInput): string {
  let total = 0
  let until = 0
  for (const activation of input.activations.toSorted((a, b) => a.firedAt - b.firedAt)) {
    const end = activation.releasedAt ?? input.data.to
    total += Math.max(0, end - Math.max(until, activation.firedAt))
    until = Math.max(until, end)
  }
  return total === 0 ? 'never active' : `${durationText(total)} active in all`
}

function reserveCards(reserve: ReportReserve): Markup[] {
  const { asset, decimals } = reserve
  const money = (minor: bigint): string => headlineMoney(minor, decimals, 'unsigned')
  const result = reserve.realised + reserve.unrealised - reserve.fees
  const signed = (minor: bigint): string => headlineMoney(minor, decimals, 'signed')
  const share = reserve.opening > 0n ? Number((reserve.peakUse * 10_000n) / reserve.opening) / 100 : 0
  const stillOut = reserve.committed + reserve.deployed
  return [
    card(`Most at work, ${asset}`, money(reserve.peakUse), `${share} % of the opening ${money(reserve.opening)}`),
    card(
      `At the end, ${asset}`,
      money(reserve.available),
      stillOut === 0n ? 'available: all that was at work came back, with its result' : `available; ${money(stillOut)} still at work`,
    ),
    card(
      `Result, ${asset}`,
      signed(result),
      `realised ${signed(reserve.realised)}, unrealised ${signed(reserve.unrealised)}, fees ${signed(-reserve.fees)}`,
    ),
  ]
}

/**
 * How long an activation lasted, up to the end of the data when it was not released. Microseconds.
 *
 * @example
 * lengthOf(activation, input.data.to)
 */
export function lengthOf(activation: ReportActivation, end: number): number {
  return (activation.releasedAt ?? end) - activation.firedAt
}
