import { balanceOf } from '../ledger/balance.ts'
import { collateralAccount, memberAccounts } from '../accounting/member-chart.ts'
import type { Effect, EffectId } from '../engine/effect.ts'
import type { Input, SequencedInput } from '../engine/input.ts'
import { createState, type EngineState } from '../engine/state.ts'
import type { Outcome } from '../engine/turn.ts'
import type { Finding } from './auditor.ts'
import type { Engine } from './host.ts'

/** One input of a run that is over, and what came of it. */
export type Lived = Readonly<{ sequenced: SequencedInput; outcome: Outcome; standing: Held | undefined }>

/** What an account has: of each asset in minor units, less what it owes, and lots of each contract. */
export type Held = Readonly<{
  wealth: ReadonlyMap<string, bigint>
  lots: ReadonlyMap<string, number>
  /** In liquidation: what it cannot pay may be written off, a half sooner than the whole. */
  isClosing: boolean
}>

/** What came of living a run again with one account split in two: until when the worlds went alike, and whether the split paid. */
export type SplitRun = Readonly<{ alikeFor: number; finding?: Finding }>

/**
 * Lives a run again with one account split in two halves of one owner: every deposit, trade and order of it comes in two halves. As long as
 * both worlds go alike, the halves together may not have more than the whole had, but for a minor unit of rounding each time money moved.
 * Worlds that part (a liquidation, a trade refused to one only, an input that calls an auction, a cover or a loss event by a decision's
 * name) are compared no further.
 *
 * @example
 * splitAccount(lived, 'm-01', step).finding // undefined
 */
export function splitAccount(lived: readonly Lived[], account: string, engine: Engine): SplitRun {
  const twin: Twin = { state: createState(), engine, account, other: `${account}.b`, ids: new Map(), rounding: 0n }
  for (const [place, moment] of lived.entries()) {
    const effects = halvesOf(moment.sequenced.input, twin)?.flatMap((input) => [...feed(twin, input)])
    if (effects === undefined || !isAlike(twin, moment.outcome.effects, effects)) return { alikeFor: place }
    const found = isQueued(moment, account) ? 'parted' : compared(twin, moment)
    if (found === 'parted') return { alikeFor: place }
    if (found !== undefined) return { alikeFor: place, finding: { law: 'splitting-never-pays', seq: moment.sequenced.seq, found } }
  }
  return { alikeFor: lived.length }
}

type Twin = {
  readonly state: EngineState
  readonly engine: Engine
  readonly account: string
  readonly other: string
  /** What an effect of the run is called in the twin world. */
  readonly ids: Map<EffectId, EffectId>
  rounding: bigint
}

function feed(twin: Twin, input: Input): readonly Effect[] {
  const { state, engine, account, other } = twin
  const outcome = engine(state, { seq: state.seq + 1, input })
  const touches = outcome.transfers.filter(({ debit, credit }) =>
    [debit, credit].some((id) => id.endsWith(`:${account}`) || id.endsWith(`:${other}`)),
  )
  twin.rounding += BigInt(touches.length)
  return outcome.effects
}

/** An input as the twin world has it; nothing where it cannot be halved. */
function halvesOf(input: Input, twin: Twin): readonly Input[] | undefined {
  const { account, other } = twin
  if (input.kind === 'effectReported') {
    const effectId = twin.ids.get(input.effectId) ?? input.effectId
    return [{ ...input, effectId }]
  }
  if (namesDecision(input)) return undefined
  if (!('account' in input) || input.account !== account) return [input]
  const half = halfOf(input)
  if (half === undefined) return undefined
  if (half.kind === 'accountOpened') {
    const owner = half.owner ?? 'split'
    return [
      { ...half, owner },
      { ...half, owner, account: other },
    ]
  }
  return [half, { ...half, account: other }]
}

/** An auction, a cover, a hold or a loss event is called by the decision that made it, which has another name in the twin world. */
function namesDecision({ kind }: Input): boolean {
  return ['bidPlaced', 'auctionCommanded', 'claimFiled', 'drawRequested', 'reviewDecided'].includes(kind)
}

