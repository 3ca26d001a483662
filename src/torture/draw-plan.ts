import { crashPolicy, drawCrashes } from './draw-crash.ts'
import { drawOf, type Draw } from './draw.ts'
import { lossEvents } from './draw-loss-events.ts'
import type { BookShape, Happening, Plan, Setting, TortureEvent, WantedPosition } from './plan.ts'
import { drawSetting, mostAccounts } from './world.ts'

/** Where a run stands while its events are drawn: how many contracts there are, and which way each market drifts. */
type Mood = {
  readonly draw: Draw
  readonly contracts: number
  readonly markets: number
  readonly drifts: number[]
  readonly faulty: number
  readonly losses: number
}

/**
 * The plan of a seed: its setting and some hundred events.
 *
 * @example
 * drawPlan(7).events.length
 */
export function drawPlan(seed: number): Plan {
  const draw = drawOf(seed)
  // Most runs are about losses, which are rare where nobody drives at them.
  if (draw.chance(0.75)) return crashPlan(seed, draw)
  const setting = drawSetting(draw)
  return { seed, setting, events: drawEvents(draw, setting) }
}

function crashPlan(seed: number, draw: Draw): Plan {
  const drawn = drawSetting(draw)
  const setting = { ...drawn, policy: crashPolicy(draw, drawn.policy) }
  const mood = moodOf(draw, setting)
  const beginning = [...bookEvents(mood), ...listedEvents(mood, setting), ...richEvents(mood)]
  const crashes = drawCrashes(draw, { ...mood, policy: setting.policy })
  // Now and then something else happens between two events.
  const rest = crashes.flatMap((event) => (draw.chance(0.2) ? [after(waitOf(draw), drawEvent(mood)), event] : [event]))
  return { seed, setting, events: [...beginning, ...rest] }
}

function moodOf(draw: Draw, setting: Setting): Mood {
  const markets = setting.instruments.length
  return {
    draw,
    markets,
    contracts: markets + setting.listings.length,
    drifts: Array.from({ length: markets }, () => 0),
    // A third of runs has no faults at all, so that what is told of the world is not always doubtful.
    faulty: draw.one([0, 1, 3]),
    // What nobody has a policy for is refused: a few of those are enough.
    losses: setting.policy.waterfall === undefined && setting.policy.auction === undefined ? 0.1 : 1,
  }
}

function drawEvents(draw: Draw, setting: Setting): readonly TortureEvent[] {
  const mood = moodOf(draw, setting)
  const opening = Array.from({ length: draw.whole(3, 8) }, (_, account) => after(0, opened(mood, account)))
  const books = bookEvents(mood)
  const rest = Array.from({ length: draw.whole(60, 200) }, () => after(waitOf(draw), drawEvent(mood)))
  return [...books, ...listedEvents(mood, setting), ...makerEvents(mood), ...opening, ...rest]
}

function bookEvents(mood: Mood): readonly TortureEvent[] {
  return Array.from({ length: mood.markets }, (_, market) => after(0, calmBook(mood, market)))
}

function listedEvents({ markets }: Mood, { listings }: Setting): readonly TortureEvent[] {
  return listings.map((_, place) => after(0, { kind: 'marks', contract: markets + place, off: 0, index: 'untold' }))
}

/** Two with money and nothing else, most of the time: somebody must be there to take over what others lose. */
function makerEvents({ draw }: Mood): readonly TortureEvent[] {
  return [mostAccounts - 2, mostAccounts - 1]
    .filter(() => draw.chance(0.7))
    .map((account) => after(0, { kind: 'open', account, money: draw.magnitude(10_000, 5_000_000), pledge: 0, positions: [] }))
}

function after(wait: number, drawn: Happening): TortureEvent {
  return { wait, ...drawn }
}

function waitOf(draw: Draw): number {
  if (draw.chance(0.25)) return 0
  return draw.chance(0.04) ? draw.whole(30_000_000, 200_000_000) : draw.whole(1, 6_000_000)
}

