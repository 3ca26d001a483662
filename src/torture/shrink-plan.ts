import type { Finding } from './auditor.ts'
import type { Seams } from './host.ts'
import { judgePlan } from './judge-plan.ts'
import type { Plan, Setting, TortureEvent } from './plan.ts'

/** A plan that breaks a law with as little as was found to be needed. */
export type Shrunk = Readonly<{ plan: Plan; finding: Finding; runs: number }>

type Search = { plan: Plan; finding: Finding; runs: number; readonly most: number; readonly seams: Seams }

/**
 * Makes a failing plan small while it breaks the same law: leaves out ever smaller pieces of its events, then makes what is left simpler.
 *
 * @param most - Runs at most.
 *
 * @example
 * const { plan } = await shrinkPlan({ plan, finding }, realSeams, 400)
 */
export async function shrinkPlan(failing: Readonly<{ plan: Plan; finding: Finding }>, seams: Seams, most: number): Promise<Shrunk> {
  const search: Search = { ...failing, runs: 0, most, seams }
  await dropEvents(search)
  for (const setting of simplerSettings(search.plan.setting))
    await tryPlan(search, { ...search.plan, setting: setting(search.plan.setting) })
  for (let place = 0; place < search.plan.events.length; place += 1) {
    for (const simpler of simplerEvents) {
      const event = search.plan.events[place]
      const changed = event && simpler(event)
      if (changed === undefined || JSON.stringify(changed) === JSON.stringify(event)) continue
      await tryPlan(search, { ...search.plan, events: search.plan.events.with(place, changed) })
    }
  }
  await dropEvents(search)
  const { plan, finding, runs } = search
  return { plan, finding, runs }
}

/** Keeps a plan when it breaks the same law. */
async function tryPlan(search: Search, plan: Plan): Promise<boolean> {
  if (search.runs >= search.most) return false
  search.runs += 1
  const { finding } = await judgePlan(plan, search.seams)
  if (finding?.law !== search.finding.law) return false
  search.plan = plan
  search.finding = finding
  return true
}

async function dropEvents(search: Search): Promise<void> {
  for (let piece = Math.ceil(search.plan.events.length / 2); piece >= 1; piece = piece === 1 ? 0 : Math.ceil(piece / 2)) {
    // From the end, as what happened after the law broke is the least needed.
    for (let from = search.plan.events.length - piece; from > -piece; from -= piece) {
      const { events } = search.plan
      const rest = [...events.slice(0, Math.max(0, from)), ...events.slice(Math.max(0, from + piece))]
      await tryPlan(search, { ...search.plan, events: withWaits(events, rest) })
    }
  }
}

/** Time that passed before an event that is left out still passes before the next. */
function withWaits(all: readonly TortureEvent[], rest: readonly TortureEvent[]): readonly TortureEvent[] {
  const kept = new Set(rest)
  let waited = 0
  return all.flatMap((event) => {
    waited += event.wait
    if (!kept.has(event)) return []
    const wait = waited
    waited = 0
    return [wait === event.wait ? event : { ...event, wait }]
  })
}

type Simpler = (setting: Setting) => Setting

function simplerSettings({ policy }: Setting): readonly Simpler[] {
  const without = (name: 'depthDeployment' | 'assetPurchase'): Simpler => {
    return (setting) => {
      const { [name]: _, ...rest } = setting.policy
      return { ...setting, policy: rest }
    }
  }
  const ofMargin = (name: 'speedLimit' | 'liquidityCoverage'): Simpler => {
    return (setting) => {
      if (setting.policy.margin === undefined) return setting
      const { [name]: _, ...margin } = setting.policy.margin
      return { ...setting, policy: { ...setting.policy, margin } }
    }
  }
  return [
    (setting) => ({ ...setting, venue: { ...setting.venue, lost: 0, late: 0, doubled: 0, reordered: 0 } }),
    (setting) => ({ ...setting, snapshotEvery: 1_000_000 }),
    ...(policy.depthDeployment === undefined ? [] : [without('depthDeployment')]),
    ...(policy.assetPurchase === undefined ? [] : [without('assetPurchase')]),
    ...(policy.margin?.speedLimit === undefined ? [] : [ofMargin('speedLimit')]),
    ...(policy.margin?.liquidityCoverage === undefined ? [] : [ofMargin('liquidityCoverage')]),
  ]
}

const simplerEvents: readonly ((event: TortureEvent) => TortureEvent)[] = [
  (event) => ({ ...event, wait: 0 }),
  (event) => (event.wait > 1_000_000 ? { ...event, wait: 1_000_000 } : event),
  (event) => (event.kind === 'book' ? { ...event, told: 'true', shape: 'both' } : event),
  (event) => (event.kind === 'book' ? { ...event, halfSpreadBps: 1, depth: 1_000_000 } : event),
  (event) => (event.kind === 'book' ? { ...event, move: Math.round(event.move * 100) / 100 } : event),
  (event) => ('off' in event ? { ...event, off: 0 } : event),
  (event) => (event.kind === 'open' ? { ...event, pledge: 0 } : event),
  (event) => (event.kind === 'open' ? { ...event, positions: event.positions.slice(0, 1).map((each) => ({ ...each, off: 0 })) } : event),
  (event) => (event.kind === 'open' ? { ...event, positions: [] } : event),
  (event) => (event.kind === 'open' && event.money > 0 ? { ...event, money: 1_000 } : event),
]
