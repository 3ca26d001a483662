import type { TimeUs } from '../../base/time.ts'
import type { FacilityInput } from '../../engine/facilities/facility-input.ts'
import type { BroughtMoney, BroughtPosition } from '../../engine/margin/member-input.ts'
import type { Path } from '../../policy/document.ts'
import type { FacilityActs } from './facility-schema.ts'

type Decimal = number | string

/** How the rest of the file is read: whole units of the settlement asset, money by asset, positions, and what is said of a place that is wrong. */
export type FacilityReading = Readonly<{
  at: TimeUs
  minor: (whole: Decimal, path: Path) => string
  money: (money: Readonly<Record<string, Decimal>>, path: Path) => readonly BroughtMoney[]
  position: (entry: Readonly<{ contract: string; size: Decimal; price: Decimal }>, path: Path) => BroughtPosition
  fault: (path: Path, said: Readonly<{ expected: string; found: string }>) => Error
}>

/**
 * What an entry asks of the facilities. Where the file names no decision, the text in its place is the account, or the contract of a trade, that
 * `nameSubjects` finds it by once the run is there.
 *
 * @returns `undefined` for an entry that asks nothing of them.
 * @throws InputFault for an account that is missing or too much, or numbers that are wrong.
 *
 * @example
 * facilityInputOf({ account: 'maker', buyCover: 250000 }, ['actions', 0], reading)
 */
export function facilityInputOf(
  entry: FacilityActs & Readonly<{ account?: string | undefined }>,
  path: Path,
  reading: FacilityReading,
): FacilityInput | undefined {
  const { account, thresholdSeed } = entry
  if (thresholdSeed !== undefined) {
    if (account === undefined) return { kind: 'thresholdSeedGiven', at: reading.at, ...thresholdSeed }
    throw reading.fault([...path, 'account'], { expected: 'no account: a seed is of all triggers', found: account })
  }
  return operatorInput(entry, path, reading) ?? memberInput(entry, path, reading)
}

type Entry = Parameters<typeof facilityInputOf>[0]

/** What an operator asks for: of an account, or of one decision about it. */
function operatorInput(
  { account, requestDraw, decideReview }: Entry,
  path: Path,
  { at, minor, fault }: FacilityReading,
): FacilityInput | undefined {
  const subject = (key: string, id: string | undefined): string => {
    if (id !== undefined && account !== undefined)
      throw fault([...path, 'account'], { expected: `no account: ${key} says which`, found: account })
    const name = id ?? account
    if (name === undefined) throw fault(path, { expected: `an account, or ${key}`, found: 'neither' })
    return name
  }
  if (requestDraw !== undefined) {
    const { by, wanted, event } = requestDraw
    const place = [...path, 'requestDraw', 'wanted']
    return { kind: 'drawRequested', at, by, event: subject('event', event), wantedMinor: minor(wanted, place) }
  }
  if (decideReview === undefined) return undefined
  const { by, verdict, reason, hold } = decideReview
  return { kind: 'reviewDecided', at, by, hold: subject('hold', hold), verdict, reason }
}

function memberInput({ account, ...entry }: Entry, path: Path, reading: FacilityReading): FacilityInput | undefined {
  const { buyCover, claim, requestLoan, repayLoan } = entry
  if ([buyCover, claim, requestLoan, repayLoan].every((part) => part === undefined)) return undefined
  const { at, minor, fault } = reading
  if (account === undefined) throw fault(path, { expected: 'the account that acts', found: 'none' })
  if (buyCover !== undefined) return { kind: 'guaranteeBought', at, account, capMinor: minor(buyCover, [...path, 'buyCover']) }
  if (repayLoan !== undefined) return { kind: 'loanRepaid', at, account, minor: minor(repayLoan, [...path, 'repayLoan']) }
  if (requestLoan !== undefined) {
    const place = [...path, 'requestLoan']
    const wantedMinor = minor(requestLoan.wanted, [...place, 'wanted'])
    return { kind: 'loanRequested', at, account, wantedMinor, pledges: reading.money(requestLoan.pledge, [...place, 'pledge']) }
  }
  const evidence = (claim?.trades ?? []).map((named, i) => {
    const { contract, lots, ticks } = reading.position(named, [...path, 'claim', 'trades', i])
    return { trade: named.trade ?? contract, side: lots > 0 ? ('buy' as const) : ('sell' as const), lots: Math.abs(lots), ticks }
  })
  return { kind: 'claimFiled', at, account, cover: claim?.cover ?? account, evidence }
}