function richEvents({ draw }: Mood): readonly TortureEvent[] {
  return [mostAccounts - 2, mostAccounts - 1].map((account) =>
    after(0, { kind: 'open', account, money: draw.magnitude(50_000, 10_000_000), pledge: 0, positions: [] }),
  )
}

type Make = (mood: Mood) => Happening

function drawEvent(mood: Mood): Happening {
  const faults = faultKinds.map(([weight, make]) => [weight * mood.faulty, make] as const)
  const losses = lossEvents.map(([weight, make]) => [weight * mood.losses, ({ draw }: Mood) => make(draw)] as const)
  const all = [...plainKinds, ...losses, ...faults]
  let left = mood.draw.uniform() * all.reduce((sum, [weight]) => sum + weight, 0)
  for (const [weight, make] of all) {
    left -= weight
    if (left < 0) return make(mood)
  }
  return { kind: 'tick' }
}

const plainKinds: readonly (readonly [weight: number, make: Make])[] = [
  [34, book],
  [14, () => ({ kind: 'tick' })],
  [6, print],
  [6, marks],
  [2, (mood) => opened(mood, mood.draw.whole(0, mostAccounts - 1))],
  [6, ({ draw }) => money(draw, draw.chance(0.55) ? 'deposit' : 'withdraw')],
  [16, trade],
  [
    5,
    ({ draw }) => ({
      kind: 'close',
      account: anyAccount(draw),
      place: draw.whole(0, 3),
      share: draw.one([0.1, 0.5, 1, 1, 1.7]),
      off: off(draw),
    }),
  ],
  [3, rest],
  [2, ({ draw, contracts }) => ({ kind: 'funding', contract: draw.whole(0, contracts - 1), rate: (draw.uniform() - 0.5) / 50 })],
  [0.4, ({ draw, contracts }) => ({ kind: 'settle', contract: draw.whole(0, contracts - 1), off: off(draw) })],
  [1.2, ({ draw }) => ({ kind: 'command', command: draw.chance(0.3) ? 'halt' : 'resume' })],
]

const faultKinds: readonly (readonly [weight: number, make: Make])[] = [
  [1, ({ draw }) => ({ kind: 'nonsense', account: anyAccount(draw), which: draw.whole(0, 31) })],
  [1, ({ draw }) => ({ kind: 'strangeReceipt', which: draw.whole(0, 7) })],
  [0.8, ({ draw }) => ({ kind: 'venue', mode: draw.one(['up', 'up', 'loses', 'silent', 'refuses']) })],
  [0.7, ({ draw }) => ({ kind: 'kill', moment: draw.one(['beforeAppend', 'afterAppend', 'midRelease', 'afterRelease', 'atSnapshot']) })],
  [0.2, () => ({ kind: 'diskFull' })],
  [0.2, () => ({ kind: 'secondWriter' })],
  [0.4, ({ draw }) => ({ kind: 'clockJump', by: draw.one([-3_600_000_000, -1_000_000, 60_000_000, 7_200_000_000]) })],
]

function anyAccount(draw: Draw): number {
  // One of a few most of the time, so that their histories grow long; now and then one that may not be there.
  return draw.chance(0.6) ? draw.whole(0, 3) : draw.whole(0, mostAccounts - 1)
}

function off(draw: Draw): number {
  return (draw.uniform() - 0.5) * (draw.chance(0.1) ? 0.2 : 0.004)
}

function calmBook({ draw }: Mood, market: number): Happening {
  return {
    kind: 'book',
    market,
    move: 0,
    halfSpreadBps: 1,
    depth: draw.magnitude(50_000, 2_000_000),
    shape: 'both',
    told: 'true',
  }
}

