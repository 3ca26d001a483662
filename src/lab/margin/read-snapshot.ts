import { dirname, isAbsolute, resolve } from 'node:path'
import type { FaultDetails } from '../../base/fault.ts'
import type { TimeUs } from '../../base/time.ts'
import type { Contract } from '../../margin/contract.ts'
import type { ContractMark, ExpiryMarket, MarketSnapshot, UnderlyingMarket } from '../../margin/market-snapshot.ts'
import type { NotedSnapshot } from './chain-snapshot.ts'
import { parseDeribitName } from './deribit-name.ts'
import { readCheckedDocument, throwIfAny, type CheckedDocument } from './read-document.ts'
import { readDailyReturns } from './read-returns.ts'
import { snapshotFileSchema, type SnapshotFile } from './snapshot-schema.ts'

type Underlying = SnapshotFile['underlyings'][string]
type Document = CheckedDocument<SnapshotFile>

/**
 * Reads a market snapshot in YAML or JSON, with the files of returns it names.
 *
 * @throws InputFaults with every problem of the file; InputFault for a file of returns that cannot be read.
 *
 * @example
 * (await readSnapshot('examples/margin/market.yaml')).snapshot.at
 */
export async function readSnapshot(file: string): Promise<NotedSnapshot> {
  const document = readCheckedDocument(file, { expected: 'a market snapshot in YAML or JSON', schemaFor: () => snapshotFileSchema })
  const { value } = document
  const contracts = contractsOf(document)
  throwIfAny([...contracts.faults, ...underlyingFaults(document), ...collateralFaults(document)])
  const underlyings = new Map<string, UnderlyingMarket>()
  const notes: string[] = []
  for (const [name, one] of Object.entries(value.underlyings)) {
    const read = one.returnsFile === undefined ? undefined : await readDailyReturns(besides(file, one.returnsFile), value.at)
    underlyings.set(name, underlyingOf(one, read?.returns ?? one.dailyReturns))
    notes.push(...(read?.notes ?? []))
  }
  const { asset = 'USD', price = 1, confidence = 1 } = value.settlement ?? {}
  const snapshot: MarketSnapshot = {
    at: value.at,
    settlement: { asset, price, confidence },
    underlyings,
    contracts: contracts.found,
    marks: new Map(Object.entries(value.marks ?? {}).map(([id, mark]) => [id, markOf(mark)])),
    collateral: new Map(
      Object.entries(value.collateral ?? {}).map(([name, one]) => {
        const { price: each, confidence: sure = 1, initialHaircut = 0, maintenanceHaircut = 0, underlying } = one
        return [
          name,
          { price: each, confidence: sure, initialHaircut, maintenanceHaircut, ...(underlying !== undefined && { underlying }) },
        ]
      }),
    ),
  }
  return { snapshot, notes }
}

function besides(file: string, other: string): string {
  return isAbsolute(other) ? other : resolve(dirname(file), other)
}

function underlyingOf(one: Underlying, dailyReturns: readonly number[] | undefined): UnderlyingMarket {
  const { index, confidence = 1, expiries = [], dailyVolume, depth } = one
  const levels = (side: NonNullable<typeof depth>['bids']) => side.map((level) => ({ ...level, persistence: level.persistence ?? 1 }))
  return {
    indexPrice: index,
    confidence,
    expiries: new Map(expiries.map((expiry) => [expiry.at, expiryOf(expiry)])),
    ...(dailyReturns !== undefined && { dailyReturns }),
    ...(dailyVolume !== undefined && { dailyVolume }),
    ...(depth !== undefined && { depth: { bids: levels(depth.bids), asks: levels(depth.asks) } }),
  }
}

function expiryOf({ forward, fixedForward = 0, rate = 0, confidence = 1 }: NonNullable<Underlying['expiries']>[number]): ExpiryMarket {
  return { variableForward: forward - fixedForward, fixedForward, rate, confidence }
}

function markOf({ price, volatility, confidence = 1 }: NonNullable<SnapshotFile['marks']>[string]): ContractMark {
  return { ...(price !== undefined && { markPrice: price }), ...(volatility !== undefined && { volatility }), confidence }
}

function contractsOf(document: Document): Readonly<{ found: ReadonlyMap<string, Contract>; faults: readonly FaultDetails[] }> {
  const { contracts = {}, marks = {} } = document.value
  const found = new Map<string, Contract>()
  const faults: FaultDetails[] = []
  for (const [id, { multiplier = 1, lotSize, ...terms }] of Object.entries(contracts)) {
    if (!(multiplier > 0)) faults.push(document.faultAt(['contracts', id, 'multiplier'], 'a number above 0', String(multiplier)))
    if (lotSize !== undefined && !(lotSize > 0))
      faults.push(document.faultAt(['contracts', id, 'lotSize'], 'a number above 0', String(lotSize)))
    if (terms.kind === 'option' && !(terms.strike > 0))
      faults.push(document.faultAt(['contracts', id, 'strike'], 'a number above 0', String(terms.strike)))
    found.set(id, { id, multiplier, ...(lotSize !== undefined && { lotSize }), ...terms })
  }
  for (const id of Object.keys(marks)) {
    if (found.has(id)) continue
    const named = parseDeribitName(id)
    if (named === undefined)
      faults.push(document.faultAt(['marks', id], 'a contract of contracts, or a Deribit name such as BTC-27FEB26-60000-P', id))
    else found.set(id, named)
  }
  return { found, faults }
}

function underlyingFaults(document: Document): readonly FaultDetails[] {
  return Object.entries(document.value.underlyings).flatMap(([name, { expiries = [], dailyReturns, returnsFile }]) => {
    const at = ['underlyings', name] as const
    const seen = new Set<TimeUs>()
    const ofExpiries = expiries.flatMap(({ at: settles, forward, fixedForward = 0 }, i): readonly FaultDetails[] => {
      const isSecond = seen.has(settles)
      seen.add(settles)
      if (isSecond) return [document.faultAt([...at, 'expiries', i, 'at'], 'a time that no expiry before has', 'one twice')]
      if (fixedForward <= forward) return []
      return [document.faultAt([...at, 'expiries', i, 'fixedForward'], `at most the forward, ${forward}`, String(fixedForward))]
    })
    const isTwofold = dailyReturns !== undefined && returnsFile !== undefined
    return [...ofExpiries, ...(isTwofold ? [document.faultAt([...at, 'returnsFile'], 'one of dailyReturns and returnsFile', 'both')] : [])]
  })
}

function collateralFaults(document: Document): readonly FaultDetails[] {
  return Object.entries(document.value.collateral ?? {}).flatMap(([asset, { initialHaircut = 0, maintenanceHaircut = 0 }]) =>
    maintenanceHaircut <= initialHaircut
      ? []
      : [
          document.faultAt(
            ['collateral', asset, 'maintenanceHaircut'],
            `at most initialHaircut, ${initialHaircut}`,
            String(maintenanceHaircut),
          ),
        ],
  )
}
