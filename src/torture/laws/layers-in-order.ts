import { insuranceFundAccount, ownMoneyAccount } from '../../accounting/loss-chart.ts'
import { powerOfTen } from '../../base/decimal.ts'
import type { Decision } from '../../engine/decision.ts'
import type { LayerOutcome } from '../../engine/loss/waterfall-decision.ts'
import type { LayerPolicy } from '../../engine/loss/waterfall-policy.ts'
import { bodiesOf, textOf, type AuditedStep, type BodyOf, type Law, type World } from './law.ts'

/** What is followed of a waterfall: what operator's layers hold by the transfers, what each paid of each loss, and which losses were shared. */
type Layers = { readonly held: Map<string, bigint>; readonly paid: Map<string, bigint>; readonly shared: Set<string> }

/**
 * Layers pay in the policy's order, each used up or at its cap before the next is touched, each unit once.
 *
 * @example
 * layersInOrder.watch(world)(step)
 */
export const layersInOrder: Law = {
  name: 'layers-in-order',
  says: 'Of each loss layers pay in the order of the policy: none beyond what it holds or its cap, none while one before it still could; all parts add up to the loss; no deficit is shared twice; nobody pays for itself as another.',
  watch: (world) => {
    const layers: Layers = { held: new Map(), paid: new Map(), shared: new Set() }
    return (step) => {
      const { waterfall } = world.setting.policy
      if (waterfall === undefined || step.state.waterfall === undefined) return undefined
      for (const decision of decisionsWithMoney(step, layers)) {
        const { body } = decision
        if (body.kind === 'lossAllocated') {
          const found = judge(body, { step, world, layers, policy: waterfall.layers })
          if (found !== undefined) return `${found}: ${textOf(body)}`
        }
        if (body.kind === 'lossRecovered') notePaid(layers, body, { layer: body.layer, minor: body.paid.minor })
      }
      return capBroken(layers, world) ?? assessedBeyond(step, waterfall.layers)
    }
  },
}

/** Decisions in their order, with the operator's layers as they stood when each was concluded: transfers are followed on the way. */
function* decisionsWithMoney({ outcome }: AuditedStep, { held }: Layers): Iterable<Decision> {
  const transfers = new Map(outcome.transfers.map((transfer) => [transfer.id, transfer]))
  const named = new Set(outcome.decisions.flatMap((decision) => decision.transfers))
  const move = (id: string): void => {
    const transfer = transfers.get(id)
    if (transfer === undefined || transfer.kind === 'pending' || transfer.kind === 'voidPending') return
    held.set(transfer.debit, (held.get(transfer.debit) ?? 0n) - transfer.minor)
    held.set(transfer.credit, (held.get(transfer.credit) ?? 0n) + transfer.minor)
  }
  for (const { id } of outcome.transfers) if (!named.has(id)) move(id)
  for (const decision of outcome.decisions) {
    yield decision
    for (const id of decision.transfers) move(id)
  }
}

type Bench = Readonly<{ step: AuditedStep; world: World; layers: Layers; policy: readonly LayerPolicy[] }>

function judge(body: BodyOf<'lossAllocated'>, { world, layers, policy }: Bench): string | undefined {
  const key = `${body.account} ${body.event}`
  if (layers.shared.has(key)) return 'a deficit is shared twice'
  layers.shared.add(key)
  const used = body.layers.reduce((sum, layer) => sum + layer.used.minor, 0n)
  if (used + body.uncovered.minor !== body.loss.minor) return 'the parts do not add up to the loss'
  const kinds = body.layers.map(({ kind }) => policy.findIndex((each) => each.kind === kind))
  if (kinds.some((place, index) => place < 0 || place < (kinds[index - 1] ?? 0))) return 'layers do not pay in the order of the policy'
  let left = body.loss.minor
  for (const layer of body.layers) {
    const found = judgeLayer(layer, left, { world, layers, policy, account: body.account })
    if (found !== undefined) return `${layer.layer} ${found}`
    left -= layer.used.minor
    notePaid(layers, body, { layer: layer.layer, minor: layer.used.minor })
  }
  return undefined
}