type AccountInput = Extract<Input, { account: string }>

function halfOf(input: AccountInput): AccountInput | undefined {
  switch (input.kind) {
    case 'accountOpened': {
      const money = input.money.map(({ asset, minor }) => ({ asset, minor: halfMinor(minor) }))
      const positions = input.positions.map((each) => ({ ...each, lots: each.lots / 2 }))
      return money.every(({ minor }) => minor !== undefined) ? { ...input, money: money as typeof input.money, positions } : undefined
    }
    case 'depositConfirmed':
    case 'withdrawalRequested': {
      const minor = halfMinor(input.minor)
      return minor === undefined ? undefined : { ...input, minor }
    }
    case 'positionChanged':
      return { ...input, lots: input.lots / 2 }
    case 'ordersChanged':
      return { ...input, orders: input.orders.map((order) => ({ ...order, lots: order.lots / 2 })) }
    default:
      return undefined
  }
}

function halfMinor(minor: string): string | undefined {
  if (!/^[1-9][0-9]*$/.test(minor)) return undefined
  const whole = BigInt(minor)
  return whole % 2n === 0n ? String(whole / 2n) : undefined
}

/** Whether both worlds ask the same of the venue; notes what each effect is called in the other. */
function isAlike(twin: Twin, ours: readonly Effect[], theirs: readonly Effect[]): boolean {
  if (ours.length !== theirs.length) return false
  return ours.every((effect, place) => {
    const their = theirs[place]
    if (their === undefined) return false
    twin.ids.set(effect.effectId, their.effectId)
    const asTheirs = effect.kind === 'cancelOrder' ? { ...effect, orderId: twin.ids.get(effect.orderId) } : effect
    return JSON.stringify({ ...asTheirs, effectId: their.effectId }) === JSON.stringify(their)
  })
}

/** Whether a queue reached the account: it takes halves one by one, which is known to pay. */
function isQueued({ outcome }: Lived, account: string): boolean {
  return outcome.decisions.some(
    ({ body }) => body.kind === 'positionsDeleveraged' && body.rule === 'queue' && body.closed.some((each) => each.account === account),
  )
}

function compared(twin: Twin, { standing, sequenced }: Lived): string | undefined {
  const [one, two] = [heldBy(twin.state, twin.account), heldBy(twin.state, twin.other)]
  if (standing === undefined || one === undefined || two === undefined) return standing === one && one === two ? undefined : 'parted'
  if (standing.isClosing || one.isClosing || two.isClosing) return 'parted'
  const contracts = new Set([...standing.lots.keys(), ...one.lots.keys(), ...two.lots.keys()])
  for (const contract of contracts) {
    const lots = (one.lots.get(contract) ?? 0) + (two.lots.get(contract) ?? 0)
    if (lots !== (standing.lots.get(contract) ?? 0)) return 'parted'
  }
  for (const [asset, whole] of standing.wealth) {
    const halves = (one.wealth.get(asset) ?? 0n) + (two.wealth.get(asset) ?? 0n)
    if (halves > whole + twin.rounding) {
      return `${twin.account} in two halves has ${halves} of ${asset}, undivided ${whole}: ${JSON.stringify(sequenced.input).slice(0, 300)}`
    }
  }
  return undefined
}

/**
 * What an account has now; nothing before it was opened.
 *
 * @example
 * heldBy(state, 'm-01')?.wealth.get('USDT')
 */
export function heldBy({ margin, ledger }: EngineState, account: string): Held | undefined {
  const member = margin?.members.get(account)
  if (margin === undefined || member === undefined) return undefined
  const { cash, owed } = memberAccounts(account)
  const wealth = new Map([[margin.settlement.asset, balanceOf(ledger, cash) + balanceOf(ledger, owed)]])
  for (const asset of member.assets) wealth.set(asset, balanceOf(ledger, collateralAccount(account, asset)))
  const isClosing = member.liquidation !== undefined
  return { wealth, isClosing, lots: new Map([...member.positions].map(([contract, { lots }]) => [contract, lots])) }
}