function book(mood: Mood): Happening {
  const { draw, markets, drifts, faulty } = mood
  const market = draw.whole(0, markets - 1)
  if (draw.chance(0.1)) drifts[market] = draw.one([0, 0, 0.02, -0.02, -0.05, 0.05])
  const jump = draw.chance(0.08) ? (draw.uniform() - 0.5) * draw.one([0.1, 0.5, 1]) : 0
  const move = (drifts[market] ?? 0) * draw.uniform() + (draw.uniform() - 0.5) * 0.01 + jump
  const isThin = draw.chance(0.25)
  const shape = draw.chance(0.9) ? 'both' : draw.one<BookShape>(['bidsOnly', 'asksOnly', 'empty', 'crossed'])
  const isFalse = faulty > 0 && draw.chance(0.04)
  const told = isFalse ? draw.one<'nothing' | number>(['nothing', 'nothing', 0.1, 0.9, 1.1, 10]) : 'true'
  return {
    kind: 'book',
    market,
    move,
    halfSpreadBps: draw.chance(0.15) ? draw.magnitude(20, 800) : draw.magnitude(0.5, 5),
    depth: isThin ? draw.magnitude(10, 3_000) : draw.magnitude(20_000, 3_000_000),
    shape,
    told,
  }
}

function print({ draw, markets }: Mood): Happening {
  const side = draw.one(['buy', 'sell'] as const)
  return { kind: 'print', market: draw.whole(0, markets - 1), notional: draw.magnitude(100, 200_000), taker: side }
}

function marks({ draw, contracts, markets }: Mood): Happening {
  const grades = ['ok', 'wide', 'tooVolatile', 'stale', 'tooFew'] as const
  return {
    kind: 'marks',
    contract: draw.chance(0.8) ? draw.whole(markets, contracts - 1) : draw.whole(0, contracts - 1),
    off: draw.chance(0.05) ? (draw.uniform() - 0.5) * 0.6 : (draw.uniform() - 0.5) * 0.01,
    ...(draw.chance(0.1) && { grade: draw.one(grades) }),
    ...(draw.chance(0.7) && { index: draw.chance(0.1) ? draw.one(grades) : 'untold' }),
    ...(draw.chance(0.3) && { asset: 0.8 + draw.uniform() / 4 }),
  }
}

function opened(mood: Mood, account: number): Happening {
  const { draw } = mood
  const money_ = draw.chance(0.05) ? 0 : draw.magnitude(100, 100_000)
  const positions = [0, 1, 2].filter(() => draw.chance(0.5)).map(() => wanted(mood, Math.max(500, money_)))
  return {
    kind: 'open',
    account,
    ...(draw.chance(0.4) && { owner: draw.whole(0, 2) }),
    money: money_,
    pledge: draw.chance(0.3) ? draw.magnitude(100, 20_000) : 0,
    positions,
  }
}

/** A position of up to 20 times the money behind it. */
function wanted({ draw, contracts }: Mood, behind: number): WantedPosition {
  const notional = behind * draw.one([0.5, 2, 5, 10, 10, 20]) * (0.3 + 0.7 * draw.uniform())
  return { contract: draw.whole(0, contracts - 1), notional: draw.chance(0.5) ? notional : -notional, off: off(draw) }
}

function money(draw: Draw, kind: 'deposit' | 'withdraw'): Happening {
  const amount = draw.chance(0.2) ? draw.magnitude(0.000001, 0.00001) : draw.magnitude(10, 50_000)
  return { kind, account: anyAccount(draw), asset: draw.chance(0.75) ? 0 : draw.whole(1, 2), amount }
}

function trade(mood: Mood): Happening {
  const { draw } = mood
  const { contract, notional, off: away } = wanted(mood, draw.magnitude(500, 50_000))
  return { kind: 'trade', buyer: anyAccount(draw), seller: anyAccount(draw), contract, notional: Math.abs(notional), off: away }
}

function rest(mood: Mood): Happening {
  const { draw } = mood
  const orders = [0, 1, 2]
    .filter(() => draw.chance(0.5))
    .map(() => ({ ...wanted(mood, draw.magnitude(500, 20_000)), side: draw.one(['buy', 'sell'] as const) }))
  return { kind: 'rest', account: anyAccount(draw), orders }
}