type LayerBench = Readonly<{ world: World; layers: Layers; policy: readonly LayerPolicy[]; account: string }>

function judgeLayer(layer: LayerOutcome, left: bigint, { world, layers, policy, account }: LayerBench): string | undefined {
  const { kind, used, held, shares, beside } = layer
  if (used.minor < 0n || used.minor > left) return 'pays what is not missing'
  const paid = shares.reduce((sum, share) => sum + share.paid.minor, 0n)
  if (shares.length > 0 && paid + (beside?.minor ?? 0n) !== used.minor) return 'pays not what its members pay'
  if (shares.some((share) => share.account === account && kind !== 'defaulterContribution')) return 'has the one who failed pay again'
  if (held === undefined) return undefined
  const from = operatorAccount(layer, world.asset)
  const cap = capOf(layer.layer, policy, world)
  const could = from === undefined ? held.minor : least(layers.held.get(from) ?? 0n, cap ?? held.minor)
  if (could !== held.minor) return `is said to have ${held.minor} to give, by the books and its cap it is ${could}`
  const wanted = could < left ? could : left
  return used.minor === wanted ? undefined : `pays ${used.minor} where it could pay ${could} of ${left}`
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}

/** The account of a layer of the operator's; members' parts are many accounts. */
function operatorAccount({ kind, layer }: LayerOutcome, asset: string): string | undefined {
  if (kind === 'insuranceFund') return insuranceFundAccount(asset)
  return kind === 'ownMoney' ? ownMoneyAccount(layer.replace(/^ownMoney:/, ''), asset) : undefined
}

function capOf(name: string, policy: readonly LayerPolicy[], { asset: _, setting }: World): bigint | undefined {
  const layer = policy.find((each) => each.kind === name || (each.kind === 'ownMoney' && name === `ownMoney:${each.tranche}`))
  const decimals = setting.instruments[0]?.quoteDecimals ?? 0
  return layer?.atMostPerLoss === undefined ? undefined : BigInt(Math.round(layer.atMostPerLoss * powerOfTen(decimals)))
}

function notePaid(
  { paid }: Layers,
  { event }: Readonly<{ event: string }>,
  { layer, minor }: Readonly<{ layer: string; minor: bigint }>,
): void {
  paid.set(`${layer} ${event}`, (paid.get(`${layer} ${event}`) ?? 0n) + minor)
}

/** A cap for one loss holds for what is paid at once and later. */
function capBroken({ paid }: Layers, world: World): string | undefined {
  const policy = world.setting.policy.waterfall?.layers ?? []
  for (const [key, minor] of paid) {
    const [layer = '', event = ''] = key.split(' ')
    const cap = capOf(layer, policy, world)
    if (cap !== undefined && minor > cap) return `${layer} paid ${minor} of loss ${event}, at most ${cap} are its`
  }
  return undefined
}

/** Who is assessed: members that had not left when the capped period began, for no more than their multiple. */
function assessedBeyond({ state, outcome }: AuditedStep, policy: readonly LayerPolicy[]): string | undefined {
  const terms = policy.find(({ kind }) => kind === 'assessments')
  if (terms?.kind !== 'assessments') return undefined
  for (const { layers } of bodiesOf(outcome.decisions, 'lossAllocated')) {
    const shares = layers.find(({ kind }) => kind === 'assessments')?.shares ?? []
    for (const { account, paid } of shares) {
      const contributor = state.waterfall?.contributors.get(account)
      if (contributor === undefined) return `${account} is assessed and was never a member`
      const startedAt = state.waterfall?.period?.startedAt ?? Infinity
      if (contributor.leftAt !== undefined && contributor.leftAt < startedAt) return `${account} is assessed after it left`
      const most = Number(contributor.baseMinor) * terms.perDefault
      if (Number(paid.minor) > most + 1) return `${account} is assessed ${paid.minor} at once, at most ${most} are its part`
      const all = Number(contributor.baseMinor) * terms.perPeriod
      if (Number(contributor.assessedMinor) > all + 1)
        return `${account} is assessed ${contributor.assessedMinor} in a period of at most ${all}`
    }
  }
  return undefined
}
